#include "signin/relief.h"

#include "account/address_table.h"
#include "account/plan.h"
#include "signin/browser.h"
#include "signin/password_step.h"

namespace sparekey::signin {

using account::Done;
using account::LinkPurpose;
using account::Refusal;
using account::Result;
using account::Token;
using account::Why;

Awaitable<Done> ask_for_relief(const Services& services, const Client& client, std::string email) {
    const auto who = co_await account_or_decoy(services, std::move(email));
    const auto token = Token::make(who, services.realm);
    std::vector<store::LoadCall> loads;
    loads.emplace_back(account::load_addresses);
    store::Decide<Done> send = [&](const store::Loaded& loaded, Time now) -> store::Decision<Done> {
        account::Plan plan{who, loaded, services.ring, client, now};
        auto& reliefs = plan.budgets.reliefs;
        if (reliefs.next(guard::Budgets::relief_day, Time{}, now) > now)
            return plan.decision(Done{});
        reliefs.forget_before(now - guard::Budgets::relief_day.window);
        reliefs.add(now);
        plan.save(account::save_link(token, LinkPurpose::relief, now, relief_link_lives, {}));
        const auto addresses = account::read_addresses(loaded.rows[0]);
        const auto text = token.text();
        if (const auto* primary = account::primary(addresses)) {
            plan.tell({primary->email}, outbox::Kind::relief_link, {}, &text);
        }
        return plan.decision(Done{});
    };
    co_return co_await services.db.change<Done>(who, std::move(loads), std::move(send));
}

Awaitable<Result<Done>> use_relief(const Services& services, const Client& client,
                                   const Token& token) {
    const auto who = token.account();
    std::vector<store::LoadCall> loads;
    loads.push_back(account::link_of(token));
    loads.emplace_back(load_browser, store::Values{client.browser_digest});
    store::Decide<Result<Done>> use = [&](const store::Loaded& loaded,
                                          Time now) -> store::Decision<Result<Done>> {
        const auto link = account::read_link(loaded.rows[0]);
        if (!loaded.guard || !link || !link->alive(LinkPurpose::relief, now)) {
            return {Refusal{.why = Why::link_invalid}, {}, {}};
        }
        account::Plan plan{who, loaded, services.ring, client, now};
        auto browser = read_browser(loaded.rows[1]).value_or(Browser{});
        browser.digest = client.browser_digest;
        browser.seen_at = now;
        browser.relief = relief_tries;
        browser.relief_until = now + relief_lives;
        plan.save(account::spend_link(token, now));
        plan.save(save_browser(browser));
        plan.line(journal::Kind::relief_given);
        return plan.decision(Result<Done>{Done{}});
    };
    co_return co_await services.db.change<Result<Done>>(who, std::move(loads), std::move(use));
}

}  // namespace sparekey::signin

#include "signin/not_me_flow.h"

#include "account/password_table.h"
#include "factor/enrolment.h"
#include "factor/readiness.h"
#include "factor/replaced.h"
#include "signin/challenge.h"
#include "signin/session.h"

namespace sparekey::signin {

using account::LinkPurpose;
using account::Plan;

namespace {

struct Rows {
    std::optional<account::Link> link;
    std::optional<account::StoredPassword> password;
    factor::InForce factor;

    Rows(const NotMe& asked, const store::Loaded& loaded, Time now)
        : link(account::read_link(loaded.rows[0])),
          password(account::read_password(loaded.rows[1])),
          factor(loaded.rows, 2, asked.services.ring, asked.link.account(), now) {}
};

// Only the letter about a first enabling takes a factor away, and then whichever there is: it came
// by that enabling or after it. Any other letter would make mailbox and password enough for that.
NotMeAction action_of(const account::Link& link, bool has_factor) {
    const bool enabling = link.detail == outbox::slug(outbox::Kind::factor_enabled);
    return enabling && has_factor ? NotMeAction::undo_enabling : NotMeAction::end_sessions;
}

bool alive(const std::optional<account::Link>& link, const store::Loaded& loaded, Time now) {
    return loaded.guard && link && link->alive(LinkPurpose::not_me, now);
}

NotMeDone undo_enabling(Plan& plan, const NotMe& asked, const Rows& rows) {
    plan.begin_hold(not_me_hold);
    factor::keep(plan, asked.services.ring, factor::Cause::not_me,
                 {.authenticator = rows.factor.authenticator, .codes = rows.factor.codes});
    plan.save(factor::delete_authenticator());
    plan.save(factor::delete_backup_codes());
    plan.save(factor::save_written({}));
    plan.line(journal::Kind::enabling_undone);
    plan.tell(rows.factor.recipients, outbox::Kind::enabling_undone, factor::hold_detail(plan));
    return {NotMeAction::undo_enabling, factor::hold_end(plan.guard)};
}

}  // namespace

Awaitable<std::optional<NotMeNotice>> look_at_not_me(const Services& services,
                                                     const account::Token& link, Time now) {
    std::vector<store::LoadCall> loads;
    loads.emplace_back(account::link_of(link));
    loads.emplace_back(factor::load_authenticator);
    const auto loaded = co_await services.db.load(link.account(), std::move(loads));
    auto found = account::read_link(loaded.rows[0]);
    if (!alive(found, loaded, now)) co_return std::nullopt;
    const auto action = action_of(*found, !loaded.rows[1].empty());
    co_return NotMeNotice{*std::move(found), action};
}

std::vector<store::LoadCall> not_me_loads(const account::Token& link) {
    std::vector<store::LoadCall> loads{account::link_of(link), account::load_password};
    for (auto& call : factor::replaced_loads()) loads.push_back(std::move(call));
    return loads;
}

store::Decision<Result<NotMeTicket>> begin_not_me(const NotMe& asked, const store::Loaded& loaded,
                                                  Time now) {
    const Rows rows{asked, loaded, now};
    if (!alive(rows.link, loaded, now) || !rows.password) {
        return {Refusal{.why = Why::link_invalid}, {}, {}};
    }
    if (rows.link->tries >= not_me_tries_max) {
        return {Refusal{.why = Why::too_many_tries}, {}, {}};
    }
    Plan plan{asked.link.account(), loaded, asked.services.ring, asked.client, now};
    plan.save(account::charge_link(asked.link));
    return plan.decision(Result<NotMeTicket>{NotMeTicket{*rows.password}});
}

store::Decision<Result<NotMeDone>> finish_not_me(const NotMe& asked, const NotMeTicket& ticket,
                                                 const account::DerivedPassword& derived,
                                                 const store::Loaded& loaded, Time now) {
    const auto who = asked.link.account();
    const Rows rows{asked, loaded, now};
    if (!alive(rows.link, loaded, now)) return {Refusal{.why = Why::link_invalid}, {}, {}};
    if (!rows.password || rows.password->version != ticket.password.version) {
        return {Refusal{.why = Why::changed_meanwhile}, {}, {}};
    }
    Plan plan{who, loaded, asked.services.ring, asked.client, now};
    if (!account::is_password(ticket.password, asked.services.pepper, who, derived)) {
        plan.line(journal::Kind::password_wrong, "not_me");
        return plan.decision(Result<NotMeDone>{Refusal{.why = Why::password_wrong}});
    }
    plan.save(account::spend_link(asked.link, now));
    plan.save(factor::drop_enrolment());
    plan.save(end_all_challenges());
    plan.save(end_all_sessions());
    NotMeDone done;
    if (action_of(*rows.link, rows.factor.authenticator.has_value()) ==
        NotMeAction::undo_enabling) {
        done = undo_enabling(plan, asked, rows);
    } else {
        plan.line(journal::Kind::sessions_ended, "not_me");
    }
    return plan.decision(Result<NotMeDone>{done});
}

Awaitable<Result<NotMeDone>> not_me(const Services& services, const Client& client,
                                    const account::Token& link,
                                    std::shared_ptr<const crypto::Secret> password) {
    const NotMe asked{services, client, link};
    auto loads = not_me_loads(link);
    store::Decide<Result<NotMeTicket>> begin = [&](const store::Loaded& loaded, Time now) {
        return begin_not_me(asked, loaded, now);
    };
    const auto begun =
        co_await services.db.change<Result<NotMeTicket>>(link.account(), loads, std::move(begin));
    if (const auto* refusal = std::get_if<Refusal>(&begun)) co_return *refusal;
    const auto& ticket = std::get<NotMeTicket>(begun);
    std::function<account::DerivedPassword()> hash = [&] {
        return account::derive_password(password->text(), ticket.password.salt,
                                        ticket.password.cost);
    };
    const auto derived = co_await services.hashes.run<account::DerivedPassword>(std::move(hash));
    store::Decide<Result<NotMeDone>> finish = [&](const store::Loaded& loaded, Time now) {
        return finish_not_me(asked, ticket, derived, loaded, now);
    };
    co_return co_await services.db.change<Result<NotMeDone>>(link.account(), std::move(loads),
                                                             std::move(finish));
}

}  // namespace sparekey::signin

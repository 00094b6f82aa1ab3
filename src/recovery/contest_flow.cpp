#include "recovery/contest_flow.h"

#include <algorithm>
#include <charconv>

#include "account/link.h"
#include "recovery/case_table.h"
#include "recovery/docket.h"
#include "recovery/names.h"

namespace sparekey::recovery {
namespace {

using account::Link;
using account::LinkPurpose;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Token;
using account::Why;

AppealId appeal_in(const Link& link) {
    AppealId id;
    const auto& text = link.detail;
    std::from_chars(text.data(), text.data() + text.size(), id.value);
    return id;
}

// The link of a letter is good as often as it is pressed: what it does is limited by the appeal.
std::optional<Link> alive_link(const store::Rows& rows, Time now) {
    auto link = account::read_link(rows);
    if (!link || !link->alive(LinkPurpose::contest, now)) return std::nullopt;
    return link;
}

}  // namespace

Awaitable<std::optional<ContestNotice>> look_at_contest(const account::Services& services,
                                                        const Token& token, Time now) {
    std::vector<store::LoadCall> loads;
    loads.push_back(account::link_of(token));
    loads.emplace_back(load_cases);
    const auto loaded = co_await services.db.load(token.account(), std::move(loads));
    const auto link = alive_link(loaded.rows[0], now);
    if (!loaded.guard || !link) co_return std::nullopt;
    const auto cases = read_cases(loaded.rows[1], {}, token.account());
    const auto c = std::ranges::find(cases, appeal_in(*link), &Case::id);
    if (c == cases.end()) co_return std::nullopt;
    co_return ContestNotice{c->number, c->words, c->appeal.state, link->made_at, link->expires_at};
}

Awaitable<Result<ContestResult>> contest(const Office& office, const account::Client& client,
                                         const Token& token) {
    const auto& services = office.services;
    const auto who = token.account();
    std::vector<store::LoadCall> loads;
    loads.push_back(account::link_of(token));
    for (auto& call : docket_loads()) loads.push_back(std::move(call));
    store::Decide<Result<ContestResult>> decide =
        [&](const store::Loaded& loaded, Time now) -> store::Decision<Result<ContestResult>> {
        const auto link = alive_link(loaded.rows[0], now);
        if (!loaded.guard || !link) return {Refusal{.why = Why::link_invalid}, {}, {}};
        Plan plan{who, loaded, services.ring, client, now};
        Docket docket{services, loaded.rows, 1, plan};
        const auto id = appeal_in(*link);
        if (!happen(plan, docket, id, {.event = Event::not_me}))
            return plan.decision(Result<ContestResult>{Refusal{.why = Why::link_invalid}});
        const bool stands_still = docket.find(id)->appeal.state == State::contested;
        return plan.decision(
            Result<ContestResult>{stands_still ? ContestResult::contested : ContestResult::noted});
    };
    co_return co_await services.db.change<Result<ContestResult>>(who, std::move(loads),
                                                                 std::move(decide));
}

Awaitable<bool> is_genuine(const account::Services& services, std::string number,
                           std::string words) {
    const auto parsed = parse_case_number(number);
    if (!parsed) co_return false;
    std::function<std::optional<CaseAddress>(store::Reader&)> find = [&](store::Reader& reader) {
        return find_case(reader, *parsed);
    };
    const auto found = co_await services.db.read<std::optional<CaseAddress>>(std::move(find));
    if (!found) co_return false;
    std::vector<store::LoadCall> loads{load_cases};
    const auto loaded = co_await services.db.load(found->who, std::move(loads));
    const auto cases = read_cases(loaded.rows[0], {}, found->who);
    const auto c = std::ranges::find(cases, found->appeal, &Case::id);
    co_return c != cases.end() && are_words(words, c->words);
}

}  // namespace sparekey::recovery

#include "recovery/draft_flow.h"

#include <algorithm>

#include "recovery/case_table.h"
#include "recovery/missing.h"
#include "recovery/names.h"
#include "recovery/receipt.h"

namespace sparekey::recovery {
namespace {

using account::Plan;
using account::Refusal;
using account::Token;
using account::Why;

bool may_edit(const Case& c) {
    return c.appeal.state == State::draft && !c.appeal.complete && c.open();
}

// One event of the case, for whom nothing else is needed than to be its applicant.
Awaitable<Result<Done>> only(const Office& office, const Client& client, const Token& token,
                             Event event, std::function<bool(Plan&, Applicant&)> allowed) {
    DecideApplicant<Done> decide = [event, allowed = std::move(allowed)](
                                       Plan& plan, Applicant& at) -> Result<Done> {
        if (!allowed(plan, at) || !happen(plan, at.docket, at.id, {.event = event}))
            return Refusal{.why = Why::wrong_state};
        return Done{};
    };
    co_return co_await change_as_applicant<Done>(office, client, token, std::move(decide));
}

}  // namespace

Awaitable<Result<crypto::Secret>> make_receipt(const Office& office, const Client& client,
                                               const Token& token) {
    const auto receipt = draw_receipt();
    DecideApplicant<Done> decide = [&](Plan& plan, Applicant& at) -> Result<Done> {
        auto& c = at.c();
        if (!may_edit(c) || at.access.kind != AccessKind::browser)
            return Refusal{.why = Why::wrong_state};
        c.receipt_digest = *receipt_digest(office.services.pepper, c.who, c.id, receipt.text());
        save_cases(plan, at.docket, at.id);
        return Done{};
    };
    const auto made = co_await change_as_applicant<Done>(office, client, token, std::move(decide));
    if (const auto* refusal = std::get_if<Refusal>(&made)) co_return *refusal;
    co_return receipt.clone();
}

Awaitable<Result<PaperCode>> paper_code(const Office& office, const Client& client,
                                        const Token& token) {
    DecideApplicant<PaperCode> decide = [](Plan& plan, Applicant& at) -> Result<PaperCode> {
        auto& c = at.c();
        const bool asked = c.appeal.state == State::needs_material;
        if (!may_edit(c) && !asked) return Refusal{.why = Why::wrong_state};
        if (c.paper_code.empty() || plan.now() - c.paper_code_at >= paper_code_lives) {
            c.paper_code = draw_paper_code();
            c.paper_code_at = plan.now();
            save_cases(plan, at.docket, at.id);
        }
        return PaperCode{c.paper_code, c.paper_code_at, c.paper_code_at + paper_code_lives, c.zone};
    };
    co_return co_await change_as_applicant<PaperCode>(office, client, token, std::move(decide));
}

Awaitable<Result<Done>> submit(const Office& office, const Client& client, const Token& token,
                               std::string_view receipt) {
    DecideApplicant<Done> decide = [&](Plan& plan, Applicant& at) -> Result<Done> {
        auto& c = at.c();
        if (!may_edit(c)) return Refusal{.why = Why::wrong_state};
        if (!is_receipt_of(c, office.services.pepper, receipt))
            return Refusal{.why = Why::receipt_wrong};
        const bool form = at.form && at.form->number_digest.has_value();
        if (!missing(c, at.items, form).empty()) return Refusal{.why = Why::incomplete};
        c.consented_at = plan.now();
        c.evidence_digest = to_bytes(evidence::evidence_digest(at.items));
        if (!happen(plan, at.docket, at.id, {.event = Event::submitted}))
            return Refusal{.why = Why::wrong_state};
        return Done{};
    };
    co_return co_await change_as_applicant<Done>(office, client, token, std::move(decide));
}

Awaitable<Result<Done>> supply(const Office& office, const Client& client, const Token& token) {
    DecideApplicant<Done> decide = [](Plan& plan, Applicant& at) -> Result<Done> {
        auto& c = at.c();
        if (c.appeal.state != State::needs_material) return Refusal{.why = Why::wrong_state};
        if (!missing(c, at.items, true).empty()) return Refusal{.why = Why::incomplete};
        c.evidence_digest = to_bytes(evidence::evidence_digest(at.items));
        c.needed.clear();
        if (!happen(plan, at.docket, at.id, {.event = Event::supplied}))
            return Refusal{.why = Why::wrong_state};
        return Done{};
    };
    co_return co_await change_as_applicant<Done>(office, client, token, std::move(decide));
}

Awaitable<Result<Done>> withdraw(const Office& office, const Client& client, const Token& token) {
    std::function<bool(Plan&, Applicant&)> by_browser = [](Plan&, Applicant& at) {
        return at.access.kind == AccessKind::browser;
    };
    co_return co_await only(office, client, token, Event::withdrawn, std::move(by_browser));
}

bool may_ask_review(const std::vector<Case>& cases, const Case& c, Time now) {
    const bool another = std::ranges::any_of(cases, &Case::open);
    return c.appeal.state == State::rejected && now - c.ended_at < review_lives && !another &&
           rule_for(c.appeal, Event::review_asked) != nullptr;
}

Awaitable<Result<Done>> ask_review(const Office& office, const Client& client, const Token& token) {
    std::function<bool(Plan&, Applicant&)> in_time = [](Plan& plan, Applicant& at) {
        return may_ask_review(at.docket.cases, at.c(), plan.now());
    };
    co_return co_await only(office, client, token, Event::review_asked, std::move(in_time));
}

}  // namespace sparekey::recovery

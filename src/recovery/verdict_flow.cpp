#include "recovery/verdict_flow.h"

#include <algorithm>
#include <array>

#include "evidence/item_table.h"
#include "recovery/case_table.h"
#include "staff/duty_flow.h"

namespace sparekey::recovery {
namespace {

constexpr std::string_view note_purpose = "appeal_act.note";
constexpr std::array<std::string_view, 3> prompt_groups{"turn", "blink", "speak"};

using account::Done;
using account::Refusal;
using account::Result;
using account::Why;

bool may(AtSeat& at, Act act) {
    const auto acts = allowed(at.c(), at.seats, at.own.seat);
    return std::ranges::find(acts, act) != acts.end();
}

ActDone act_of(AtSeat& at, Act act, std::vector<std::string> reasons) {
    return {at.own.staff,
            at.own.seat,
            act,
            at.plan.now(),
            at.own.given_at,
            at.c().evidence_digest,
            {},
            std::move(reasons),
            std::nullopt};
}

void tell_journal(AtSeat& at, Act act) {
    std::string detail = at.c().number + " ";
    detail += slug(at.own.seat);
    detail += " ";
    detail += slug(act);
    at.duty.line(journal::Kind::desk_decided, std::move(detail));
}

// What was asked for ends the work on the case, and is no verdict: the seat is kept for who asked.
Result<Done> ask(AtSeat& at, Act act, const Happening& what, std::vector<std::string> reasons,
                 const Checklist& so_far) {
    if (!may(at, act)) return Refusal{.why = Why::wrong_state};
    auto done = act_of(at, act, std::move(reasons));
    done.checklist = so_far;
    if (!happen(at.plan, at.docket, at.id, what)) return Refusal{.why = Why::wrong_state};
    at.plan.save(insert_act(at.id, done));
    at.plan.save(end_lease(at.id, at.own.staff));
    tell_journal(at, act);
    return Done{};
}

// The seats as this verdict leaves them.
Seats with_verdict(AtSeat& at, const Verdict& verdict) {
    auto seats = at.seats;
    for (auto& held : seats) {
        if (held.staff != at.own.staff) continue;
        held.verdict = verdict.act;
        held.decided_digest = verdict.digest;
        held.leased_until = Time{};
    }
    return seats;
}

// A lead who says fraud first must be followed by another, A by another reviewer.
bool has_second_person(AtSeat& at) {
    const auto next = at.own.seat == Seat::a ? Seat::b : at.own.seat;
    return others_for(at.tx, next, at.own.staff, at.plan.now()) > 0;
}

// Nobody can have seen it, and what the machine finds later may take it out of the evidence again,
// from under the passes.
bool is_unchecked(AtSeat& at) {
    const auto items = evidence::read_items(at.tx.load(evidence::load_items(at.id)));
    return std::ranges::any_of(items, [](const evidence::Item& item) {
        return item.status == evidence::Status::checking;
    });
}

std::optional<Refusal> not_now(AtSeat& at, const Verdict& verdict) {
    const auto& c = at.c();
    if (verdict.digest != c.evidence_digest) return Refusal{.why = Why::evidence_changed};
    if (verdict.act == Act::pass && !c.appeal.has_video) return Refusal{.why = Why::no_video};
    if (verdict.act == Act::pass && is_unchecked(at))
        return Refusal{.why = Why::evidence_unchecked};
    if (!may(at, verdict.act)) return Refusal{.why = Why::wrong_state};
    const bool needs_second =
        verdict.act == Act::fraud && !fraud_seconded(at.seats, c, at.own.staff) &&
        (at.own.seat == Seat::lead || c.appeal.state == State::initial_review);
    if (needs_second && !has_second_person(at)) return Refusal{.why = Why::needs_second_person};
    return std::nullopt;
}

SignedPass signed_pass(AtSeat& at, const Verdict& verdict, otp::Step step) {
    return {{at.own.staff.value, at.own.seat, at.plan.now()},
            verdict.digest,
            to_json(verdict.checklist),
            step};
}

// What the verdict means for the appeal. False where its rules do not have it.
bool follow(AtSeat& at, const Verdict& verdict, otp::Step step) {
    const auto state = at.c().appeal.state;
    const bool filling = state == State::escalated && at.own.seat != Seat::lead;
    std::optional<SignedPass> pass;
    if (verdict.act == Act::pass) pass = signed_pass(at, verdict, step);
    if (verdict.act == Act::fraud && fraud_seconded(at.seats, at.c(), at.own.staff)) {
        return happen(at.plan, at.docket, at.id,
                      {.event = Event::refused, .reasons = verdict.reasons});
    }
    if (filling) {
        return fill_seat(at.plan, at.docket, at.id, std::move(pass),
                         seats_filled(with_verdict(at, verdict), at.c()));
    }
    switch (verdict.act) {
    case Act::pass:
        return happen(at.plan, at.docket, at.id, {.event = Event::passed, .pass = pass});
    case Act::reject:
        return happen(at.plan, at.docket, at.id,
                      {.event = Event::rejected, .reasons = verdict.reasons});
    case Act::doubt:
    case Act::fraud:
        // One person's word in first review, or a lead's: nothing yet, but that another looks.
        return state != State::secondary_review ||
               happen(at.plan, at.docket, at.id, {.event = Event::doubted});
    case Act::ask:
    case Act::video: break;
    }
    return false;
}

// Nothing but the plan is changed before the code is spent, so a refusal leaves nothing behind.
Result<Decided> take_verdict(AtSeat& at, const Verdict& verdict, std::optional<Bytes> note,
                             const staff::RightCode& code) {
    if (const auto refusal = not_now(at, verdict)) return *refusal;
    auto act = act_of(at, verdict.act, verdict.reasons);
    act.checklist = verdict.checklist;
    act.note = std::move(note);
    at.plan.save(insert_act(at.id, act));
    at.plan.save(keep_verdict(at.id, at.own.staff, verdict.act, verdict.digest));
    if (!follow(at, verdict, code.step)) return Refusal{.why = Why::wrong_state};
    if (!at.duty.spend(code)) return Refusal{.why = Why::code_already_used};
    tell_journal(at, verdict.act);

    Decided decided;
    if (at.own.seat != Seat::b) return decided;
    for (const auto& one : read_acts(at.tx.load(acts_of(at.id)))) {
        const bool a_verdict = one.act != Act::ask && one.act != Act::video;
        if (one.seat == Seat::a && a_verdict)
            decided.first = seen(at.bench.office, {at.c().who, at.id}, one);
    }
    return decided;
}

bool is_complete(const Verdict& verdict) {
    if (verdict.act == Act::pass) return verdict.checklist.allows_pass();
    return verdict.checklist.names_a_flaw();
}

}  // namespace

bool is_prompt_group(std::string_view word) {
    return std::ranges::find(prompt_groups, word) != prompt_groups.end();
}

bool are_reasons(const Reasons& reasons, const std::vector<std::string>& slugs,
                 const std::vector<ReasonClass>& classes) {
    return std::ranges::all_of(slugs, [&](const std::string& one) {
        const auto* reason = reasons.find(one);
        return reason != nullptr && std::ranges::find(classes, reason->of) != classes.end();
    });
}

bool may_ask(const Reasons& reasons, std::string_view kind, std::string_view wanted) {
    const auto* reason = reasons.find(wanted);
    return reason != nullptr && reason->of == ReasonClass::quality &&
           std::ranges::find(reason->kinds, kind) != reason->kinds.end();
}

SeenAct seen(const Office& office, evidence::Subject subject, ActDone act) {
    std::string note;
    if (act.note) {
        if (const auto plain = office.keys.open_form(subject, note_purpose, *act.note))
            note = plain->text();
    }
    return {std::move(act), std::move(note)};
}

Awaitable<Result<Done>> ask_for_material(const Bench& bench, const staff::Actor& actor, AppealId id,
                                         std::vector<Needed> needed, const Checklist& so_far) {
    DecideAtSeat<Done> decide = [&](AtSeat& at) -> Result<Done> {
        std::vector<std::string> reasons;
        for (const auto& one : needed) reasons.push_back(one.kind + ":" + one.reason);
        return ask(at, Act::ask, {.event = Event::material_asked, .needed = needed},
                   std::move(reasons), so_far);
    };
    co_return co_await change_at_seat<Done>(bench, actor, id, std::move(decide));
}

Awaitable<Result<Done>> ask_for_video(const Bench& bench, const staff::Actor& actor, AppealId id,
                                      std::vector<std::string> without, const Checklist& so_far) {
    DecideAtSeat<Done> decide = [&](AtSeat& at) -> Result<Done> {
        return ask(at, Act::video, {.event = Event::video_asked}, without, so_far);
    };
    co_return co_await change_at_seat<Done>(bench, actor, id, std::move(decide));
}

std::vector<std::string> video_without(const std::vector<ActDone>& acts) {
    for (auto act = acts.rbegin(); act != acts.rend(); ++act) {
        if (act->act == Act::video) return act->reasons;
    }
    return {};
}

Awaitable<Result<Decided>> decide(const Bench& bench, const staff::Actor& actor, AppealId id,
                                  const Verdict& verdict, std::string_view typed) {
    if (!is_complete(verdict)) co_return Refusal{.why = Why::checklist_incomplete};
    // Before a try is charged: whoever has no case here learns nothing from a code.
    const auto who = co_await account_of_work(bench, actor, id);
    if (!who) co_return Refusal{.why = Why::not_assigned};
    std::optional<Bytes> note;
    if (verdict.note)
        note = bench.office.keys.seal_form({*who, id}, note_purpose, bytes_of(*verdict.note));
    const auto charged = co_await staff::charge_code(bench.staff, actor, typed);
    if (const auto* refusal = std::get_if<Refusal>(&charged)) co_return *refusal;
    const auto& code = std::get<staff::RightCode>(charged);
    DecideAtSeat<Decided> take = [&](AtSeat& at) { return take_verdict(at, verdict, note, code); };
    co_return co_await change_at_seat<Decided>(bench, actor, id, std::move(take));
}

}  // namespace sparekey::recovery

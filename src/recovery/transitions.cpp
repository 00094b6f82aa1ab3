#include "recovery/transitions.h"

#include <fmt/format.h>

#include "base/check.h"

namespace sparekey::recovery {
namespace {

// Conditions, each beside the words that doc/recovery.md has for it.
struct When {
    Condition holds;
    std::string_view text;
};
const When always{[](const Appeal&) { return true; }, ""};
const When after_reset{[](const Appeal& a) { return a.was_reset; }, "after a reset"};
const When waiting{[](const Appeal& a) { return a.waiting; }, "while a rival is before it"};
const When little_seen{[](const Appeal& a) {
                           return a.pending_password && !a.passed_once && !a.was_escalated &&
                                  !a.was_reset;
                       },
                       "opened with a pending password, and neither passed nor escalated yet"};
const When rounds_left{[](const Appeal& a) { return a.material_rounds < material_rounds_max; },
                       "fewer than 3 rounds yet"};
const When video_left{[](const Appeal& a) { return a.video_rounds < video_rounds_max; },
                      "fewer than 2 rounds of video yet"};
const When has_video{[](const Appeal& a) { return a.has_video; }, "with a video"};
const When lacks_lead{[](const Appeal& a) { return a.needs_lead() && !a.has_lead_pass(); },
                      "marked, flagged, escalated before, or past the budget"};
const When not_approved{[](const Appeal& a) { return !a.is_approved(); }, "not passed by two yet"};
const When approved{[](const Appeal& a) { return a.is_approved(); }, "passed by two"};
const When in_redress{[](const Appeal& a) { return a.in_redress && a.has_video; },
                      "in review of a rejection, with a video"};
const When second_pass{[](const Appeal& a) {
                           return a.has_video && !a.in_redress &&
                                  (a.single_reviewer || (a.seats_filled && !a.passes.empty()));
                       },
                       "with a video, seats filled, somebody else passed"};
const When lone_pass{[](const Appeal& a) {
                         return a.has_video && a.seats_filled && a.passes.empty() &&
                                !a.in_redress && !a.single_reviewer;
                     },
                     "with a video, seats filled, nobody else passed"};
const When first_contest{[](const Appeal& a) { return !a.was_contested && !a.was_reset; },
                         "not contested before"};
const When first_in_hold{[](const Appeal& a) { return !a.was_contested_in_hold; },
                         "not contested in the hold before"};
const When video_link_left{[](const Appeal& a) { return !a.video_link_renewed; },
                           "first link of the round"};
const When link_left{[](const Appeal& a) { return !a.link_renewed; }, "not renewed before"};
const When no_redress_yet{[](const Appeal& a) { return !a.review_was_asked; }, "once"};
const When together{[](const Appeal& a) { return a.complete && a.together; },
                    "complete, together with other rivals"};
const When complete{[](const Appeal& a) { return a.complete; }, "complete"};

using Effects = std::vector<Effect>;

class Table {
   public:
    void on(State from, Event event, const When& when, std::optional<State> to,
            Effects effects = {}) {
        rules_.push_back({from, event, when.holds, when.text, to, std::move(effects)});
    }
    // What ends the appeal before a reset, and undoes the reset after one.
    void ends(State from, Event event, const When& when, State end, Effects effects = {}) {
        on(from, event, after_reset, State::reversed, {Effect::revoke_link, Effect::restore_old});
        on(from, event, when, end, std::move(effects));
    }
    std::vector<Rule> take() { return std::move(rules_); }

   private:
    std::vector<Rule> rules_;
};

void add_draft(Table& table) {
    constexpr auto from = State::draft;
    table.on(from, Event::submitted, waiting, from, {Effect::complete});
    table.on(from, Event::submitted, always, State::intake, {Effect::promise});
    table.on(from, Event::promoted, together, State::escalated, {Effect::promise, Effect::flag});
    table.on(from, Event::promoted, complete, State::intake, {Effect::promise, Effect::flag});
    table.on(from, Event::promoted, always, from, {Effect::flag});
    table.on(from, Event::not_me, always, from, {Effect::note});
    table.on(from, Event::proven, always, State::cancelled_by_owner);
    table.on(from, Event::withdrawn, always, State::withdrawn);
    table.on(from, Event::due, always, State::expired);
}

void add_intake(Table& table) {
    constexpr auto from = State::intake;
    table.on(from, Event::checked, always, std::nullopt);
    table.on(from, Event::due, always, std::nullopt, {Effect::flag});
    table.on(from, Event::unreadable, rounds_left, State::needs_material, {Effect::count_round});
    table.ends(from, Event::unreadable, always, State::rejected, {Effect::count_rejection});
}

void add_needs_material(Table& table) {
    constexpr auto from = State::needs_material;
    table.on(from, Event::supplied, always, State::intake, {Effect::void_passes});
    table.ends(from, Event::due, always, State::expired);
}

void add_video_requested(Table& table) {
    constexpr auto from = State::video_requested;
    table.on(from, Event::recorded, always, std::nullopt, {Effect::void_passes});
    table.on(from, Event::due, video_link_left, from, {Effect::renew_video_link});
    table.ends(from, Event::due, always, State::expired);
}

void add_asking(Table& table, State from) {
    table.on(from, Event::material_asked, rounds_left, State::needs_material,
             {Effect::count_round});
    if (from == State::secondary_review) return;  // B sees what A had.
    table.on(from, Event::video_asked, video_left, State::video_requested, {Effect::count_video});
}

void add_initial_review(Table& table) {
    constexpr auto from = State::initial_review;
    add_asking(table, from);
    table.on(from, Event::passed, has_video, State::secondary_review, {Effect::keep_pass});
    table.ends(from, Event::rejected, always, State::rejected, {Effect::count_rejection});
    table.on(from, Event::refused, always, State::refused_as_fraud, {Effect::count_rejection});
    table.on(from, Event::due, always, State::escalated, {Effect::apologise});
}

void add_secondary_review(Table& table) {
    constexpr auto from = State::secondary_review;
    add_asking(table, from);
    table.on(from, Event::passed, lacks_lead, State::escalated, {Effect::keep_pass});
    table.on(from, Event::passed, not_approved, from, {Effect::keep_pass});
    table.on(from, Event::date_reached, approved, State::link_sent, {Effect::send_link});
    table.on(from, Event::doubted, not_approved, State::escalated);
    table.on(from, Event::refused, always, State::refused_as_fraud, {Effect::count_rejection});
    table.on(from, Event::due, not_approved, State::escalated, {Effect::apologise});
}

void add_escalated(Table& table) {
    constexpr auto from = State::escalated;
    add_asking(table, from);
    table.on(from, Event::passed, after_reset, State::holding,
             {Effect::close_contest, Effect::resume_new});
    table.on(from, Event::passed, in_redress, State::secondary_review,
             {Effect::close_contest, Effect::fill_seat_a, Effect::promise});
    table.on(from, Event::passed, second_pass, from, {Effect::close_contest, Effect::keep_pass});
    table.on(from, Event::passed, lone_pass, State::rejected, {Effect::count_rejection});
    table.on(from, Event::date_reached, approved, State::link_sent, {Effect::send_link});
    table.ends(from, Event::rejected, always, State::rejected, {Effect::count_rejection});
    table.on(from, Event::refused, after_reset, State::refused_as_fraud,
             {Effect::restore_old, Effect::count_rejection});
    table.on(from, Event::refused, always, State::refused_as_fraud, {Effect::count_rejection});
    table.on(from, Event::due, not_approved, from, {Effect::apologise});
}

void add_contested(Table& table) {
    constexpr auto from = State::contested;
    table.on(from, Event::due, always, State::escalated);
    table.on(from, Event::not_me, always, from, {Effect::note});
}

void add_links(Table& table) {
    table.on(State::link_sent, Event::reset, always, State::holding, {Effect::enrol});
    table.on(State::link_sent, Event::due, always, State::link_lapsed, {Effect::revoke_link});
    table.on(State::link_sent, Event::spoiled, always, State::link_lapsed, {Effect::revoke_link});
    table.on(State::link_lapsed, Event::link_asked, link_left, State::link_sent,
             {Effect::renew_link, Effect::send_link});
    table.on(State::link_lapsed, Event::due, always, State::expired);
}

void add_holding(Table& table) {
    constexpr auto from = State::holding;
    const Effects contest{Effect::open_contest, Effect::suspend_new};
    table.on(from, Event::due, always, State::completed);
    table.on(from, Event::proven, always, State::reversed, {Effect::restore_old});
    table.on(from, Event::proven_in_part, first_in_hold, State::contested, contest);
    table.on(from, Event::not_me, first_in_hold, State::contested, contest);
    table.on(from, Event::not_me, always, from, {Effect::note});
}

// What the owner and the applicant may do while the account is frozen, in whatever state.
void add_frozen(Table& table, State from) {
    table.on(from, Event::proven, after_reset, State::reversed,
             {Effect::restore_old, Effect::bar_password});
    table.on(from, Event::proven, always, State::cancelled_by_owner,
             {Effect::revoke_link, Effect::bar_password});
    table.ends(from, Event::withdrawn, always, State::withdrawn, {Effect::revoke_link});
    table.ends(from, Event::freeze_over, always, State::expired, {Effect::revoke_link});
    if (from == State::contested) return;
    const Effects contest{Effect::open_contest, Effect::revoke_link};
    table.on(from, Event::proven_in_part, first_contest, State::contested, contest);
    table.on(from, Event::not_me, first_contest, State::contested, contest);
    table.on(from, Event::not_me, always, from, {Effect::note});
}

void add_set_aside(Table& table, State from) {
    table.on(from, Event::set_aside, little_seen, State::draft,
             {Effect::void_passes, Effect::wait});
}

std::vector<Rule> all_rules() {
    Table table;
    add_draft(table);
    add_intake(table);
    add_needs_material(table);
    add_initial_review(table);
    add_video_requested(table);
    add_secondary_review(table);
    add_escalated(table);
    add_contested(table);
    add_links(table);
    add_holding(table);
    for (const auto from : {State::intake, State::needs_material, State::initial_review,
                            State::video_requested, State::secondary_review, State::escalated,
                            State::contested, State::link_sent, State::link_lapsed}) {
        add_frozen(table, from);
    }
    for (const auto from : {State::draft, State::intake, State::needs_material,
                            State::initial_review, State::video_requested}) {
        add_set_aside(table, from);
    }
    table.on(State::completed, Event::proven, always, State::reversed, {Effect::restore_old});
    table.on(State::rejected, Event::review_asked, no_redress_yet, State::escalated,
             {Effect::open_redress});
    return table.take();
}

// One a seat.
void keep(Appeal& appeal, const std::optional<Pass>& pass) {
    ENSURE(pass.has_value());
    std::erase_if(appeal.passes, [&](const Pass& kept) { return kept.seat == pass->seat; });
    appeal.passes.push_back(*pass);
    if (!appeal.passed_once) appeal.first_pass_at = pass->at;
    appeal.passed_once = true;
}

void void_passes(Appeal& appeal) {
    if (!appeal.passes.empty()) appeal.back_to = State::initial_review;  // The same A, then B.
    appeal.passes.clear();
    appeal.seats_filled = false;
}

void contest(Appeal& appeal) {
    (appeal.was_reset ? appeal.was_contested_in_hold : appeal.was_contested) = true;
    appeal.in_contest = true;
    appeal.flagged = true;
}

void apply(Appeal& appeal, Effect effect, const std::optional<Pass>& pass, Time now) {
    switch (effect) {
    case Effect::promise: appeal.submitted_at = now; return;
    case Effect::count_round: ++appeal.material_rounds; return;
    case Effect::count_video:
        ++appeal.video_rounds;
        appeal.video_link_renewed = false;
        return;
    case Effect::renew_video_link: appeal.video_link_renewed = true; return;
    case Effect::void_passes: return void_passes(appeal);
    case Effect::keep_pass: return keep(appeal, pass);
    case Effect::fill_seat_a:
        appeal.passes.clear();
        appeal.in_redress = false;
        return keep(appeal, pass);
    case Effect::flag: appeal.flagged = true; return;
    case Effect::open_contest: return contest(appeal);
    case Effect::close_contest: appeal.in_contest = false; return;
    case Effect::renew_link: appeal.link_renewed = true; return;
    case Effect::enrol: appeal.was_reset = true; return;
    case Effect::bar_password: appeal.was_vetoed = true; return;
    case Effect::complete: appeal.complete = true; return;
    case Effect::wait: appeal.waiting = true; return;
    case Effect::open_redress: appeal.in_redress = appeal.review_was_asked = true; return;
    // Of other rows than the appeal's.
    case Effect::note:
    case Effect::send_link:
    case Effect::revoke_link:
    case Effect::suspend_new:
    case Effect::resume_new:
    case Effect::restore_old:
    case Effect::count_rejection:
    case Effect::apologise: return;
    }
}

// A state that interrupts another remembers where it goes back to.
bool interrupts(State state) {
    return state == State::needs_material || state == State::video_requested;
}

}  // namespace

const std::vector<Rule>& rules() {
    static const auto all = all_rules();
    return all;
}

const Rule* rule_for(const Appeal& appeal, Event event) {
    for (const auto& rule : rules()) {
        if (rule.from == appeal.state && rule.event == event && rule.when(appeal)) return &rule;
    }
    return nullptr;
}

Appeal after(const Appeal& before, const Rule& rule, const std::optional<Pass>& pass, Time now) {
    ENSURE(rule.from == before.state);
    auto appeal = before;
    const bool asks = rule.to && interrupts(*rule.to) && *rule.to != before.state;
    if (asks && before.state != State::intake) appeal.back_to = before.state;
    if (rule.event == Event::promoted) appeal.waiting = false;
    // A case that was submitted before it was set aside is submitted still.
    if (rule.event == Event::set_aside && before.state != State::draft) appeal.complete = true;
    if (rule.event == Event::recorded) appeal.has_video = true;
    // Reviewer B has decided, and A before: no seat below the lead is empty.
    const bool by_b = rule.event == Event::passed || rule.event == Event::doubted;
    if (before.state == State::secondary_review && by_b) appeal.seats_filled = true;
    for (const auto effect : rule.effects) apply(appeal, effect, pass, now);
    if (before.state == State::contested) appeal.contested_for += now - before.since;
    appeal.state = rule.to.value_or(appeal.back_to);
    if (appeal.state == State::escalated) appeal.was_escalated = true;
    // A state whose time was over and that goes on begins anew.
    const bool anew = rule.event == Event::due || rule.event == Event::promoted;
    if (appeal.state != before.state || anew) appeal.since = now;
    return appeal;
}

Ending ending(const Appeal& appeal) {
    ENSURE(is_end(appeal.state));
    Ending left{appeal.state, LeftHold::rest, LeftFactor::as_it_was, LeftRival::promoted, false};
    if (appeal.state == State::completed) left.factor = LeftFactor::the_new_one;
    if (appeal.state == State::refused_as_fraud) {
        left.hold = LeftHold::at_least_72_h;
        left.must_change_password = true;
        if (appeal.was_reset) left.factor = LeftFactor::the_old_one;
    }
    if (appeal.state == State::cancelled_by_owner && appeal.was_vetoed)
        left.rival = LeftRival::dropped_if_same_password;
    if (appeal.state == State::reversed) {
        left = {appeal.state, LeftHold::at_least_48_h, LeftFactor::the_old_one,
                LeftRival::dropped_if_same_password, true};
    }
    return left;
}

std::string drawing() {
    std::string text;
    for (const auto& rule : rules()) {
        text += fmt::format("| `{}` | {} | {} | {} |\n", slug(rule.from), slug(rule.event),
                            rule.when_text, rule.to ? fmt::format("`{}`", slug(*rule.to)) : "back");
    }
    return text;
}

}  // namespace sparekey::recovery

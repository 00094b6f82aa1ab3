// What may happen to an appeal, and what follows: one table, which the code runs by,
// doc/recovery.md is drawn from, and test/model searches for a way in.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "recovery/appeal.h"

namespace sparekey::recovery {

// What a transition does besides changing the state. Each is done once, in the same transaction.
enum class Effect {
    promise,      // The dates to expect are computed, kept, and mailed.
    count_round,  // Of material.
    count_video,  // A round of video.
    renew_video_link,
    void_passes,  // The evidence is not what they looked at.
    keep_pass,    // The verdict that came with the event.
    fill_seat_a,  // As keep_pass, in a review of a rejection: notices and 72 hours anew.
    flag,         // A pass goes on to a lead from now on.
    note,         // Shown to staff; stops nothing.
    open_contest,
    close_contest,
    send_link,  // By the one function that does: reset_link.h.
    revoke_link,
    renew_link,
    enrol,            // The new authenticator; the old one is kept veto-only. The hold begins.
    suspend_new,      // The new authenticator and its codes sign nobody in.
    resume_new,       // They do again, and the hold begins afresh.
    restore_old,      // The old authenticator signs in again, the new one is destroyed.
    count_rejection,  // Against the budget of appeals.
    bar_password,     // This password opens or continues no appeal until it is changed.
    apologise,        // The promised date was missed: a new one, and why.
    complete,         // Nothing is missing any more, though the case waits.
    wait,             // Behind a rival, as it is.
    open_redress,     // A lead looks at a rejection; the account stays open meanwhile.
};

// Of one appeal.
inline constexpr int material_rounds_max = 3;
inline constexpr int video_rounds_max = 2;

using Condition = bool (*)(const Appeal&);

struct Rule {
    State from;
    Event event;
    Condition when;              // Of several rules for one event the first that holds.
    std::string_view when_text;  // "" for always.
    std::optional<State> to;     // nullopt: back to where the state interrupted.
    std::vector<Effect> effects;
};

[[nodiscard]] const std::vector<Rule>& rules();

// The rule that applies; nullptr where the event is not possible now: the route says so, and
// nothing changes.
[[nodiscard]] const Rule* rule_for(const Appeal&, Event);

// The appeal after the event, its state, counters and passes as the rule says. `pass` is the
// verdict of Event::passed. Times and dates are the flow's: dates.h.
[[nodiscard]] Appeal after(const Appeal&, const Rule&, const std::optional<Pass>& pass, Time now);

// What an end leaves behind: appeal.md's second table.
enum class LeftHold { rest, at_least_48_h, at_least_72_h };
enum class LeftFactor { as_it_was, the_new_one, the_old_one };
enum class LeftRival { promoted, dropped_if_same_password };
struct Ending {
    State end;
    LeftHold hold;
    LeftFactor factor;
    LeftRival rival;
    bool must_change_password;
};
// `appeal` has ended.
[[nodiscard]] Ending ending(const Appeal&);

// The rules of one state a line, as doc/recovery.md has them.
[[nodiscard]] std::string drawing();

}  // namespace sparekey::recovery

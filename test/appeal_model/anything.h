// Anything that can happen to one account and its appeal, in any order: the table that the code
// runs by (recovery/transitions.h), the function that says what a restriction allows (guard), and
// everybody who may act.
//
// To keep the worlds few, and every answer sound, a world forgets what only makes fewer things
// possible; whatever can happen to an account can happen here, and some more:
// - Time is an event. Any state's time may be over at any moment; the length of a hold or a notice
//   is not known, only that it was waited for.
// - Rounds of material and video, renewed links, a review that was asked for: whether one is left
//   is tried both ways in each step and not remembered.
// - Whether the seats below the lead are filled is tried both ways, too.
// - An appeal that waited behind another one may be promoted, or set aside, at any time.
// - A contact that is new is a flag from the beginning; an appeal past the budget is one with a
//   pending password, which can do all that the other can.
#pragma once
#include <string>
#include <vector>

#include "recovery/transitions.h"
#include "test/appeal_model/people.h"
#include "test/appeal_model/search.h"

namespace sparekey::appeal_model {

enum class InForce { old_one, new_one, nothing };  // The authenticator that signs in.

struct World {
    recovery::Appeal appeal;  // The one that is open, or the last one.
    bool filed = false;       // Is there any?
    Party by = Party::owner;  // Whose evidence it shows; and whose authenticator a reset brings.
    recovery::Seat bribed = recovery::Seat::a;  // The seat of the bribed reviewer, if there is one.
    InForce in_force = InForce::old_one;
    bool old_is_thiefs = false;  // Put in place by a step-up, or by an earlier appeal.
    bool hold = false;
    bool noticed = false;  // A thief's authenticator has been in force for 48 hours, and every
                           // address knew.
    // The model's own word on what the function that sends links asks for.
    unsigned old_passes = 0;  // Seats, a bit each, whose pass is over evidence that has changed.
    bool needs_lead = false;  // Marked, flagged, escalated or past the budget, ever.
    bool contest_open = false;
};

[[nodiscard]] bool frozen(const World&);
[[nodiscard]] bool thiefs_factor_signs_in(const World&);

// Every move of everybody.
void add_moves(const World&, const Thief&, bool owner_takes_part, std::vector<Move<World>>& to);

[[nodiscard]] std::string key_of(const World&);
[[nodiscard]] std::string told(const World&);

}  // namespace sparekey::appeal_model

// How an owner who lost every factor comes back, and how long it takes at worst: the owner does
// what the pages say, at once; everybody else does what delays most. Here time is real
// (recovery/dates.h), and so are rounds and renewed links.
//
// What keeps the worlds few, and why the longest way is still found:
// - Whoever may wait does a thing at once or at the last moment. What comes between takes less time
//   than the last moment, and opens nothing that one of the two does not.
// - Every day is a business day, and a desk's times are as long as they are over the worst
//   weekend: 7 business days are 11 days, 2 are 4, 3 are 5. Holidays come on top.
// - A lead decides by the date. When one does not, the board is red and the page says so; no rule
//   can make people decide.
// - The thief has at most one appeal behind the one in front: what a third could do is done by the
//   second when it comes again.
#pragma once
#include <string>
#include <vector>

#include "recovery/dates.h"
#include "test/appeal_model/people.h"
#include "test/appeal_model/search.h"

namespace sparekey::appeal_model {

struct Filed {
    recovery::Appeal appeal;
    Party by = Party::owner;
    recovery::Seat bribed = recovery::Seat::a;
    bool has_bribed = false;
    Time frozen_since{};  // The epoch: it freezes nothing.
};

struct Siege {
    Time now{};
    Time began{};
    std::vector<Filed> cases;  // That are open, in the order in which they were opened.
    int rejections = 0;
    bool back = false;             // With a new factor, and nothing more to come.
    bool reviewer_was_in = false;  // The bribed one has had a seat in a case of this account.
    bool waited = false;           // Until the last moment: now somebody must act.
};

struct Setting {
    Thief thief;
    bool reviewer_comes_again = false;  // In every case of the account, if chance has it so.
};

[[nodiscard]] std::vector<Siege> beginnings(const Setting&);
void add_moves(const Siege&, const Setting&, std::vector<Move<Siege>>& to);
[[nodiscard]] std::string key_of(const Siege&);
[[nodiscard]] std::string told(const Siege&);
[[nodiscard]] Duration took(const Siege&);

}  // namespace sparekey::appeal_model

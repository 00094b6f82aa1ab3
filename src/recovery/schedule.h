// When the machine and the staff must look at a case, and the dates that its applicant is told.
#pragma once
#include "recovery/case.h"

namespace sparekey::recovery {

// Computes due_at and staff_due_at.
void schedule(Case&, bool rival_waits, Time now);

// The end that the account's freeze has in its guard: of a case that nobody has passed when its
// freeze is over, else the longest that one may last, as what is not counted goes on growing.
[[nodiscard]] Time latest_freeze_end(const Case&);

// The dates that a new state brings. What was said before stays.
void say_dates(Case&);
// The first of them, at submission.
void say_first_dates(Case&, Time now);

// How long its evidence and its form are kept from its end on.
void set_retention(Case&, Time now);
// An end that was none: nothing is destroyed.
void reopen(Case&);

}  // namespace sparekey::recovery

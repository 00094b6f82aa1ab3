// What an event of an appeal does to other rows than the appeal's own.
#pragma once
#include "recovery/docket.h"

namespace sparekey::recovery {

// `c` is the case as it is after the rule, `before` as it was.
void perform(account::Plan&, Docket&, Case& c, const Appeal& before, Effect, const Happening&);

// What its end leaves behind: appeal.md's second table.
void finish(account::Plan&, Docket&, Case& c, const Happening&);

}  // namespace sparekey::recovery

// Which letter tells of an event, to whom, and with which dates. The words are mail's.
#pragma once
#include "recovery/docket.h"

namespace sparekey::recovery {

// Tells every address of the account what happened to the case, where that is a step of it.
void tell(account::Plan&, const Docket&, const Case&, const Appeal& before, const Happening&);

// Tells them something else of it.
void tell_of(account::Plan&, const Docket&, const Case&, outbox::Kind);

// How long a link of such a letter can say "it was not me".
inline constexpr Duration contest_link_lives = std::chrono::hours{24 * 30};

}  // namespace sparekey::recovery

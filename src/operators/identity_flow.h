// What the operator says of an account's owner, by the rules of an import (account/known_person.h).
#pragma once
#include "account/known_person.h"
#include "account/refusal.h"
#include "account/services.h"

namespace sparekey::operators {

// Refuses as unknown_account, or as restricted: what an appeal is compared with stays as it is
// while one may be open.
[[nodiscard]] Awaitable<account::Result<account::Entered>> enter_person(
    const account::Services&, const account::Client&, AccountId, const account::KnownPerson&);

}  // namespace sparekey::operators

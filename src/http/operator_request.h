// What the routes of the operator's API share: whose key asks about which account, for whom, and
// how an account is told.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "http/feature.h"
#include "operators/account.h"
#include "operators/key_flow.h"
#include "operators/repeat.h"

namespace sparekey::http {

// A call with a key that may make it.
struct Called {
    AccountId key;
    std::optional<operators::ExternalId> id;  // At {id} of the path, where it is one at all.
    std::optional<AccountId> account;         // Whose id that is.
};
// The answer instead: key-not-accepted or scope-missing. Asked before the body is looked at. A
// client that shows wrong keys too often waits.
using CalledOrNot = std::variant<Called, Response>;
[[nodiscard]] Awaitable<CalledOrNot> called(const Web&, const Request&, operators::Scope);

// The person for whom the operator's server asks: the member `client`, or nobody that we know of.
[[nodiscard]] account::Client person_field(const Web&, Fields&);
[[nodiscard]] account::Client person_unknown();

// What a repeated call is known by; nullopt without an Idempotency-Key. A key that is none is
// answered as a malformed request.
using RepeatOrNot = std::variant<std::optional<operators::Repeat>, Response>;
[[nodiscard]] RepeatOrNot repeat_of(const Web&, const Request&, AccountId key);

// For callers that carry no cookie.
[[nodiscard]] RouteOptions for_programs();

// {"kind", "until"}.
[[nodiscard]] boost::json::object restriction_json(const guard::Standing&);

}  // namespace sparekey::http

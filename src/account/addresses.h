// Changing the addresses of an account: added with a code to the new one, removed, made primary.
// Each is a step-up, each begins a hold, and every address is told, one just removed for 90 days
// more.
#pragma once
#include <string>
#include <string_view>

#include "account/action.h"
#include "account/address_table.h"
#include "account/services.h"

namespace sparekey::account {

struct CodeOnItsWay {
    Time expires_at{};
};

// Mails a code to `email`, or, where it belongs to somebody else already, a letter that says so to
// its owner: the answer is the same. `taken` was looked up before, and decides nothing but which
// letter is written.
[[nodiscard]] Action<CodeOnItsWay> add_address(const Services&, const Client&, std::string email,
                                               bool taken);

// The code of add_address, typed in the browser that asked. The address is reserved in the index
// and added in one transaction. `session_lives` says whether the session may do it: that is
// signin's business.
using SessionLives = std::function<std::optional<Refusal>(store::Transaction&)>;
[[nodiscard]] Awaitable<Result<Address>> confirm_address(const Services&, const Client&, AccountId,
                                                         std::string_view typed,
                                                         SessionLives session_lives);

[[nodiscard]] Action<Done> remove_address(const Services&, AddressId);
[[nodiscard]] Action<Done> make_address_primary(const Services&, AddressId);

// Takes every address out of use, and out of the index, so that it can belong to another account.
void free_addresses(Plan&, const std::vector<Address>&);

}  // namespace sparekey::account

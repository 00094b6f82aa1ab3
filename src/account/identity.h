// The identity record: what the site knows of the person behind an account, for the day when an
// appeal must compare it with a document. Sealed; nobody reads it but whoever decides such an
// appeal, its owner neither.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "account/action.h"
#include "account/services.h"

namespace sparekey::account {

inline constexpr std::size_t legal_name_max = 200;  // Code points, as the next two.
inline constexpr std::size_t id_number_max = 64;
inline constexpr std::size_t phone_max = 32;

// Whoever took an account over must not soon win an appeal with a record of his own: every address
// hears of it, and 30 days are enough to answer.
inline constexpr Duration identity_usable_after = std::chrono::hours{24 * 30};

struct Identity {
    std::string legal_name;  // As on the document.
    std::string birth_date;  // "1990-12-31".
    std::string id_number;
    std::string phone;  // "" where none was given.
};

// A day of the calendar before `now`, not before 1900.
[[nodiscard]] bool is_birth_date(std::string_view typed, Time now);

enum class EnteredBy { owner, site_operator };
[[nodiscard]] std::string_view slug(EnteredBy);

// What anybody may know of it.
struct IdentityState {
    Time entered_at{};
    EnteredBy entered_by = EnteredBy::owner;
    Time usable_from{};
};

// What binds the sealed record to its account.
[[nodiscard]] Bytes identity_binding(AccountId);
// Of the number as people write it: without grouping, and small letters are as good as large ones.
[[nodiscard]] Bytes id_number_digest(const crypto::Pepper&, AccountId, std::string_view id_number);

// Replaces what the owner entered before, and never what the operator did.
[[nodiscard]] Action<IdentityState> enter_identity(const Services&,
                                                   std::shared_ptr<const Identity> entered);

}  // namespace sparekey::account

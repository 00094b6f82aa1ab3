// The identity record: what the site knows of the person behind an account, for the day when an
// appeal must compare it with a claim. Sealed, and shown to nobody: who decides such an appeal sees
// how far the two agree, item by item (person/compare.h).
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "account/action.h"
#include "account/services.h"
#include "person/claim.h"

namespace sparekey::account {

// Whoever took an account over must not soon win an appeal with a record of his own: every address
// hears of it, and 30 days are enough to answer.
inline constexpr Duration identity_usable_after = std::chrono::hours{24 * 30};
inline constexpr Duration identity_new_for = std::chrono::hours{24 * 30};  // Whoever entered it.

using Identity = person::Record;

enum class EnteredBy { owner, site_operator };
[[nodiscard]] std::string_view slug(EnteredBy);

// What anybody may know of it.
struct IdentityState {
    Time entered_at{};
    EnteredBy entered_by = EnteredBy::owner;
    Time usable_from{};
};

// Whether an appeal may compare with it: the operator's at once, the owner's after 30 days.
[[nodiscard]] bool usable_record(const std::optional<IdentityState>&, Time now);
// Changed less than 30 days ago: an appeal that is opened now is marked.
[[nodiscard]] bool is_new_record(const IdentityState&, Time now);

[[nodiscard]] Bytes seal_identity(const crypto::KeyRing&, AccountId, const Identity&);
// Throws Failure{broken} when it was sealed for another account or is not a record.
[[nodiscard]] Identity open_identity(const crypto::KeyRing&, AccountId, BytesView sealed);
// Of the number as people write it: without grouping, and small letters are as good as large ones.
[[nodiscard]] Bytes id_number_digest(const crypto::Pepper&, AccountId, std::string_view id_number);

// For finding the same number or phone in two appeals: keyed, of no account, the same however it is
// written. Empty where there is nothing to find.
[[nodiscard]] Bytes id_number_anywhere(const crypto::Pepper&, std::string_view id_number);
[[nodiscard]] Bytes phone_anywhere(const crypto::Pepper&, std::string_view phone);

// Replaces what the owner entered before, and never what the operator did.
[[nodiscard]] Action<IdentityState> enter_identity(const Services&,
                                                   std::shared_ptr<const Identity> entered);

}  // namespace sparekey::account

// A new authenticator that is shown and not yet confirmed: its key, for whom it is made and what
// its confirmation will replace. It lives ten minutes and bears five tries.
#pragma once
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "crypto/key_ring.h"
#include "crypto/secret.h"
#include "guard/restriction.h"
#include "store/statement.h"

namespace sparekey::factor {

inline constexpr Duration enrolment_lives = std::chrono::minutes{10};
inline constexpr int enrolment_tries_max = 5;

enum class EnrolmentPurpose {
    enable,
    replace,
    replace_after_stolen,  // By a backup code, in the hold of "my phone was stolen".
    reset,                 // By the link of an appeal: without a session, which it leads to.
};

// What must be allowed when it begins, and again when it is confirmed.
[[nodiscard]] guard::Operation operation_of(EnrolmentPurpose);

struct Enrolment {
    std::int64_t version = 0;  // Another number for every new key.
    EnrolmentPurpose purpose = EnrolmentPurpose::enable;
    Bytes sealed;                 // NewKey.
    std::int64_t session_id = 0;  // Only the session that began it confirms it; of a reset: the
                                  // appeal's id.
    std::int64_t password_version = 0;  // Of the password that was proven for it.
    Time started_at{};
    int tries = 0;

    [[nodiscard]] bool alive(Time now) const { return now < started_at + enrolment_lives; }
};

// What an enrolment holds: the key, and what will make the new codes viewable, which only the
// proof at its beginning could give. That is empty where codes are not kept viewable.
struct NewKey {
    crypto::Secret key;
    crypto::Secret wrapping_key;
};

// Fills `enrolment.version` and `enrolment.sealed`.
void seal_new_key(Enrolment&, const crypto::KeyRing&, AccountId, const NewKey&);
// Throws Failure{broken} when it does not open.
[[nodiscard]] NewKey open_new_key(const Enrolment&, const crypto::KeyRing&, AccountId);

extern const store::Load load_enrolment;
[[nodiscard]] std::optional<Enrolment> read_enrolment(const store::Rows&);
// Replaces the one before it.
[[nodiscard]] store::SaveCall save_enrolment(const Enrolment&);
// One try more than was loaded; touches the row only then.
[[nodiscard]] store::SaveCall charge_enrolment(const Enrolment& loaded);
// Spends this very one: the row must be there.
[[nodiscard]] store::SaveCall spend_enrolment(const Enrolment& loaded);
// Whatever is pending, if anything.
[[nodiscard]] store::SaveCall drop_enrolment();

}  // namespace sparekey::factor

// The authenticator factor: a secret that the server shares with the app on the owner's phone (RFC
// 6238).
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "crypto/key_ring.h"
#include "crypto/secret.h"
#include "otp/totp.h"
#include "store/operation.h"

namespace sparekey::factor {

struct Authenticator {
    std::int64_t version = 0;  // Another number for every new secret.
    Bytes sealed_key;
    otp::Step last_step =
        0;  // The last step that was accepted. Its code, and every earlier one, is spent.
    Time enabled_at{};
    Time suspended_until{};  // After "my phone was stolen"; until_replaced when nothing but a
                             // change lifts it.
};

inline constexpr Time until_replaced = Time::max();

enum class Verdict { accepted, wrong, already_used, suspended };

struct Verified {
    Verdict verdict;
    otp::Step step = 0;  // What to save as last_step when accepted.
};

// What `typed` is worth at `now`. Pure: nothing is spent until `step` is saved.
// RFC 6238 5.2: "The verifier MUST NOT accept the second attempt of the OTP after the successful
// validation". Throws Failure{broken} when the key does not open: a row of another account, or
// another ring.
[[nodiscard]] Verified verify(const Authenticator&, const crypto::KeyRing&, AccountId,
                              std::string_view typed, Time now);

// The same against a bare key, of which no step was used before `after`.
[[nodiscard]] Verified verify_key(BytesView key, otp::Step after, std::string_view typed, Time now);

[[nodiscard]] Bytes seal_key(const crypto::KeyRing&, AccountId, BytesView key);
[[nodiscard]] crypto::Secret open_key(const crypto::KeyRing&, AccountId, BytesView sealed);

extern const store::Load load_authenticator;
[[nodiscard]] std::optional<Authenticator> read_authenticator(const store::Rows&);
// Spends a step of the authenticator in force. The last one stands in the guard, which every change
// writes, so that it costs no row of its own; whoever saw an older guard loses.
void spend_step(store::Guard&, otp::Step);
// Inserts or replaces; from now on the guard has this one's last step.
[[nodiscard]] store::SaveCall save_authenticator(store::Guard&, const Authenticator&);
[[nodiscard]] store::SaveCall delete_authenticator();
[[nodiscard]] store::SaveCall suspend_authenticator(Time until);

}  // namespace sparekey::factor

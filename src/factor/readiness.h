// Which of the three ways back work today, and whether what they need was really written down.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "account/address_table.h"
#include "account/identity.h"
#include "base/ids.h"
#include "base/time.h"
#include "crypto/key_ring.h"
#include "crypto/pepper.h"
#include "factor/authenticator.h"
#include "factor/backup_codes.h"
#include "store/statement.h"

namespace sparekey::factor {

enum class WayState { good, caution, danger };
enum class WayReason {
    works,
    no_factor,
    not_written_down,
    few_codes,
    no_codes,
    suspended,
    no_identity_record,
    record_too_new,
    one_address,
    desk_closed,
};
[[nodiscard]] std::string_view slug(WayState);
[[nodiscard]] std::string_view slug(WayReason);

struct WayBack {
    WayState state = WayState::danger;
    WayReason reason = WayReason::no_factor;
    bool operator==(const WayBack&) const = default;
};

// What was proven from paper, and when to ask again. The epoch: never.
struct Written {
    Time key_at{};
    Time codes_at{};
    Time drill_due_at{};
};

inline constexpr Duration first_drill_after = std::chrono::hours{24 * 7};
inline constexpr Duration drill_again_after = std::chrono::hours{24 * 365};
inline constexpr Duration drill_snoozes_for = std::chrono::hours{24 * 7};

struct Readiness {
    WayBack setup_key;
    WayBack backup_codes;
    WayBack appeal;
    WayBack addresses;
    std::optional<int> ask_key_group;  // Counted from 1; nullopt without a factor.
    bool drill_due = false;
};

struct ReadinessAsked {
    const std::optional<Authenticator>& authenticator;
    const std::optional<BackupCodes>& codes;
    const std::vector<account::Address>& addresses;
    const Written& written;
    const std::optional<account::IdentityState>& record;
    bool desk_open = false;  // Whether this site takes appeals at all.
};
[[nodiscard]] Readiness readiness(const ReadinessAsked&, const crypto::KeyRing&,
                                  const crypto::Pepper&, AccountId, Time now);

// Which group of four to type back: unpredictable, and the same until it was answered, so that
// asking again is no way to a group that one happens to know.
[[nodiscard]] int asked_group(const Authenticator&, const Written&, const crypto::KeyRing&,
                              const crypto::Pepper&, AccountId);
// Whether `typed` is that group of the key. Case, white space and '-' are ignored.
[[nodiscard]] bool is_group(const Authenticator&, const crypto::KeyRing&, AccountId, int group,
                            std::string_view typed);

extern const store::Load load_written;
[[nodiscard]] Written read_written(const store::Rows&);
[[nodiscard]] store::SaveCall save_written(const Written&);

}  // namespace sparekey::factor

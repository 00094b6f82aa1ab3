// The backup codes: eight look-up secrets of eight digits (NIST SP 800-63B-4 3.1.2), kept so that a
// copy of the database is worth nothing without the pepper: HMAC(pepper, salt_i || Argon2id(code,
// set_salt)). One Argon2id a try, a salt a code.
#pragma once
#include <array>
#include <optional>
#include <string_view>

#include "account/refusal.h"
#include "base/ids.h"
#include "base/time.h"
#include "crypto/key_ring.h"
#include "crypto/password_hash.h"
#include "crypto/pepper.h"
#include "crypto/secret.h"
#include "otp/backup_code.h"
#include "store/statement.h"

namespace sparekey::factor {

inline constexpr std::size_t codes_count = otp::backup_codes_count;

struct BackupCodes {
    std::int64_t version = 0;  // Another number for every new set.
    Bytes set_salt;
    Bytes salts;                              // codes_count of 16 octets.
    Bytes digests;                            // codes_count of 32 octets.
    std::array<Time, codes_count> used_at{};  // The epoch: not yet.
    std::optional<Bytes> sealed;              // Where they may be viewed.
    std::optional<Bytes> sealed_endings;      // The last four digits of each, for "written down?".
    Time made_at{};
    Time shown_at{};
    Time
        withdrawn_at{};  // Since then none is good: the database was restored. The epoch: they are.

    [[nodiscard]] int left() const;
};

inline constexpr int few_left = 2;  // From here on the owner is warned.

// The memory-hard half of a try. Takes long: on the hash threads only.
[[nodiscard]] crypto::Secret hash_code(std::string_view eight_digits, BytesView set_salt,
                                       crypto::HashCost);

struct Match {
    std::size_t index;
    bool used;
    bool withdrawn;  // With the whole set.

    [[nodiscard]] bool is_good() const { return !used && !withdrawn; }
};
// Which code of the set `hashed` is; all eight are compared, in constant time.
[[nodiscard]] std::optional<Match> match(const BackupCodes&, const crypto::Pepper&, AccountId,
                                         const crypto::Secret& hashed);

// Why a code that was found is not taken: withdrawn, used, or else because it is the last one and
// nobody said that it may be spent.
[[nodiscard]] account::Why why_not(const Match&);

// Whether `typed` is the end of a code that is not used yet. Consumes nothing, so a budget of its
// own stands before it.
[[nodiscard]] bool is_ending(const BackupCodes&, const crypto::KeyRing&, AccountId,
                             std::string_view typed);

// A new set of `codes`: eight times Argon2id, on the hash threads only. With `wrapping_key`, which
// the owner's password gives, the codes are also sealed under it and the ring, so that a view needs
// both.
[[nodiscard]] BackupCodes make_set(const otp::BackupCodes& codes, const crypto::Pepper&,
                                   const crypto::KeyRing&, AccountId,
                                   const crypto::Secret* wrapping_key, crypto::HashCost, Time now);
// nullopt when they cannot be viewed: not kept, or sealed under a password that was reset.
[[nodiscard]] std::optional<otp::BackupCodes> view(const BackupCodes&, const crypto::KeyRing&,
                                                   AccountId, const crypto::Secret& wrapping_key);
// The same set, viewable with another password.
[[nodiscard]] std::optional<Bytes> reseal(const BackupCodes&, const crypto::KeyRing&, AccountId,
                                          const crypto::Secret& old_key,
                                          const crypto::Secret& new_key);

extern const store::Load load_backup_codes;
[[nodiscard]] std::optional<BackupCodes> read_backup_codes(const store::Rows&);
[[nodiscard]] store::SaveCall save_backup_codes(const BackupCodes&);
// Marks one code of this very set used: touches the row only if its used_at is still what was
// loaded.
[[nodiscard]] store::SaveCall spend_code(const BackupCodes& loaded, std::size_t index, Time now);
[[nodiscard]] store::SaveCall save_sealed_codes(const BackupCodes& loaded,
                                                const std::optional<Bytes>& sealed);
[[nodiscard]] store::SaveCall save_shown_at(const BackupCodes& loaded, Time now);
[[nodiscard]] store::SaveCall delete_backup_codes();

}  // namespace sparekey::factor

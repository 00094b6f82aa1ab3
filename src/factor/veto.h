// Which state of the second factor a code belongs to: the one in force, or one that was replaced
// and is kept, veto-only.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "crypto/pepper.h"
#include "factor/authenticator.h"
#include "factor/backup_codes.h"
#include "factor/generation.h"

namespace sparekey::factor {

// The sets that a typed backup code is hashed for. Each has a salt of its own.
struct SetSalt {
    std::int64_t version = 0;
    Bytes salt;
};
[[nodiscard]] std::vector<SetSalt> set_salts(const std::optional<BackupCodes>& in_force,
                                             const std::vector<Generation>& kept);

struct HashedForSet {
    std::int64_t version = 0;
    crypto::Secret hashed;
};

// What a person typed: a one-time code, or a backup code hashed for every set there was.
struct VetoCode {
    std::optional<std::string> one_time;
    std::vector<HashedForSet> backup;
};

struct FactorStates {
    const std::optional<Authenticator>& authenticator;
    const std::optional<BackupCodes>& codes;
    const std::vector<Generation>& kept;  // Newest first.
};

struct Belongs {
    const Generation* generation = nullptr;  // Null: to what is in force.
    otp::Step step = 0;                      // Of a one-time code.
    std::optional<std::size_t> code;         // Of a backup code.
};
// nullopt for a code that is wrong, used, or suspended as stolen. What is in force goes first, then
// the newest. The same secret may stand in several states: a step that was spent in one of them is
// spent in all, and so is its suspension.
[[nodiscard]] std::optional<Belongs> whose_code(const VetoCode&, const FactorStates&,
                                                const crypto::KeyRing&, const crypto::Pepper&,
                                                AccountId, Time now);

// `generation` as it comes into force again, with the code that brought it back spent.
struct Restored {
    std::optional<Authenticator> authenticator;  // nullopt where the same secret is in force.
    std::optional<BackupCodes> codes;
};
[[nodiscard]] Restored restored(const Belongs&, const FactorStates&, Time now);

}  // namespace sparekey::factor

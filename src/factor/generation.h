// A generation: what one change replaced, be it factor, codes or password. Kept sealed until 7 days
// after the hold that the change began, veto-only: it can bring itself back (signin/undo_*), and
// can sign nobody in.
//
// A change that replaces something loads load_generations, and in its decision:
//
//     const auto kept = factor::read_generations(rows, ring, who, now);
//     if (!factor::has_room(kept, plan.standing())) return factor::no_room(plan.standing());
//     plan.begin_hold(settings.hold);
//     factor::keep(plan, ring, factor::Cause::password, {.password = the_replaced_one});
//     plan.save(account::save_password(the_new_one));
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "account/password.h"
#include "account/plan.h"
#include "account/refusal.h"
#include "base/ids.h"
#include "base/time.h"
#include "crypto/key_ring.h"
#include "factor/authenticator.h"
#include "factor/backup_codes.h"
#include "guard/restriction.h"
#include "store/statement.h"

namespace sparekey::factor {

using GenerationId = Id<struct GenerationTag>;

// doc/factor.md: kept "until 7 days after the hold".
inline constexpr Duration kept_after_hold = std::chrono::hours{24 * 7};

// Nothing that is kept makes room for something newer: whoever holds an account could otherwise
// push out what its owner needs to take it back. Outside of a hold, changes come one a hold, so
// that five are alive at most; in a hold only a change of the password and a replacement after
// "stolen" are possible, again and again, and those are what the first limit refuses.
inline constexpr std::size_t generations_in_hold_max = 8;
inline constexpr std::size_t generations_max = 16;

// Why it was replaced: for whoever reads the table.
enum class Cause { replace, disable, regenerate, password, undo, not_me, reset };

// What was in force, whole, or the part of it that was replaced.
struct Replaced {
    std::optional<Authenticator> authenticator = {};
    std::optional<BackupCodes> codes = {};
    std::optional<account::StoredPassword> password = {};

    [[nodiscard]] bool empty() const { return !authenticator && !codes && !password; }
};

struct Generation {
    GenerationId id;
    Time made_at{};
    Time keep_until{};
    Time suspended_until{};  // Of its one-time codes, by a report that came after it was made.
    Replaced body;
};

// Whether one more may be kept in this standing. Ask before plan.begin_hold().
[[nodiscard]] bool has_room(const std::vector<Generation>&, const guard::Standing&);
[[nodiscard]] account::Refusal no_room(const guard::Standing&);

// When the account's hold ends, with the freeze that lies over it counted in.
[[nodiscard]] Time hold_end(const store::Guard&);

// Keeps what is replaced; call it after plan.begin_hold(), which says how long. An authenticator
// whose one-time codes are suspended as stolen stays so for good: a thief's phone vetoes nothing.
GenerationId keep(account::Plan&, const crypto::KeyRing&, Cause, const Replaced&);

extern const store::Load load_generations;
// Those that are alive, newest first. Throws Failure{broken} for one that does not open.
[[nodiscard]] std::vector<Generation> read_generations(const store::Rows&, const crypto::KeyRing&,
                                                       AccountId, Time now);
[[nodiscard]] store::SaveCall save_generation(const Generation&, Cause, const crypto::KeyRing&,
                                              AccountId);
// Until then at least, if it is there: what an appeal replaced is kept longer than its first hold.
[[nodiscard]] store::SaveCall keep_generation_until(GenerationId, Time);
// It is in force again. Touches one row: whoever brought it back meanwhile won.
[[nodiscard]] store::SaveCall delete_generation(GenerationId);
// A phone is reported stolen: no one-time code of any generation counts until `until`, and every
// generation is kept for 7 days longer than the report's hold.
[[nodiscard]] store::SaveCall suspend_generations(Time until, Time hold_until, Time now);

}  // namespace sparekey::factor

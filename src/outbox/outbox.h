// Events that somebody must hear of: one row a recipient, written in the transaction of the event,
// delivered at least once.
//
// This room knows no feature and no letter: an event is a kind, its details, and perhaps one secret
// (a token or a mailed code), which is sealed until delivery and wiped with it. delivery.h hands
// the rows out; mail/ sits above and renders.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.h"
#include "base/ids.h"
#include "base/time.h"
#include "crypto/key_ring.h"
#include "crypto/secret.h"
#include "store/database.h"

namespace sparekey::outbox {

// The letters there are. The slug of each is stable: it is in the database.
enum class Kind {
    sign_up_code,   // secret: the 8 digits
    sign_up_taken,  // somebody tried to sign up with an address that has an account
    password_link,  // secret: token
    relief_link,    // secret: token
    enable_code,    // secret: the 8 digits
    address_code,   // secret: the 8 digits
    stolen_code,    // secret: the 8 digits
    signed_in_by_backup_code,
    factor_wrong_after_password,  // the password was right, the second factor wrong
    budget_reached,
    factor_enabled,  // secret: not-me token
    factor_replaced,
    factor_disabled,
    codes_viewed,
    codes_regenerated,
    address_added,
    address_removed,
    address_made_primary,
    password_changed,
    password_reset,
    password_pending,
    identity_entered,
    identity_imported,  // By the operator, in place of another record.
    stolen_reported,
    stolen_taken_back,
    change_undone,
    enabling_undone,
    account_closed,
    few_codes_left,
    appeal_code,    // secret: the 8 digits
    appeal_opened,  // secret of these, but for the ends: contest token
    appeal_waiting,
    appeal_next,
    appeal_continued,
    appeal_submitted,
    appeal_material,
    appeal_received,
    appeal_video,
    appeal_second_review,
    appeal_escalated,
    appeal_late,
    appeal_contested,
    appeal_approved,
    appeal_link,  // secret: the reset link's token
    appeal_link_sent,
    appeal_link_lapsed,
    appeal_reset,
    appeal_hold_anew,
    appeal_completed,
    appeal_rejected,
    appeal_refused,
    appeal_withdrawn,
    appeal_expired,
    appeal_cancelled,
    appeal_reversed,
    staff_invited,       // secret: token
    staff_changed,       // to the leads, of a member: added, certified, suspended, reinvited
    vault_changed,       // what: device_added, device_removed, passphrase, deleted
    account_made_again,  // by the operator, who had deleted the one before
};
inline constexpr int kind_count = 59;

[[nodiscard]] std::string_view slug(Kind);
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view slug);

// Details a letter may name. `detail` keys are fixed words: at, client, agent, left, hold_until,
// address, codes_back_at, until, and realm ("staff", "operator"), what, name and roles of a member
// of staff. Times are decimal microseconds (to_micros); `at` may be left out, it is `now`. `left`
// is a decimal count.
struct Event {
    Kind kind;
    std::vector<std::pair<std::string, std::string>> detail;
    // What the letter shows: 8 digits, or a token as base64url text. Borrowed until `post` returns.
    const crypto::Secret* secret = nullptr;
};

// Longer values are cut; what is no valid UTF-8 or a control character is replaced: a detail may be
// what a client sent.
inline constexpr std::size_t detail_octets_max = 256;

// Rows for each recipient, to be saved with the change. The secret is sealed for (account, mail
// id). Throws Failure{broken} for a recipient that is no canonical e-mail address, which may not
// reach a mail's header.
[[nodiscard]] std::vector<store::SaveCall> post(const crypto::KeyRing&, AccountId,
                                                const std::vector<std::string>& recipients,
                                                const Event&, Time now);
// The same in a transaction, also for an account that has no guard row yet.
void post(store::Transaction&, const crypto::KeyRing&, AccountId,
          const std::vector<std::string>& recipients, const Event&);

// What binds a sealed secret to its row.
[[nodiscard]] Bytes secret_binding(AccountId, std::int64_t mail_id);

}  // namespace sparekey::outbox

// The delivering side of the outbox: who may send which mail now, and what became of it.
//
// A claim is a lease: it moves `due_at` to its end, so that whoever claims next does not see the
// mail, and a worker that dies loses it by itself. A mail may therefore arrive twice, never not at
// all. All of these run in transactions that belong to no account: `db.transact(AccountId{}, ...)`.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outbox/outbox.h"

namespace sparekey::outbox {

struct Claimed {
    std::int64_t mail_id = 0;
    AccountId account;
    std::string recipient;
    Kind kind{};
    std::vector<std::pair<std::string, std::string>> detail;
    std::optional<crypto::Secret> secret;
    bool unreadable = false;  // An unknown kind, no JSON, or a secret that no key of the ring
                              // opens: not to be sent as it is.
    Time made_at;
    int attempts = 0;    // That failed before this one.
    Time claimed_until;  // Whose claim it is.

    // "" when the event has no such detail.
    [[nodiscard]] std::string_view get(std::string_view name) const;
};

// Mails that are due, the longest due first; each is given to exactly one caller until its lease
// ends.
[[nodiscard]] std::vector<Claimed> claim(store::Transaction&, const crypto::KeyRing&,
                                         Duration lease, int mails_max);

// It was handed over: whoever's claim it is by now, it is not sent again, and its secret is wiped.
void delivered(store::Transaction&, const Claimed&);

// The recipient's server will never take it. Kept as a flag for the account; its secret is wiped.
void bounced(store::Transaction&, const Claimed&);

enum class Fate {
    later,        // It is due again after its back-off.
    given_up,     // It was the last attempt: kept as failed, its secret wiped.
    not_claimed,  // The lease had ended, and somebody else has it or has sent it.
};
// It could not be handed over this time.
[[nodiscard]] Fate failed(store::Transaction&, const Claimed&);

// RFC 5321 4.5.4.1: "Retries continue until the message is transmitted or the sender gives up; the
// give-up time generally needs to be at least 4-5 days." 30 s doubling to an hour, then hourly, are
// a little over four days.
inline constexpr int attempts_max = 104;
// How long to wait after that many failed attempts.
[[nodiscard]] Duration back_off(int attempts);
// A mailed code is worthless after this, and a letter that would bring it later is not sent any
// more.
inline constexpr Duration code_lifetime = std::chrono::minutes{15};

// When the next mail is due: nullopt when none waits.
[[nodiscard]] std::optional<Time> next_due(store::Reader&);

// The account's addresses that refused a mail of the last `bounced_kept`.
[[nodiscard]] std::vector<std::string> bounced_recipients(store::Reader&, AccountId);

// How long a mail's row is kept once it is no longer waiting, from when it was made.
inline constexpr Duration done_kept = std::chrono::days{30};
inline constexpr Duration bounced_kept = std::chrono::days{365};
inline constexpr int sweep_rows_max = 1000;
// Deletes rows that were kept long enough, at most sweep_rows_max of them; returns how many.
std::int64_t sweep(store::Transaction&);

}  // namespace sparekey::outbox

// What happened to an account, as typed lines written in the transaction of what they tell.
//
// Lines are plain appends; `previous` links each to the account's line before it, and the guard row
// holds the newest, so reading an account's activity walks back by primary key and the hot path
// pays for no index (doc/decisions/0004).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.h"
#include "base/ids.h"
#include "base/time.h"
#include "store/database.h"

namespace sparekey::journal {

// What a line can tell. The slug of each is stable: it is in the database, the API and the web's
// words.
enum class Kind {
    signed_up,
    signed_in,
    signed_in_by_backup_code,
    password_wrong,
    factor_wrong,
    budget_reached,
    relief_given,
    signed_out,
    session_ended,
    sessions_ended,
    address_added,
    address_removed,
    address_made_primary,
    password_changed,
    password_reset,
    password_pending,
    factor_enabled,
    factor_replaced,
    factor_disabled,
    codes_viewed,
    codes_regenerated,
    written_down_proven,
    identity_entered,
    identity_imported,
    facts_imported,
    stolen_reported,
    stolen_taken_back,
    change_undone,
    enabling_undone,
    account_closed,
    appeal_opened,
    appeal_continued,
    appeal_moved,
    staff_added,
    staff_joined,
    staff_certified,
    staff_suspended,
    staff_reinvited,
    desk_seat_given,
    desk_seat_left,
    desk_viewed,
    desk_revealed,
    desk_decided,
    key_made,  // Of the operator's API, as the next one: lines of the key's own chain.
    key_revoked,
    account_made,   // By the operator; `again`: it had deleted the one before.
    code_verified,  // For the operator: `one_time_code`, or `backup_code` and how many are left.
};
inline constexpr int kind_count = 47;

[[nodiscard]] std::string_view slug(Kind);
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view slug);

struct Line {
    Kind kind;
    std::string client;  // The client's address as text (IPv6: its /64), "" where nobody asked.
    std::string detail;  // A short word or number of ours; never a secret or what a person typed.
};

inline constexpr std::size_t client_octets_max = 64;
inline constexpr std::size_t detail_octets_max = 256;

// A line's id: greater than every earlier one of this process, and nearly in order of time across
// processes.
[[nodiscard]] std::int64_t next_line_id(Time now);

// Appends `line` to the account's chain: a statement for the change's saves; `guard.journal_head`
// moves on.
[[nodiscard]] store::SaveCall append(store::Guard& guard, const Line& line, Time now);
// The same in a transaction of the account, whose guard exists or was created in it.
void append(store::Transaction&, AccountId, const Line& line);

// To the chain of another account, whose guard row the transaction won besides its own: `head` is
// what that row says, and what is returned must be written there.
[[nodiscard]] std::int64_t append_beside(store::Transaction&, AccountId other, std::int64_t head,
                                         const Line& line);

struct Entry {
    std::int64_t id;
    Time at;
    Kind kind;
    std::string client;
    std::string detail;
};

struct Page {
    std::vector<Entry> lines;  // Newest first.
    std::int64_t next = 0;     // Where the next page begins, 0 at the end.
};
inline constexpr int page_lines_max = 50;

// A page from line `from` back (0: from the newest). A line of another account ends the page:
// `from` comes from a client.
[[nodiscard]] Page read_page(store::Reader&, AccountId, std::int64_t from);

}  // namespace sparekey::journal

#include "journal/journal.h"

#include <algorithm>
#include <array>

#include "base/append_id.h"
#include "base/check.h"

namespace sparekey::journal {
namespace {

// In the order of Kind.
constexpr std::array<std::string_view, kind_count> slugs{
    "signed_up",
    "signed_in",
    "signed_in_by_backup_code",
    "password_wrong",
    "factor_wrong",
    "budget_reached",
    "relief_given",
    "signed_out",
    "session_ended",
    "sessions_ended",
    "address_added",
    "address_removed",
    "address_made_primary",
    "password_changed",
    "password_reset",
    "password_pending",
    "factor_enabled",
    "factor_replaced",
    "factor_disabled",
    "codes_viewed",
    "codes_regenerated",
    "written_down_proven",
    "identity_entered",
    "identity_imported",
    "facts_imported",
    "stolen_reported",
    "stolen_taken_back",
    "change_undone",
    "enabling_undone",
    "account_closed",
    "appeal_opened",
    "appeal_continued",
    "appeal_moved",
    "staff_added",
    "staff_joined",
    "staff_certified",
    "staff_suspended",
    "staff_reinvited",
    "desk_seat_given",
    "desk_seat_left",
    "desk_viewed",
    "desk_revealed",
    "desk_decided",
    "key_made",
    "key_revoked",
    "account_made",
    "code_verified",
};
static_assert(static_cast<int>(Kind::code_verified) + 1 == kind_count);

const store::Save insert_line{
    "INSERT INTO journal (line_id, account_id, previous, at, kind, client, detail) "
    "SELECT $3, $1, $4, $5, $6, $7, $8 WHERE @won"};

constexpr std::string_view insert_in_transaction =
    "INSERT INTO journal (line_id, account_id, previous, at, kind, client, detail) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";

// One query a page: the chain is walked by primary key, newest first. Every step asks for the
// account again, so that nothing a client sends leads into another account's chain.
constexpr std::string_view page_query =
    "WITH RECURSIVE chain (line_id, previous, at, kind, client, detail, place) AS ("
    " SELECT line_id, previous, at, kind, client, detail, 1 FROM journal"
    "  WHERE account_id = $1 AND line_id = CASE WHEN CAST($2 AS BIGINT) <> 0 THEN CAST($2 AS "
    "BIGINT)"
    "   ELSE (SELECT journal_head FROM guard WHERE account_id = $1) END"
    " UNION ALL"
    " SELECT line.line_id, line.previous, line.at, line.kind, line.client, line.detail, "
    "chain.place + 1"
    "  FROM chain JOIN journal line ON line.line_id = chain.previous AND line.account_id = $1"
    "  WHERE chain.place <= CAST($3 AS BIGINT)"
    ") SELECT line_id, at, kind, client, detail FROM chain ORDER BY place";

void ensure_limits(const Line& line) {
    ENSURE(line.client.size() <= client_octets_max);
    ENSURE(line.detail.size() <= detail_octets_max);
}

Entry entry_of(const store::Row& row) {
    const auto kind = parse_kind(row.text(2));
    if (!kind)
        throw Failure{Failure::Kind::broken,
                      "a journal line is of an unknown kind: " + row.text(2)};
    return {row.integer(0), row.time(1), *kind, row.text(3), row.text(4)};
}

}  // namespace

std::string_view slug(Kind kind) { return slugs[static_cast<std::size_t>(kind)]; }

std::optional<Kind> parse_kind(std::string_view text) {
    const auto found = std::find(slugs.begin(), slugs.end(), text);
    if (found == slugs.end()) return std::nullopt;
    return static_cast<Kind>(found - slugs.begin());
}

std::int64_t next_line_id(Time now) { return next_append_id(now); }

store::SaveCall append(store::Guard& guard, const Line& line, Time now) {
    ensure_limits(line);
    const auto previous = guard.journal_head;
    guard.journal_head = next_line_id(now);
    return {insert_line,
            {guard.journal_head, previous, now, slug(line.kind), line.client, line.detail}};
}

void append(store::Transaction& tx, AccountId account, const Line& line) {
    ensure_limits(line);
    ENSURE(tx.guard().has_value());
    auto guard = *tx.guard();
    const auto previous = guard.journal_head;
    guard.journal_head = next_line_id(tx.now());
    tx.execute(insert_in_transaction, {guard.journal_head, account, previous, tx.now(),
                                       slug(line.kind), line.client, line.detail});
    tx.set_guard(guard);
}

std::int64_t append_beside(store::Transaction& tx, AccountId other, std::int64_t head,
                           const Line& line) {
    ensure_limits(line);
    const auto id = next_line_id(tx.now());
    tx.execute(insert_in_transaction,
               {id, other, head, tx.now(), slug(line.kind), line.client, line.detail});
    return id;
}

Page read_page(store::Reader& reader, AccountId account, std::int64_t from) {
    const auto rows = reader.query(page_query, {account, from, page_lines_max});
    Page page;
    for (const auto& row : rows) {
        if (page.lines.size() == page_lines_max) {
            page.next = row.integer(0);
            break;
        }
        page.lines.push_back(entry_of(row));
    }
    return page;
}

}  // namespace sparekey::journal

#include "sync/shelf_table.h"

#include <algorithm>

#include "base/check.h"
#include "base/failure.h"
#include "crypto/keyed_digest.h"

namespace sparekey::sync {
namespace {

constexpr std::string_view by_account =
    "SELECT account_id, head, seq, digest, mark_signer, mark_signature, octets FROM sync_vault "
    "WHERE account_id = $1";
constexpr std::string_view by_vault =
    "SELECT account_id, head, seq, digest, mark_signer, mark_signature, octets FROM sync_vault "
    "WHERE vault_id = $1";

std::optional<Shelf> shelf_of(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    auto head = parse_head(row.text(1));
    if (!head) throw Failure{Failure::Kind::broken, "a stored head of a vault is none"};
    Shelf shelf{row.id<AccountId>(0), *std::move(head), {}, {}, row.integer(6)};
    if (row.integer(2) == 0) return shelf;
    shelf.chain.seq = static_cast<std::uint64_t>(row.integer(2));
    vault::Mark mark{.seq = shelf.chain.seq, .signer = row.text(4)};
    ENSURE(row.bytes(3).size() == mark.digest.size() &&
           row.bytes(5).size() == mark.signature.size());
    std::ranges::copy(row.bytes(3), mark.digest.begin());
    std::ranges::copy(row.bytes(5), mark.signature.begin());
    shelf.chain.digest = mark.digest;
    shelf.mark = std::move(mark);
    return shelf;
}

vault::EntryId entry_id_of(const Bytes& octets) {
    vault::EntryId id;
    ENSURE(octets.size() == id.octets.size());
    std::ranges::copy(octets, id.octets.begin());
    return id;
}

std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

// Where the page behind `seq` ends; known before a seal is loaded.
std::int64_t last_of_page(store::Reader& reader, AccountId who, std::int64_t seq) {
    std::size_t octets = 0;
    auto last = seq;
    for (const auto& row : reader.query("SELECT seq, length(sealed) FROM sync_change "
                                        "WHERE account_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                                        {who, seq, number(changes_per_page_max)})) {
        octets += static_cast<std::size_t>(row.integer(1));
        if (octets > page_octets_max) break;
        last = row.integer(0);
    }
    return last;
}

}  // namespace

std::optional<Shelf> find_shelf(store::Reader& reader, const vault::VaultId& id) {
    return shelf_of(reader.query(by_vault, {store::Value{BytesView{id.octets}}}));
}

std::optional<Shelf> load_shelf(store::Transaction& tx, AccountId who) {
    return shelf_of(tx.query(by_account, {who}));
}

std::optional<Shelf> load_shelf(store::Reader& reader, AccountId who) {
    return shelf_of(reader.query(by_account, {who}));
}

bool insert_shelf(store::Transaction& tx, AccountId who, const Head& head) {
    return tx.execute(
               "INSERT INTO sync_vault (account_id, vault_id, head, seq, made_at, digest, "
               "mark_signature) VALUES ($1, $2, $3, 0, $4, $5, $5) ON CONFLICT DO NOTHING",
               {who, BytesView{head.header.vault.octets}, head.text, tx.now(), Bytes{}}) == 1;
}

void save_head(store::Transaction& tx, AccountId who, const Head& head) {
    tx.execute("UPDATE sync_vault SET head = $2 WHERE account_id = $1", {who, head.text});
}

Entries load_current(store::Transaction& tx, AccountId who, const std::vector<Pushed>& pushed) {
    Entries some;
    for (const auto& one : pushed) {
        const auto rows = tx.query(
            "SELECT revision FROM sync_change "
            "WHERE account_id = $1 AND entry_id = $2 AND replaced_at = 0",
            {who, BytesView{one.record.id.octets}});
        if (!rows.empty())
            some[one.record.id] = static_cast<std::uint64_t>(rows.front().integer(0));
    }
    return some;
}

void save_state(store::Transaction& tx, const Shelf& shelf) {
    const auto& mark = shelf.mark;
    tx.execute(
        "UPDATE sync_vault SET seq = $2, digest = $3, mark_signer = $4, mark_signature = $5, "
        "octets = $6 WHERE account_id = $1",
        {shelf.who, number(shelf.chain.seq),
         mark ? store::Value{BytesView{shelf.chain.digest}} : store::Value{Bytes{}},
         mark ? mark->signer : std::string{},
         mark ? store::Value{BytesView{mark->signature}} : store::Value{Bytes{}}, shelf.octets});
}

Counts count_current(store::Transaction& tx, AccountId who) {
    // Any id: so that SQLite takes the index of the current ones, and reads no seal to count.
    const auto rows = tx.query(
        "SELECT count(*), count(CASE WHEN deleted THEN NULL ELSE 1 END) FROM sync_change "
        "WHERE account_id = $1 AND entry_id >= $2 AND replaced_at = 0",
        {who, Bytes{}});
    return {static_cast<std::size_t>(rows.at(0).integer(1)),
            static_cast<std::size_t>(rows.at(0).integer(0))};
}

void append_changes(store::Transaction& tx, Shelf& shelf, const std::vector<Pushed>& pushed) {
    for (const auto& [replaces, record] : pushed) {
        const BytesView id{record.id.octets};
        if (replaces > 0) {
            tx.execute(
                "UPDATE sync_change SET replaced_at = $3 "
                "WHERE account_id = $1 AND entry_id = $2 AND replaced_at = 0",
                {shelf.who, id, tx.now()});
        }
        const auto link = vault::next_link(shelf.chain, record);
        ENSURE(shelf.chain.take(link));
        tx.execute(
            "INSERT INTO sync_change (account_id, seq, entry_id, revision, epoch, deleted, "
            "seal_digest, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            {shelf.who, number(link.seq), id, number(record.revision), record.epoch, record.deleted,
             BytesView{link.seal_digest}, record.sealed});
        shelf.octets += static_cast<std::int64_t>(record.sealed.size());
    }
}

bool make_room(store::Transaction& tx, Shelf& shelf, std::int64_t octets) {
    if (shelf.octets + octets <= vault_octets_max) return true;
    const auto rows = tx.query(
        "SELECT seq, length(sealed) FROM sync_change WHERE account_id = $1 AND replaced_at > 0 "
        "AND length(sealed) > 0 ORDER BY seq",
        {shelf.who});
    std::int64_t last = 0;
    for (const auto& row : rows) {
        if (shelf.octets + octets <= vault_octets_max) break;
        last = row.integer(0);
        shelf.octets -= row.integer(1);
    }
    if (shelf.octets + octets > vault_octets_max) return false;
    tx.execute(
        "UPDATE sync_change SET sealed = $3 WHERE account_id = $1 AND seq <= $2 AND replaced_at > "
        "0 AND length(sealed) > 0",
        {shelf.who, last, Bytes{}});
    return true;
}

std::vector<vault::Change> load_changes(store::Reader& reader, AccountId who, std::uint64_t seq) {
    std::vector<vault::Change> page;
    const auto rows = reader.query(
        "SELECT seq, entry_id, revision, epoch, deleted, seal_digest, sealed FROM sync_change "
        "WHERE account_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq",
        {who, number(seq), last_of_page(reader, who, number(seq))});
    for (const auto& row : rows) {
        vault::Change change;
        change.link.seq = static_cast<std::uint64_t>(row.integer(0));
        change.link.id = entry_id_of(row.bytes(1));
        change.link.revision = static_cast<std::uint64_t>(row.integer(2));
        std::ranges::copy(row.bytes(5), change.link.seal_digest.begin());
        if (!row.bytes(6).empty()) {
            vault::Record record;
            record.id = change.link.id;
            record.revision = change.link.revision;
            record.epoch = static_cast<vault::Epoch>(row.integer(3));
            record.deleted = row.boolean(4);
            record.sealed = row.bytes(6);
            change.record = std::move(record);
        }
        page.push_back(std::move(change));
    }
    return page;
}

void delete_shelf(store::Transaction& tx, AccountId who) {
    constexpr std::string_view all[] = {"DELETE FROM sync_change WHERE account_id = $1",
                                        "DELETE FROM sync_approval WHERE account_id = $1",
                                        "DELETE FROM sync_asked WHERE account_id = $1",
                                        "DELETE FROM sync_vault WHERE account_id = $1",
                                        "DELETE FROM email_index WHERE account_id = $1",
                                        "DELETE FROM address WHERE account_id = $1",
                                        "DELETE FROM password WHERE account_id = $1",
                                        "DELETE FROM session WHERE account_id = $1",
                                        "DELETE FROM browser WHERE account_id = $1",
                                        "DELETE FROM account WHERE account_id = $1"};
    for (const auto sql : all) tx.execute(sql, {who});
}

std::set<AccountId> find_spent(store::Reader& reader, Time over, int changes_max) {
    std::set<AccountId> found;
    const auto rows = reader.query(
        "SELECT account_id FROM sync_change WHERE replaced_at > 0 AND replaced_at <= $1 "
        "AND length(sealed) > 0 ORDER BY replaced_at LIMIT $2",
        {over, changes_max});
    for (const auto& row : rows) found.insert(row.id<AccountId>(0));
    return found;
}

void empty_spent(store::Transaction& tx, AccountId who, Time over) {
    tx.execute(
        "UPDATE sync_vault SET octets = octets - (SELECT COALESCE(SUM(length(sealed)), 0) FROM "
        "sync_change WHERE account_id = $1 AND replaced_at > 0 AND replaced_at <= $2) WHERE "
        "account_id = $1",
        {who, over});
    tx.execute(
        "UPDATE sync_change SET sealed = $3 WHERE account_id = $1 AND replaced_at > 0 "
        "AND replaced_at <= $2 AND length(sealed) > 0",
        {who, over, Bytes{}});
}

}  // namespace sparekey::sync

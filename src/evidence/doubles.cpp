#include "evidence/doubles.h"

#include <algorithm>
#include <bit>
#include <string>

namespace sparekey::evidence {
namespace {

constexpr std::array<int, bands> widths{13, 13, 13, 13, 12};

constexpr std::string_view select_same =
    "SELECT account_id, appeal_id FROM picture_seen "
    "WHERE sha256 = $1 AND account_id <> $2 LIMIT 50";
constexpr std::string_view insert_seen =
    "INSERT INTO picture_seen (sha256, item_id, account_id, appeal_id, seen_at) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (sha256, item_id) DO NOTHING";
constexpr std::string_view insert_band =
    "INSERT INTO picture_band (band, item_id, account_id, appeal_id, picture_hash, seen_at) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (band, item_id) DO NOTHING";
// So that no sweep is one long transaction.
constexpr std::string_view delete_seen =
    "DELETE FROM picture_seen WHERE (sha256, item_id) IN "
    "(SELECT sha256, item_id FROM picture_seen WHERE seen_at < $1 LIMIT 500)";
constexpr std::string_view delete_bands =
    "DELETE FROM picture_band WHERE (band, item_id) IN "
    "(SELECT band, item_id FROM picture_band WHERE seen_at < $1 LIMIT 2500)";

constexpr std::size_t near_keys = 4 * (1 + 13) + (1 + 12);

// "... WHERE band IN ($1, ..., $69) ...", made once: statements are kept by their text.
const std::string& select_near() {
    static const std::string text = [] {
        std::string made =
            "SELECT account_id, appeal_id, picture_hash FROM picture_band WHERE band IN (";
        for (std::size_t n = 1; n <= near_keys; ++n)
            made.append(n == 1 ? "$" : ", $").append(std::to_string(n));
        return made + ") AND account_id <> $" + std::to_string(near_keys + 1);
    }();
    return text;
}

void add(std::vector<Double>& found, const Double& one) {
    const bool known = std::ranges::any_of(found, [&](const Double& other) {
        return other.item == one.item && other.account == one.account && other.appeal == one.appeal;
    });
    if (!known && found.size() < doubles_max) found.push_back(one);
}

void find_same(store::Reader& reader, AccountId who, const Item& item, std::vector<Double>& found) {
    for (const auto& row : reader.query(select_same, {BytesView{item.sha256}, who}))
        add(found, {item.id, row.id<AccountId>(0), row.id<AppealId>(1), true});
}

void find_near(store::Reader& reader, AccountId who, const Item& item, std::vector<Double>& found) {
    store::Values args;
    for (const auto key : near_band_keys(*item.picture_hash)) args.emplace_back(key);
    args.emplace_back(who);
    for (const auto& row : reader.query(select_near(), args)) {
        const auto hash = std::bit_cast<std::uint64_t>(row.integer(2));
        if (hash_distance(hash, *item.picture_hash) <= hash_distance_max)
            add(found, {item.id, row.id<AccountId>(0), row.id<AppealId>(1), false});
    }
}

}  // namespace

std::array<std::int64_t, bands> band_keys(std::uint64_t hash) {
    std::array<std::int64_t, bands> keys{};
    for (std::size_t band = 0; band < keys.size(); ++band) {
        const auto bits = hash & ((std::uint64_t{1} << widths[band]) - 1);
        keys[band] = static_cast<std::int64_t>(band << 16 | bits);
        hash >>= widths[band];
    }
    return keys;
}

std::vector<std::int64_t> near_band_keys(std::uint64_t hash) {
    std::vector<std::int64_t> keys;
    const auto own = band_keys(hash);
    for (std::size_t band = 0; band < own.size(); ++band) {
        keys.push_back(own[band]);
        for (int bit = 0; bit < widths[band]; ++bit)
            keys.push_back(own[band] ^ std::int64_t{1} << bit);
    }
    return keys;
}

int hash_distance(std::uint64_t a, std::uint64_t b) { return std::popcount(a ^ b); }

std::vector<Double> find_doubles(store::Reader& reader, AccountId who,
                                 const std::vector<Item>& items) {
    std::vector<Double> found;
    for (const auto& item : current(items)) {
        if (!is_picture(item.media)) continue;
        find_same(reader, who, item, found);
        if (item.picture_hash) find_near(reader, who, item, found);
    }
    return found;
}

void remember_pictures(store::Transaction& tx, const Subject& subject,
                       const std::vector<Item>& items, Time now) {
    for (const auto& item : current(items)) {
        if (!is_picture(item.media)) continue;
        tx.execute(insert_seen,
                   {BytesView{item.sha256}, item.id, subject.who, subject.appeal, now});
        if (!item.picture_hash) continue;
        for (const auto key : band_keys(*item.picture_hash))
            tx.execute(insert_band, {key, item.id, subject.who, subject.appeal,
                                     std::bit_cast<std::int64_t>(*item.picture_hash), now});
    }
}

std::int64_t forget_pictures(store::Transaction& tx, Time now) {
    const auto before = now - pictures_remembered_for;
    return tx.execute(delete_seen, {before}) + tx.execute(delete_bands, {before});
}

}  // namespace sparekey::evidence

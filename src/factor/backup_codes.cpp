#include "factor/backup_codes.h"

#include <algorithm>

#include "base/check.h"
#include "base/failure.h"
#include "base/ids.h"
#include "base/random.h"
#include "base/text.h"
#include "crypto/keyed_digest.h"
#include "crypto/seal.h"

namespace sparekey::factor {
namespace {

constexpr std::size_t salt_octets = 16;
constexpr std::size_t digest_octets = 32;
constexpr std::size_t ending_digits = 4;

Bytes random_octets(std::size_t count) {
    Bytes octets(count);
    fill_random(octets);
    return octets;
}

Bytes code_digest(const crypto::Pepper& pepper, AccountId who, BytesView salt,
                  const crypto::Secret& hashed) {
    Bytes bound;
    append_u64(bound, static_cast<std::uint64_t>(who.value));
    append(bound, salt);
    append(bound, hashed.view());
    return to_bytes(crypto::keyed_digest(pepper, "backup_codes.digests", bound));
}

Bytes inner_data(AccountId who, std::int64_t version) {
    return crypto::associated_data("backup_codes.by_password", who, version);
}
Bytes outer_data(AccountId who, std::int64_t version) {
    return crypto::associated_data("backup_codes.sealed", who, version);
}

Bytes seal_codes(BytesView plain, const crypto::KeyRing& ring, AccountId who, std::int64_t version,
                 const crypto::Secret& wrapping_key) {
    const auto inner = crypto::seal_with(wrapping_key.view(), plain, inner_data(who, version));
    return crypto::seal(ring, inner, outer_data(who, version));
}

std::optional<crypto::Secret> open_codes(const BackupCodes& set, const crypto::KeyRing& ring,
                                         AccountId who, const crypto::Secret& wrapping_key) {
    if (!set.sealed) return std::nullopt;
    const auto inner = crypto::open(ring, *set.sealed, outer_data(who, set.version));
    if (!inner) throw Failure{Failure::Kind::broken, "a set of backup codes does not open"};
    return crypto::open_with(wrapping_key.view(), inner->view(), inner_data(who, set.version));
}

Bytes encode_used(const std::array<Time, codes_count>& used_at) {
    Bytes all;
    for (const auto t : used_at) append_u64(all, static_cast<std::uint64_t>(to_micros(t)));
    return all;
}

store::Value optional_value(const std::optional<Bytes>& octets) {
    return octets ? store::Value{*octets} : store::Value{store::Null{}};
}

Bytes endings_data(AccountId who, std::int64_t version) {
    return crypto::associated_data("backup_codes.sealed_endings", who, version);
}

const store::Save upsert{
    "INSERT INTO backup_codes (account_id, version, set_salt, salts, digests, used_at, sealed, "
    "made_at, shown_at, "
    "sealed_endings) SELECT $1, $3, $4, $5, $6, $7, $8, $9, $10, $11 WHERE @won "
    "ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, set_salt = "
    "excluded.set_salt, "
    "salts = excluded.salts, digests = excluded.digests, used_at = excluded.used_at, sealed = "
    "excluded.sealed, "
    "made_at = excluded.made_at, shown_at = excluded.shown_at, sealed_endings = "
    "excluded.sealed_endings"};
const store::Save spend{
    "UPDATE backup_codes SET used_at = $5 WHERE account_id = $1 AND version = $3 AND used_at = $4 "
    "AND @won"};
const store::Save set_sealed{
    "UPDATE backup_codes SET sealed = $4 WHERE account_id = $1 AND version = $3 AND @won"};
const store::Save set_shown{
    "UPDATE backup_codes SET shown_at = $4 WHERE account_id = $1 AND version = $3 AND @won"};
const store::Save remove{"DELETE FROM backup_codes WHERE account_id = $1 AND @won"};

}  // namespace

const store::Load load_backup_codes{
    "SELECT version, set_salt, salts, digests, used_at, sealed, made_at, shown_at, sealed_endings "
    "FROM backup_codes "
    "WHERE account_id = $1"};

int BackupCodes::left() const { return static_cast<int>(std::ranges::count(used_at, Time{})); }

crypto::Secret hash_code(std::string_view eight_digits, BytesView set_salt, crypto::HashCost cost) {
    return crypto::argon2id(bytes_of(eight_digits), set_salt, cost, 32);
}

std::optional<Match> match(const BackupCodes& set, const crypto::Pepper& pepper, AccountId who,
                           const crypto::Secret& hashed) {
    std::optional<Match> found;
    for (std::size_t i = 0; i < codes_count; ++i) {
        const auto salt = BytesView{set.salts}.subspan(i * salt_octets, salt_octets);
        const auto stored = BytesView{set.digests}.subspan(i * digest_octets, digest_octets);
        const bool equal =
            crypto::constant_time_equal(stored, code_digest(pepper, who, salt, hashed));
        if (equal) found = Match{i, set.used_at[i] != Time{}};
    }
    return found;
}

bool is_ending(const BackupCodes& set, const crypto::KeyRing& ring, AccountId who,
               std::string_view typed) {
    const auto digits = without_grouping(typed);
    if (!set.sealed_endings || digits.size() != ending_digits) return false;
    const auto endings = crypto::open(ring, *set.sealed_endings, endings_data(who, set.version));
    if (!endings || endings->size() != codes_count * ending_digits) {
        throw Failure{Failure::Kind::broken, "the endings of a set of backup codes do not open"};
    }
    bool found = false;
    for (std::size_t i = 0; i < codes_count; ++i) {
        const auto ending = endings->view().subspan(i * ending_digits, ending_digits);
        const bool equal = crypto::constant_time_equal(ending, bytes_of(digits));
        found |= equal && set.used_at[i] == Time{};
    }
    return found;
}

BackupCodes make_set(const otp::BackupCodes& codes, const crypto::Pepper& pepper,
                     const crypto::KeyRing& ring, AccountId who, const crypto::Secret* wrapping_key,
                     crypto::HashCost cost, Time now) {
    BackupCodes set;
    set.version = random_id();
    set.set_salt = random_octets(crypto::salt_octets);
    set.salts = random_octets(codes_count * salt_octets);
    auto plain = crypto::Secret::zeros(codes_count * otp::backup_code_digits);
    for (std::size_t i = 0; i < codes_count; ++i) {
        const auto salt = BytesView{set.salts}.subspan(i * salt_octets, salt_octets);
        append(set.digests,
               code_digest(pepper, who, salt, hash_code(codes[i].text(), set.set_salt, cost)));
        std::ranges::copy(codes[i].view(),
                          plain.writable().subspan(i * otp::backup_code_digits).begin());
    }
    auto endings = crypto::Secret::zeros(codes_count * ending_digits);
    for (std::size_t i = 0; i < codes_count; ++i) {
        std::ranges::copy(codes[i].view().last(ending_digits),
                          endings.writable().subspan(i * ending_digits).begin());
    }
    set.sealed_endings = crypto::seal(ring, endings.view(), endings_data(who, set.version));
    if (wrapping_key != nullptr)
        set.sealed = seal_codes(plain.view(), ring, who, set.version, *wrapping_key);
    set.made_at = now;
    set.shown_at = now;
    return set;
}

std::optional<otp::BackupCodes> view(const BackupCodes& set, const crypto::KeyRing& ring,
                                     AccountId who, const crypto::Secret& wrapping_key) {
    const auto plain = open_codes(set, ring, who, wrapping_key);
    if (!plain) return std::nullopt;
    ENSURE(plain->size() == codes_count * otp::backup_code_digits);
    otp::BackupCodes codes;
    for (std::size_t i = 0; i < codes_count; ++i) {
        codes[i] = crypto::Secret{
            plain->view().subspan(i * otp::backup_code_digits, otp::backup_code_digits)};
    }
    return codes;
}

std::optional<Bytes> reseal(const BackupCodes& set, const crypto::KeyRing& ring, AccountId who,
                            const crypto::Secret& old_key, const crypto::Secret& new_key) {
    const auto plain = open_codes(set, ring, who, old_key);
    if (!plain) return std::nullopt;
    return seal_codes(plain->view(), ring, who, set.version, new_key);
}

std::optional<BackupCodes> read_backup_codes(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    BackupCodes set{row.integer(0), row.bytes(1), row.bytes(2), row.bytes(3), {}, {}, {},
                    row.time(6),    row.time(7)};
    const auto& used = row.bytes(4);
    if (set.salts.size() != codes_count * salt_octets ||
        set.digests.size() != codes_count * digest_octets || used.size() != codes_count * 8) {
        throw Failure{Failure::Kind::broken, "a set of backup codes cannot be read"};
    }
    for (std::size_t i = 0; i < codes_count; ++i) {
        set.used_at[i] = from_micros(static_cast<std::int64_t>(*read_u64(used, i * 8)));
    }
    if (!row.is_null(5)) set.sealed = row.bytes(5);
    if (!row.is_null(8)) set.sealed_endings = row.bytes(8);
    return set;
}

store::SaveCall save_backup_codes(const BackupCodes& set) {
    return {upsert,
            {set.version, set.set_salt, set.salts, set.digests, encode_used(set.used_at),
             optional_value(set.sealed), set.made_at, set.shown_at,
             optional_value(set.sealed_endings)}};
}

store::SaveCall spend_code(const BackupCodes& loaded, std::size_t index, Time now) {
    auto next = loaded.used_at;
    next.at(index) = now;
    return {spend, {loaded.version, encode_used(loaded.used_at), encode_used(next)}};
}

store::SaveCall save_sealed_codes(const BackupCodes& loaded, const std::optional<Bytes>& sealed) {
    return {set_sealed, {loaded.version, optional_value(sealed)}};
}

store::SaveCall save_shown_at(const BackupCodes& loaded, Time now) {
    return {set_shown, {loaded.version, now}};
}

store::SaveCall delete_backup_codes() { return {remove, {}, store::any_rows}; }

}  // namespace sparekey::factor

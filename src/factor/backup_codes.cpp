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

Bytes endings_data(AccountId who, std::int64_t version) {
    return crypto::associated_data("backup_codes.sealed_endings", who, version);
}

}  // namespace

int BackupCodes::left() const {
    if (withdrawn_at != Time{}) return 0;
    return static_cast<int>(std::ranges::count(used_at, Time{}));
}

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
        if (equal) found = Match{i, set.used_at[i] != Time{}, set.withdrawn_at != Time{}};
    }
    return found;
}

account::Why why_not(const Match& found) {
    if (found.withdrawn) return account::Why::codes_withdrawn;
    return found.used ? account::Why::code_already_used : account::Why::last_backup_code;
}

bool is_ending(const BackupCodes& set, const crypto::KeyRing& ring, AccountId who,
               std::string_view typed) {
    const auto digits = without_grouping(typed);
    if (!set.sealed_endings || digits.size() != ending_digits || set.left() == 0) return false;
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

}  // namespace sparekey::factor

#include "vault/recovery_key.h"

#include <string>

#include "base/text.h"
#include "crypto/derive.h"
#include "crypto/keyed_digest.h"
#include "otp/base32.h"
#include "otp/typed_key.h"

namespace sparekey::vault {
namespace {

constexpr std::size_t key_characters = 32;
constexpr std::size_t check_characters = 4;
constexpr std::size_t characters = key_characters + check_characters;

// The first 20 bits of a digest: four characters.
std::string check_of(BytesView key) {
    auto text = to_bytes(bytes_of("sparekey-recovery-key-1"));
    append(text, key);
    const auto digest = crypto::sha256(text);
    crypto::wipe(text);
    return otp::to_base32(BytesView{digest}.first(3)).substr(0, check_characters);
}

std::optional<crypto::Secret> checked(std::string_view bare) {
    auto octets = otp::parse_base32(bare.substr(0, key_characters));
    if (!octets) return std::nullopt;
    auto key = crypto::Secret::taking(std::move(*octets));
    if (check_of(key.view()) != bare.substr(key_characters)) return std::nullopt;
    return key;
}

// 1 is I or L; the others look like one letter only.
crypto::Secret with_letters(std::string_view bare, char one_as) {
    auto read = crypto::Secret{bare};
    for (auto& octet : read.writable()) {
        if (octet == std::byte{'0'}) octet = std::byte{'O'};
        if (octet == std::byte{'8'}) octet = std::byte{'B'};
        if (octet == std::byte{'1'}) octet = static_cast<std::byte>(one_as);
    }
    return read;
}

crypto::Secret upper_bare(std::string_view typed) {
    auto bare = without_grouping(typed);
    for (char& c : bare) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return crypto::Secret::taking(std::move(bare));
}

crypto::Secret seed_of(BytesView key, const VaultId& vault, std::string_view purpose) {
    return crypto::hkdf_sha256(key, vault.octets, purpose, 32);
}

}  // namespace

crypto::Secret new_recovery_key() { return crypto::Secret::random(recovery_key_octets); }

crypto::Secret recovery_key_text(BytesView key) {
    return crypto::Secret::taking(group_in_fours(otp::to_base32(key) + check_of(key)));
}

std::variant<crypto::Secret, RecoveryKeyFault> read_recovery_key(std::string_view typed) {
    constexpr std::size_t typed_octets_max = 256;
    if (typed.size() > typed_octets_max) return RecoveryKeyFault::length;
    const auto bare = upper_bare(typed);
    if (bare.size() != characters) return RecoveryKeyFault::length;
    for (const char one_as : {'I', 'L'}) {
        const auto letters = with_letters(bare.text(), one_as);
        constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        if (letters.text().find_first_not_of(alphabet) != std::string_view::npos) {
            return RecoveryKeyFault::outside;
        }
        if (auto key = checked(letters.text())) return std::move(*key);
    }
    return RecoveryKeyFault::check;
}

std::string_view words_of(RecoveryKeyFault fault) {
    switch (fault) {
    case RecoveryKeyFault::length: return "A recovery key has nine groups of four characters.";
    case RecoveryKeyFault::outside: return "A recovery key has only letters and the digits 2 to 7.";
    case RecoveryKeyFault::check:
        return "The last group does not belong to the others: something was mistyped.";
    }
    return {};
}

crypto::BoxKey recovery_box(BytesView key, const VaultId& vault) {
    return crypto::BoxKey::of_seed(seed_of(key, vault, "sparekey-recovery-box-1").view());
}

crypto::SigningKey recovery_signing(BytesView key, const VaultId& vault) {
    return crypto::SigningKey::of_seed(seed_of(key, vault, "sparekey-recovery-sign-1").view());
}

}  // namespace sparekey::vault

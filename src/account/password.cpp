#include "account/password.h"

#include <array>

#include "base/failure.h"
#include "base/random.h"
#include "base/text.h"
#include "crypto/keyed_digest.h"

namespace sparekey::account {
namespace {

constexpr std::string_view digest_purpose = "password.digest";
constexpr std::size_t similar_min = 4;  // Shorter names stand in too many good passwords.

// Whether `password` is `word`, perhaps repeated, with a few characters around it.
bool is_derivative(std::string_view password, std::string_view word) {
    if (word.size() < similar_min) return false;
    std::size_t covered = 0;
    for (std::size_t at = password.find(word); at != std::string_view::npos;
         at = password.find(word, at + word.size())) {
        covered += word.size();
    }
    return covered > 0 && password.size() - covered < password_min_with_factor;
}

std::string_view local_part(std::string_view email) { return email.substr(0, email.find('@')); }

// "Aaaaaaaaaaaaaaaa" and "abcabcabcabcabc": a short piece over and over is as weak as the piece.
bool repeats_a_short_piece(std::string_view text) {
    for (std::size_t piece = 1; piece <= 4 && piece * 2 <= text.size(); ++piece) {
        bool repeats = true;
        for (std::size_t i = piece; i < text.size() && repeats; ++i)
            repeats = text[i] == text[i - piece];
        if (repeats) return true;
    }
    return false;
}

}  // namespace

std::optional<PasswordFlaw> flaw_of_new_password(std::string_view typed, std::size_t length_min,
                                                 std::string_view email, std::string_view site_name,
                                                 const std::unordered_set<std::string>& blocklist) {
    const auto normal = nfc(typed);
    if (!normal || code_points(*normal) < length_min) return PasswordFlaw::too_short;
    const auto lower = lower_ascii(*normal);
    if (blocklist.contains(lower) || repeats_a_short_piece(lower)) return PasswordFlaw::common;
    const auto address = lower_ascii(email);
    if (is_derivative(lower, address) || is_derivative(lower, local_part(address)))
        return PasswordFlaw::too_similar;
    if (is_derivative(lower, lower_ascii(site_name))) return PasswordFlaw::site_name;
    return std::nullopt;
}

DerivedPassword derive_password(std::string_view typed, BytesView salt, crypto::HashCost cost) {
    auto normal = nfc(typed);
    if (!normal)
        throw Failure{Failure::Kind::broken, "a password that is not UTF-8 reached the hash"};
    const auto secret = crypto::Secret::taking(std::move(*normal));
    const auto both = crypto::argon2id(secret.view(), salt, cost, 64);
    return {crypto::Secret{both.view().first(32)}, crypto::Secret{both.view().subspan(32)}};
}

Bytes password_digest(const crypto::Pepper& pepper, AccountId who, const DerivedPassword& derived) {
    Bytes bound;
    append_u64(bound, static_cast<std::uint64_t>(who.value));
    append(bound, derived.verifier.view());
    const auto secret = crypto::Secret::taking(std::move(bound));
    return to_bytes(crypto::keyed_digest(pepper, digest_purpose, secret.view()));
}

bool is_password(const StoredPassword& stored, const crypto::Pepper& pepper, AccountId who,
                 const DerivedPassword& derived) {
    return crypto::constant_time_equal(stored.digest, password_digest(pepper, who, derived));
}

StoredPassword new_password(const crypto::Pepper& pepper, AccountId who,
                            const DerivedPassword& derived, Bytes salt, crypto::HashCost cost,
                            Time now, std::string_view changed_by) {
    return {random_id(), std::move(salt),        cost, password_digest(pepper, who, derived),
            now,         std::string{changed_by}};
}

Bytes new_salt() {
    Bytes salt(crypto::salt_octets);
    fill_random(salt);
    return salt;
}

StoredPassword decoy_password(const crypto::Pepper& pepper, AccountId who, crypto::HashCost cost) {
    Bytes id;
    append_u64(id, static_cast<std::uint64_t>(who.value));
    const auto salt = crypto::keyed_digest(pepper, "decoy.salt", id);
    // A digest of 31 octets is equal to none of 32.
    return {0, to_bytes(BytesView{salt}.first(crypto::salt_octets)), cost, Bytes(31), {}, "decoy"};
}

}  // namespace sparekey::account

#include "crypto/signing_key.h"

#include <sodium.h>

#include <optional>
#include <string>

#include "base/check.h"
#include "base/text.h"
#include "crypto/hmac.h"
#include "crypto/key_file.h"

namespace sparekey::crypto {
namespace {

constexpr std::string_view first_line = "sparekey-signing-key-1";
constexpr std::string_view authenticating_purpose = "sparekey-signing-key-1 authenticate";
constexpr std::size_t seed_octets = crypto_sign_SEEDBYTES;
static_assert(crypto_sign_PUBLICKEYBYTES == sizeof(PublicKey));
static_assert(crypto_sign_BYTES == sizeof(Signature));

const unsigned char* raw(BytesView octets) {
    return reinterpret_cast<const unsigned char*>(octets.data());
}

unsigned char* writable(std::span<std::byte> octets) {
    return reinterpret_cast<unsigned char*>(octets.data());
}

// The purpose with its length before it, then the data.
Bytes message_of(std::string_view purpose, BytesView data) {
    ENSURE(!purpose.empty());
    Bytes message;
    message.reserve(8 + purpose.size() + data.size());
    append_u64(message, purpose.size());
    append(message, bytes_of(purpose));
    append(message, data);
    return message;
}

Digest mac_of(BytesView key, BytesView message) {
    Hmac hmac{Hmac::Algorithm::sha256, key};
    const auto mac = hmac(message);
    Digest digest;
    std::copy(mac.begin(), mac.end(), digest.begin());
    return digest;
}

PublicKey public_key_of(BytesView seed, std::span<std::byte> signing) {
    PublicKey made;
    ENSURE(crypto_sign_seed_keypair(writable(made), writable(signing), raw(seed)) == 0);
    return made;
}

Secret signing_of(BytesView seed) {
    auto signing = Secret::zeros(crypto_sign_SECRETKEYBYTES);
    static_cast<void>(public_key_of(seed, signing.writable()));
    return signing;
}

Secret authenticating_of(BytesView seed) {
    auto derived = mac_of(seed, bytes_of(authenticating_purpose));
    Secret key{BytesView{derived}};
    wipe(derived);
    return key;
}

std::optional<Secret> parse_seed(std::string_view text) {
    const auto lines = split(text, '\n');
    // As in a pepper's file: without the third, empty line it was cut off.
    if (lines.size() != 3 || lines[0] != first_line || !lines[2].empty()) return std::nullopt;
    auto octets = parse_hex(lines[1]);
    if (!octets || octets->size() != seed_octets) return std::nullopt;
    return Secret::taking(std::move(*octets));
}

}  // namespace

SigningKey::SigningKey(BytesView seed)
    : signing_(signing_of(seed).view()), authenticating_(authenticating_of(seed).view()) {
    const auto half = signing_.view().last(public_key_.size());
    std::copy(half.begin(), half.end(), public_key_.begin());
}

SigningKey SigningKey::load(const std::filesystem::path& file) {
    const auto content = read_key_file(file);
    const auto seed = parse_seed(content.text());
    if (!seed) refuse_key_file(file, "is no signing key, or not a whole one");
    return SigningKey{seed->view()};
}

void SigningKey::create(const std::filesystem::path& file) {
    const auto seed = Secret::random(seed_octets);
    const auto hex = Secret::taking(to_hex(seed.view()));
    std::string text;
    text.reserve(first_line.size() + 1 + hex.size() + 1);
    text.append(first_line).append("\n").append(hex.text()).append("\n");
    create_key_file(file, Secret::taking(std::move(text)).view());
}

SigningKey SigningKey::in_memory() { return SigningKey{Secret::random(seed_octets).view()}; }

SigningKey SigningKey::of_seed(BytesView seed) {
    ENSURE(seed.size() == seed_octets);
    return SigningKey{seed};
}

Signature SigningKey::sign(std::string_view purpose, BytesView data) const {
    const auto message = message_of(purpose, data);
    Signature signature;
    ENSURE(crypto_sign_detached(writable(signature), nullptr, raw(message), message.size(),
                                raw(signing_.view())) == 0);
    return signature;
}

Digest SigningKey::authenticate(std::string_view purpose, BytesView data) const {
    return mac_of(authenticating_.view(), message_of(purpose, data));
}

bool is_signed(BytesView public_key, std::string_view purpose, BytesView data,
               BytesView signature) {
    if (public_key.size() != sizeof(PublicKey) || signature.size() != sizeof(Signature))
        return false;
    const auto message = message_of(purpose, data);
    return crypto_sign_verify_detached(raw(signature), raw(message), message.size(),
                                       raw(public_key)) == 0;
}

}  // namespace sparekey::crypto

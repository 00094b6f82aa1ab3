#include "crypto/seal.h"

#include <sodium.h>

#include "base/check.h"
#include "base/random.h"

namespace sparekey::crypto {
namespace {

constexpr auto under_ring = std::byte{1};
constexpr auto under_key = std::byte{2};
constexpr std::size_t ring_header_octets = 1 + 4;
constexpr std::size_t key_header_octets = 1;
constexpr std::size_t key_octets = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t nonce_octets = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_octets = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* raw(BytesView octets) {
    return reinterpret_cast<const unsigned char*>(octets.data());
}

unsigned char* raw(std::span<std::byte> octets) {
    return reinterpret_cast<unsigned char*>(octets.data());
}

Bytes bound_to(BytesView header, BytesView associated_data) {
    auto both = to_bytes(header);
    append(both, associated_data);
    return both;
}

Bytes seal_after(Bytes header, BytesView key, BytesView plain, BytesView associated_data) {
    ENSURE(key.size() == key_octets);
    const auto bound = bound_to(header, associated_data);
    const auto nonce_at = header.size();
    auto sealed = std::move(header);
    sealed.resize(nonce_at + nonce_octets + plain.size() + tag_octets);
    const auto nonce = std::span{sealed}.subspan(nonce_at, nonce_octets);
    fill_random(nonce);
    const auto cipher = std::span{sealed}.subspan(nonce_at + nonce_octets);
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(cipher), nullptr, raw(plain), plain.size(),
                                               raw(BytesView{bound}), bound.size(), nullptr,
                                               raw(nonce), raw(key));
    return sealed;
}

std::optional<Secret> open_after(std::size_t header_octets, BytesView key, BytesView sealed,
                                 BytesView associated_data) {
    ENSURE(key.size() == key_octets);
    if (sealed.size() < header_octets + nonce_octets + tag_octets) return std::nullopt;
    const auto bound = bound_to(sealed.first(header_octets), associated_data);
    const auto nonce = sealed.subspan(header_octets, nonce_octets);
    const auto cipher = sealed.subspan(header_octets + nonce_octets);
    auto plain = Secret::zeros(cipher.size() - tag_octets);
    const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
        raw(plain.writable()), nullptr, nullptr, raw(cipher), cipher.size(), raw(BytesView{bound}),
        bound.size(), raw(nonce), raw(key));
    if (failed != 0) return std::nullopt;
    return plain;
}

}  // namespace

Bytes seal(const KeyRing& ring, BytesView plain, BytesView associated_data) {
    const auto id = ring.current();
    Bytes header{under_ring};
    for (int shift = 24; shift >= 0; shift -= 8)
        header.push_back(static_cast<std::byte>(id >> shift));
    return seal_after(std::move(header), *ring.find(id), plain, associated_data);
}

std::optional<Secret> open(const KeyRing& ring, BytesView sealed, BytesView associated_data) {
    const auto id = key_id_of(sealed);
    if (!id) return std::nullopt;
    const auto key = ring.find(*id);
    if (!key) return std::nullopt;
    return open_after(ring_header_octets, *key, sealed, associated_data);
}

std::optional<KeyId> key_id_of(BytesView sealed) {
    if (sealed.size() < ring_header_octets || sealed[0] != under_ring) return std::nullopt;
    KeyId id = 0;
    for (const auto octet : sealed.subspan(1, 4)) id = id << 8 | std::to_integer<KeyId>(octet);
    return id;
}

Bytes seal_with(BytesView key, BytesView plain, BytesView associated_data) {
    return seal_after(Bytes{under_key}, key, plain, associated_data);
}

std::optional<Secret> open_with(BytesView key, BytesView sealed, BytesView associated_data) {
    if (sealed.empty() || sealed[0] != under_key) return std::nullopt;
    return open_after(key_header_octets, key, sealed, associated_data);
}

Bytes seal_bare(BytesView key, BytesView plain, BytesView associated_data) {
    return seal_after({}, key, plain, associated_data);
}

std::optional<Secret> open_bare(BytesView key, BytesView sealed, BytesView associated_data) {
    return open_after(0, key, sealed, associated_data);
}

namespace detail {

void append_field(Bytes& to, BytesView field) {
    append_u64(to, field.size());
    append(to, field);
}

}  // namespace detail
}  // namespace sparekey::crypto

// Sealing what the database must not be able to read: XChaCha20-Poly1305 with a random nonce, which
// at 192 bits needs no counter to be unique.
//
//   under the ring:    1 | key id, 4 octets | nonce, 24 | ciphertext and tag
//   under a given key: 2 | nonce, 24 | ciphertext and tag
//
// All that stands before the ciphertext is authenticated with it.
#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/ids.h"
#include "crypto/key_ring.h"
#include "crypto/secret.h"

namespace sparekey::crypto {

// Under the ring's current key.
[[nodiscard]] Bytes seal(const KeyRing& ring, BytesView plain, BytesView associated_data);
// nullopt when it was not sealed under this ring with this associated data, or was changed since.
[[nodiscard]] std::optional<Secret> open(const KeyRing& ring, BytesView sealed,
                                         BytesView associated_data);
// Which key of the ring opens it; for the rotation. nullopt when it is not sealed under a ring.
[[nodiscard]] std::optional<KeyId> key_id_of(BytesView sealed);

// The same under a key of 32 octets: the layer that only the owner's password opens.
[[nodiscard]] Bytes seal_with(BytesView key, BytesView plain, BytesView associated_data);
[[nodiscard]] std::optional<Secret> open_with(BytesView key, BytesView sealed,
                                              BytesView associated_data);

// The same with nothing before the nonce, which is how a vault's entries are sealed:
// nonce, 24 | ciphertext and tag.
[[nodiscard]] Bytes seal_bare(BytesView key, BytesView plain, BytesView associated_data);
[[nodiscard]] std::optional<Secret> open_bare(BytesView key, BytesView sealed,
                                              BytesView associated_data);

namespace detail {
void append_field(Bytes& to, BytesView field);
inline void append_field(Bytes& to, const Bytes& field) { append_field(to, BytesView{field}); }
inline void append_field(Bytes& to, std::string_view field) { append_field(to, bytes_of(field)); }
inline void append_field(Bytes& to, std::integral auto field) {
    Bytes octets;
    append_u64(octets, static_cast<std::uint64_t>(field));
    append_field(to, BytesView{octets});
}
}  // namespace detail

// What binds a ciphertext to its account and purpose, so that it opens in no other row and no other
// column: every field with its length before it, so that no two lists of fields look alike.
// `purpose` names table and column ("authenticator.sealed_key"); `more` may be octets, texts,
// integers.
template <class... More>
[[nodiscard]] Bytes associated_data(std::string_view purpose, AccountId who, const More&... more) {
    Bytes all;
    detail::append_field(all, purpose);
    detail::append_field(all, who.value);
    (detail::append_field(all, more), ...);
    return all;
}

}  // namespace sparekey::crypto

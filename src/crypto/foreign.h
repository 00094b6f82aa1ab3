// Ciphers that other authenticators' files are sealed with. For what is ours: seal.h.
#pragma once
#include <optional>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace sparekey::crypto {

// AES-256-GCM with a tag of 16 octets. Key of 32 octets, nonce of 12, 16 or what the file has.
// nullopt when it was not sealed under this key with this nonce and associated data.
[[nodiscard]] std::optional<Secret> aes_gcm_open(BytesView key, BytesView nonce, BytesView cipher,
                                                 BytesView tag, BytesView associated_data = {});
struct GcmSealed {
    Bytes cipher;
    Bytes tag;
};
// Never twice with one nonce.
[[nodiscard]] GcmSealed aes_gcm_seal(BytesView key, BytesView nonce, BytesView plain);

// AES-256-CBC with the padding of PKCS #7. It authenticates nothing: check a MAC before.
[[nodiscard]] std::optional<Secret> aes_cbc_open(BytesView key, BytesView iv, BytesView cipher);

// One whole message of libsodium's secretstream (XChaCha20-Poly1305), with any tag; `header` is of
// 24 octets.
[[nodiscard]] std::optional<Secret> secretstream_open(BytesView key, BytesView header,
                                                      BytesView cipher);

}  // namespace sparekey::crypto

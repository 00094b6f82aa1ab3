#include "crypto/keyed_digest.h"

#include <sodium.h>

#include "base/check.h"

namespace sparekey::crypto {
namespace {

const unsigned char* raw(BytesView octets) {
    return reinterpret_cast<const unsigned char*>(octets.data());
}

unsigned char* raw(Digest& digest) { return reinterpret_cast<unsigned char*>(digest.data()); }

static_assert(crypto_auth_hmacsha256_BYTES == sizeof(Digest));
static_assert(crypto_hash_sha256_BYTES == sizeof(Digest));

}  // namespace

Digest keyed_digest(const Pepper& pepper, std::string_view purpose, BytesView data) {
    ENSURE(!purpose.empty());
    Bytes head;
    append_u64(head, purpose.size());
    append(head, bytes_of(purpose));

    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, raw(pepper.view()), pepper.view().size());
    crypto_auth_hmacsha256_update(&state, raw(head), head.size());
    crypto_auth_hmacsha256_update(&state, raw(data), data.size());
    Digest digest;
    crypto_auth_hmacsha256_final(&state, raw(digest));
    wipe(std::as_writable_bytes(std::span{&state, 1}));
    return digest;
}

Digest sha256(BytesView data) {
    Digest digest;
    crypto_hash_sha256(raw(digest), raw(data), data.size());
    return digest;
}

}  // namespace sparekey::crypto

#include "crypto/box.h"

#include <sodium.h>

#include "base/check.h"
#include "crypto/start.h"

namespace sparekey::crypto {
namespace {

static_assert(crypto_box_PUBLICKEYBYTES == sizeof(BoxPublicKey));

const unsigned char* raw(BytesView octets) {
    return reinterpret_cast<const unsigned char*>(octets.data());
}

unsigned char* writable(std::span<std::byte> octets) {
    return reinterpret_cast<unsigned char*>(octets.data());
}

}  // namespace

BoxKey BoxKey::of_seed(BytesView seed) {
    ENSURE(seed.size() == crypto_box_SEEDBYTES);
    start();
    BoxKey key;
    key.secret_key_ = Secret::zeros(crypto_box_SECRETKEYBYTES);
    ENSURE(crypto_box_seed_keypair(writable(key.public_key_), writable(key.secret_key_.writable()),
                                   raw(seed)) == 0);
    return key;
}

std::optional<Secret> BoxKey::open(BytesView sealed) const {
    if (sealed.size() < crypto_box_SEALBYTES) return std::nullopt;
    auto plain = Secret::zeros(sealed.size() - crypto_box_SEALBYTES);
    const int failed = crypto_box_seal_open(writable(plain.writable()), raw(sealed), sealed.size(),
                                            raw(public_key_), raw(secret_key_.view()));
    if (failed != 0) return std::nullopt;
    return plain;
}

Bytes seal_to(const BoxPublicKey& recipient, BytesView plain) {
    start();
    Bytes sealed(plain.size() + crypto_box_SEALBYTES);
    // It fails for a key of small order, which nobody honest has and the roster refuses.
    ENSURE(crypto_box_seal(writable(sealed), raw(plain), plain.size(), raw(recipient)) == 0);
    return sealed;
}

}  // namespace sparekey::crypto

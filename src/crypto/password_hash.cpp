#include "crypto/password_hash.h"

#include <sodium.h>

#include "base/check.h"
#include "base/failure.h"
#include "crypto/start.h"

namespace sparekey::crypto {
namespace {

constexpr std::uint32_t memory_kib_min = crypto_pwhash_argon2id_MEMLIMIT_MIN / 1024;
static_assert(salt_octets == crypto_pwhash_argon2id_SALTBYTES);

}  // namespace

Secret argon2id(BytesView password, BytesView salt, HashCost cost, std::size_t octets) {
    ENSURE(salt.size() == salt_octets);
    ENSURE(octets >= crypto_pwhash_argon2id_BYTES_MIN);
    if (cost.memory_kib < memory_kib_min || cost.memory_kib > memory_kib_max || cost.passes < 1 ||
        cost.passes > passes_max) {
        throw Failure{Failure::Kind::broken, "the cost of a password hash is out of bounds"};
    }
    start();
    auto hash = Secret::zeros(octets);
    const int failed = crypto_pwhash_argon2id(
        reinterpret_cast<unsigned char*>(hash.writable().data()), octets,
        password.empty() ? "" : text_of(password).data(), password.size(),
        reinterpret_cast<const unsigned char*>(salt.data()), cost.passes,
        std::size_t{cost.memory_kib} * 1024, crypto_pwhash_argon2id_ALG_ARGON2ID13);
    if (failed != 0) throw Failure{Failure::Kind::busy, "no memory for a password hash"};
    return hash;
}

}  // namespace sparekey::crypto

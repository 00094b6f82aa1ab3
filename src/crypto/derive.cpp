#include "crypto/derive.h"

#include <argon2.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>

#include "base/check.h"
#include "base/failure.h"
#include "crypto/digest_name.h"

namespace sparekey::crypto {
namespace {

struct Free {
    void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
    void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

void* raw(BytesView octets) {
    // OpenSSL's parameters are not const, and are not written to.
    static constexpr std::byte nothing{};
    const auto* at = octets.empty() ? &nothing : octets.data();
    return const_cast<void*>(static_cast<const void*>(at));
}

Secret derived(const char* name, const OSSL_PARAM* parameters, std::size_t octets) {
    const std::unique_ptr<EVP_KDF, Free> kdf{EVP_KDF_fetch(nullptr, name, nullptr)};
    const std::unique_ptr<EVP_KDF_CTX, Free> context{EVP_KDF_CTX_new(kdf.get())};
    auto key = Secret::zeros(octets);
    auto* const out = reinterpret_cast<unsigned char*>(key.writable().data());
    if (!context || EVP_KDF_derive(context.get(), out, octets, parameters) != 1) {
        throw Failure{Failure::Kind::unavailable, "OpenSSL cannot derive a key"};
    }
    return key;
}

Secret hkdf(int mode, BytesView key, BytesView salt, std::string_view info, std::size_t octets) {
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, raw(key), key.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, raw(salt), salt.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, raw(bytes_of(info)), info.size()),
        OSSL_PARAM_construct_end()};
    return derived(OSSL_KDF_NAME_HKDF, parameters, octets);
}

}  // namespace

Secret hkdf_sha256(BytesView key, BytesView salt, std::string_view info, std::size_t octets) {
    return hkdf(EVP_KDF_HKDF_MODE_EXTRACT_AND_EXPAND, key, salt, info, octets);
}

Secret hkdf_sha256_expand(BytesView key, std::string_view info, std::size_t octets) {
    return hkdf(EVP_KDF_HKDF_MODE_EXPAND_ONLY, key, {}, info, octets);
}

std::optional<Secret> pbkdf2(Hmac::Algorithm algorithm, BytesView password, BytesView salt,
                             std::uint32_t rounds, std::size_t octets) {
    if (rounds < 1 || rounds > pbkdf2_rounds_max) return std::nullopt;
    auto* const digest = const_cast<char*>(digest_name(algorithm));
    // PKCS #5 as everybody does it: without SP 800-132's least lengths and rounds.
    int as_rfc_2898 = 1;
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &as_rfc_2898),
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, raw(password), password.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, raw(salt), salt.size()),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ITER, &rounds),
        OSSL_PARAM_construct_end()};
    return derived(OSSL_KDF_NAME_PBKDF2, parameters, octets);
}

std::optional<Secret> scrypt(BytesView password, BytesView salt, ScryptCost cost,
                             std::size_t octets) {
    const bool power_of_two = cost.n > 1 && (cost.n & (cost.n - 1)) == 0;
    if (!power_of_two || cost.n > (1U << 20) || cost.r < 1 || cost.r > 32 || cost.p < 1 ||
        cost.p > 16 || 128 * cost.n * cost.r > scrypt_octets_max) {
        return std::nullopt;
    }
    std::uint64_t memory_max = scrypt_octets_max + (std::uint64_t{64} << 20);
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, raw(password), password.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, raw(salt), salt.size()),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &cost.n),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &cost.r),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &cost.p),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory_max),
        OSSL_PARAM_construct_end()};
    return derived(OSSL_KDF_NAME_SCRYPT, parameters, octets);
}

std::optional<Secret> argon2id_lanes(BytesView password, BytesView salt, LanesCost cost,
                                     std::size_t octets) {
    constexpr std::uint32_t memory_max = 2U << 20;
    if (cost.passes < 1 || cost.passes > 64 || cost.lanes < 1 || cost.lanes > 16 ||
        cost.memory_kib < 8 * cost.lanes || cost.memory_kib > memory_max || salt.size() < 8) {
        return std::nullopt;
    }
    auto key = Secret::zeros(octets);
    const int failed =
        argon2id_hash_raw(cost.passes, cost.memory_kib, cost.lanes, raw(password), password.size(),
                          raw(salt), salt.size(), key.writable().data(), octets);
    if (failed != ARGON2_OK) return std::nullopt;
    return key;
}

}  // namespace sparekey::crypto

#include "crypto/foreign.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <limits>
#include <memory>

#include "base/check.h"
#include "base/failure.h"
#include "crypto/start.h"

namespace sparekey::crypto {
namespace {

constexpr std::size_t aes_key_octets = 32;
constexpr std::size_t tag_octets = 16;
constexpr std::size_t block_octets = 16;

struct Free {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, Free>;

const unsigned char* raw(BytesView octets) {
    return reinterpret_cast<const unsigned char*>(octets.data());
}

unsigned char* writable(std::span<std::byte> octets) {
    return reinterpret_cast<unsigned char*>(octets.data());
}

int length(BytesView octets) {
    ENSURE(octets.size() <= std::numeric_limits<int>::max());
    return static_cast<int>(octets.size());
}

void require(bool done) {
    if (!done) throw Failure{Failure::Kind::unavailable, "OpenSSL cannot use AES"};
}

Context gcm(BytesView key, BytesView nonce, int sealing) {
    ENSURE(key.size() == aes_key_octets && !nonce.empty());
    Context context{EVP_CIPHER_CTX_new()};
    require(
        context &&
        EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, nullptr, nullptr, sealing) ==
            1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_IVLEN, length(nonce), nullptr) == 1 &&
        EVP_CipherInit_ex(context.get(), nullptr, nullptr, raw(key), raw(nonce), sealing) == 1);
    return context;
}

}  // namespace

std::optional<Secret> aes_gcm_open(BytesView key, BytesView nonce, BytesView cipher, BytesView tag,
                                   BytesView associated_data) {
    if (nonce.empty() || nonce.size() > 64 || tag.size() != tag_octets) return std::nullopt;
    const auto context = gcm(key, nonce, 0);
    auto plain = Secret::zeros(cipher.size());
    int done = 0;
    if (!associated_data.empty()) {
        require(EVP_CipherUpdate(context.get(), nullptr, &done, raw(associated_data),
                                 length(associated_data)) == 1);
    }
    require(EVP_CipherUpdate(context.get(), writable(plain.writable()), &done, raw(cipher),
                             length(cipher)) == 1);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, length(tag),
                                const_cast<std::byte*>(tag.data())) == 1);
    unsigned char nothing[block_octets];
    if (EVP_CipherFinal_ex(context.get(), nothing, &done) != 1) return std::nullopt;
    return plain;
}

GcmSealed aes_gcm_seal(BytesView key, BytesView nonce, BytesView plain) {
    const auto context = gcm(key, nonce, 1);
    GcmSealed sealed{Bytes(plain.size()), Bytes(tag_octets)};
    int done = 0;
    unsigned char nothing[block_octets];
    require(EVP_CipherUpdate(context.get(), writable(sealed.cipher), &done, raw(plain),
                             length(plain)) == 1 &&
            EVP_CipherFinal_ex(context.get(), nothing, &done) == 1 &&
            EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_octets,
                                sealed.tag.data()) == 1);
    return sealed;
}

std::optional<Secret> aes_cbc_open(BytesView key, BytesView iv, BytesView cipher) {
    ENSURE(key.size() == aes_key_octets);
    if (iv.size() != block_octets || cipher.empty() || cipher.size() % block_octets != 0) {
        return std::nullopt;
    }
    const Context context{EVP_CIPHER_CTX_new()};
    require(context &&
            EVP_DecryptInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, raw(key), raw(iv)) == 1);
    auto padded = Secret::zeros(cipher.size() + block_octets);
    int body = 0;
    int rest = 0;
    require(EVP_DecryptUpdate(context.get(), writable(padded.writable()), &body, raw(cipher),
                              length(cipher)) == 1);
    auto* const end = writable(padded.writable()) + body;
    if (EVP_DecryptFinal_ex(context.get(), end, &rest) != 1) return std::nullopt;
    return Secret{padded.view().first(static_cast<std::size_t>(body + rest))};
}

std::optional<Secret> secretstream_open(BytesView key, BytesView header, BytesView cipher) {
    ENSURE(key.size() == crypto_secretstream_xchacha20poly1305_KEYBYTES);
    constexpr std::size_t more = crypto_secretstream_xchacha20poly1305_ABYTES;
    if (header.size() != crypto_secretstream_xchacha20poly1305_HEADERBYTES ||
        cipher.size() < more) {
        return std::nullopt;
    }
    start();
    crypto_secretstream_xchacha20poly1305_state state;
    ENSURE(crypto_secretstream_xchacha20poly1305_init_pull(&state, raw(header), raw(key)) == 0);
    auto plain = Secret::zeros(cipher.size() - more);
    unsigned char tag = 0;
    const int failed = crypto_secretstream_xchacha20poly1305_pull(
        &state, writable(plain.writable()), nullptr, &tag, raw(cipher), cipher.size(), nullptr, 0);
    sodium_memzero(&state, sizeof state);
    if (failed != 0) return std::nullopt;
    return plain;
}

}  // namespace sparekey::crypto

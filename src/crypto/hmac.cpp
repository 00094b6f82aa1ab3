#include "crypto/hmac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>

#include "base/check.h"
#include "base/failure.h"
#include "crypto/digest_name.h"
#include "crypto/secret.h"

namespace sparekey::crypto {
namespace {

void require(bool done) {
    if (!done) throw Failure{Failure::Kind::unavailable, "OpenSSL cannot compute an HMAC"};
}

}  // namespace

// Made once a thread: fetching the algorithm anew takes seven times as long as using it.
struct Hmac::Context {
    struct Free {
        void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
        void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    };

    explicit Context(Algorithm algorithm) {
        const std::unique_ptr<EVP_MAC, Free> mac{
            EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr)};
        require(mac != nullptr);
        openssl.reset(EVP_MAC_CTX_new(mac.get()));
        require(openssl != nullptr);
        char* const name = const_cast<char*>(digest_name(algorithm));
        const OSSL_PARAM params[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
            OSSL_PARAM_construct_end()};
        require(EVP_MAC_CTX_set_params(openssl.get(), params) == 1);
    }

    [[nodiscard]] bool set_key(BytesView key) {
        // A null pointer would mean the key that was set before.
        static constexpr unsigned char nothing = 0;
        const auto* octets = reinterpret_cast<const unsigned char*>(key.data());
        return EVP_MAC_init(openssl.get(), key.empty() ? &nothing : octets, key.size(), nullptr) ==
               1;
    }

    std::unique_ptr<EVP_MAC_CTX, Free> openssl;
    bool taken = false;
};

Hmac::Context& Hmac::context_of(Algorithm algorithm) {
    switch (algorithm) {
    case Algorithm::sha1: {
        thread_local Context context{Algorithm::sha1};
        return context;
    }
    case Algorithm::sha224: {
        thread_local Context context{Algorithm::sha224};
        return context;
    }
    case Algorithm::sha256: {
        thread_local Context context{Algorithm::sha256};
        return context;
    }
    case Algorithm::sha384: {
        thread_local Context context{Algorithm::sha384};
        return context;
    }
    case Algorithm::sha512: {
        thread_local Context context{Algorithm::sha512};
        return context;
    }
    }
    ENSURE(false);
}

Hmac::Hmac(Algorithm algorithm, BytesView key) : context_(context_of(algorithm)) {
    ENSURE(!context_.taken);
    require(context_.set_key(key));
    context_.taken = true;
}

Hmac::~Hmac() {
    wipe(mac_);
    // The context outlives the key, so another one takes its place in it.
    ENSURE(context_.set_key({}));
    context_.taken = false;
}

BytesView Hmac::operator()(BytesView message) {
    auto* const openssl = context_.openssl.get();
    std::size_t size = 0;
    require(EVP_MAC_init(openssl, nullptr, 0, nullptr) == 1 &&
            EVP_MAC_update(openssl, reinterpret_cast<const unsigned char*>(message.data()),
                           message.size()) == 1 &&
            EVP_MAC_final(openssl, reinterpret_cast<unsigned char*>(mac_.data()), &size,
                          mac_.size()) == 1);
    return BytesView{mac_}.first(size);
}

}  // namespace sparekey::crypto

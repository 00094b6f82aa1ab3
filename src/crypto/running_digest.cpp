#include "crypto/running_digest.h"

#include <openssl/evp.h>

#include "base/failure.h"

namespace sparekey::crypto {
namespace {

void require(bool done) {
    if (!done) throw Failure{Failure::Kind::unavailable, "OpenSSL cannot compute SHA-256"};
}

}  // namespace

struct RunningDigest::Context {
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> openssl{EVP_MD_CTX_new()};
};

RunningDigest::RunningDigest() : context_(std::make_unique<Context>()) {
    require(context_->openssl != nullptr);
    require(EVP_DigestInit_ex(context_->openssl.get(), EVP_sha256(), nullptr) == 1);
}
RunningDigest::~RunningDigest() = default;

void RunningDigest::add(BytesView octets) {
    require(EVP_DigestUpdate(context_->openssl.get(), octets.data(), octets.size()) == 1);
}

Digest RunningDigest::finish() {
    Digest digest;
    require(EVP_DigestFinal_ex(context_->openssl.get(),
                               reinterpret_cast<unsigned char*>(digest.data()), nullptr) == 1);
    return digest;
}

}  // namespace sparekey::crypto

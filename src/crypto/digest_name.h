// What OpenSSL calls the hash of an HMAC.
#pragma once
#include "base/check.h"
#include "crypto/hmac.h"

namespace sparekey::crypto {

[[nodiscard]] inline const char* digest_name(Hmac::Algorithm algorithm) {
    switch (algorithm) {
    case Hmac::Algorithm::sha1: return "SHA1";
    case Hmac::Algorithm::sha224: return "SHA224";
    case Hmac::Algorithm::sha256: return "SHA256";
    case Hmac::Algorithm::sha384: return "SHA384";
    case Hmac::Algorithm::sha512: return "SHA512";
    }
    ENSURE(false);
}

}  // namespace sparekey::crypto

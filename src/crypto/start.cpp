#include "crypto/start.h"

#include <sodium.h>

#include "base/failure.h"

namespace sparekey::crypto {

void start() {
    if (sodium_init() < 0) throw Failure{Failure::Kind::refused, "libsodium cannot start"};
}

}  // namespace sparekey::crypto

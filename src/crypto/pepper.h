// The key that makes what the database holds useless without it: a file outside the database and
// its backups. It cannot be rotated, since what was digested under it cannot be digested again.
//
//   sparekey-pepper-1
//   <64 hexadecimal digits>
#pragma once
#include <filesystem>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace sparekey::crypto {

class Pepper {
   public:
    // As KeyRing::load and KeyRing::create.
    [[nodiscard]] static Pepper load(const std::filesystem::path& file);
    static void create(const std::filesystem::path& file);
    // A new pepper that no file holds: for tests.
    [[nodiscard]] static Pepper in_memory();

    // 32 octets.
    [[nodiscard]] BytesView view() const { return octets_.view(); }
    // What the database remembers to notice another pepper at start.
    [[nodiscard]] Bytes fingerprint() const;

   private:
    explicit Pepper(BytesView octets) : octets_(octets) {}
    LockedSecret octets_;
};

}  // namespace sparekey::crypto

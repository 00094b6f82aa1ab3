// For tests: how often this process made an Argon2id hash, and ran a statement with arguments.
// Counted at the doors of libsodium, SQLite and libpq, so that nothing can go round it.
#pragma once
#include <cstdint>

namespace sparekey::signin {

struct Work {
    std::int64_t hashes = 0;
    std::int64_t statements = 0;
    bool operator==(const Work&) const = default;
};
[[nodiscard]] Work work_done();
[[nodiscard]] inline Work operator-(const Work& a, const Work& b) {
    return {a.hashes - b.hashes, a.statements - b.statements};
}

}  // namespace sparekey::signin

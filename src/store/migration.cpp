#include "store/migration.h"

#include <array>
#include <string>

#include "base/failure.h"

namespace sparekey::store {
namespace {

constexpr auto all = std::to_array<Migration>({
#include "store/migrations.inc"
});

constexpr bool numbered_without_gap() {
    int next = 1;
    for (const auto& migration : all) {
        if (migration.number != next++) return false;
    }
    return true;
}
static_assert(numbered_without_gap());

}  // namespace

std::span<const Migration> migrations() { return all; }

int newest_schema() { return static_cast<int>(all.size()); }

void refuse_newer_schema(std::int64_t found) {
    throw Failure{Failure::Kind::refused,
                  "the database's schema is number " + std::to_string(found) +
                      ", this program knows up to " + std::to_string(newest_schema()) +
                      ": start the newer program, or restore a backup"};
}

}  // namespace sparekey::store

#include "base/ids.h"

#include <doctest/doctest.h>

#include <set>
#include <type_traits>
#include <unordered_set>

namespace sparekey {
namespace {

TEST_CASE("an id is positive, below 2^62, and drawn anew each time") {
    constexpr std::int64_t limit = std::int64_t{1} << 62;
    std::set<std::int64_t> drawn;
    bool upper_half = false;
    for (int i = 0; i < 1000; ++i) {
        const auto id = random_id();
        CHECK(id > 0);
        CHECK(id < limit);
        upper_half = upper_half || id >= limit / 2;
        drawn.insert(id);
    }
    CHECK(drawn.size() == 1000);
    CHECK(upper_half);
}

TEST_CASE("ids of different things do not mix") {
    using OtherId = Id<struct OtherTag>;
    static_assert(!std::is_convertible_v<OtherId, AccountId>);
    static_assert(!std::is_convertible_v<std::int64_t, AccountId>);
    static_assert(!std::is_constructible_v<AccountId, OtherId>);
    CHECK(AccountId{1} < AccountId{2});
    CHECK(std::unordered_set<AccountId>{AccountId{1}, AccountId{1}, AccountId{2}}.size() == 2);
}

}  // namespace
}  // namespace sparekey

#include "base/append_id.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>
#include <vector>

using namespace sparekey;
using namespace std::chrono_literals;

const Time noon{1'900'000'000s};

TEST_CASE("ids grow with the clock, while it stands still, and when it is set back") {
    const auto first = next_append_id(noon);
    const auto same_moment = next_append_id(noon);
    const auto set_back = next_append_id(noon - 1h);
    const auto later = next_append_id(noon + 1h);
    CHECK(first < same_moment);
    CHECK(same_moment < set_back);
    CHECK(set_back < later);
}

TEST_CASE("an id tells when it was made") {
    const auto moment = noon + 48h;
    const auto id = next_append_id(moment);
    CHECK(first_append_id_at(moment) <= id);
    CHECK(id < first_append_id_at(moment + 1us));
    CHECK(append_id_time(id) == moment);
}

TEST_CASE("threads never get the same id") {
    constexpr std::size_t threads = 8;
    constexpr std::size_t each = 5'000;
    std::vector<std::int64_t> ids(threads * each);
    std::vector<std::jthread> running;
    for (std::size_t t = 0; t < threads; ++t) {
        running.emplace_back([&ids, t] {
            for (std::size_t i = 0; i < each; ++i) ids[t * each + i] = next_append_id(noon + 96h);
        });
    }
    running.clear();
    std::sort(ids.begin(), ids.end());
    CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
}

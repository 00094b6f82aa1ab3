#include "http/progress.h"

#include <doctest/doctest.h>

using namespace sparekey::http;
using namespace std::chrono_literals;

TEST_CASE("a slow client that goes on has time, one that hardly does has not") {
    Progress progress{15s, 1000};
    progress.took(999, 10s);
    CHECK(progress.time_left() == 5s);
    progress.took(1, 1s);
    CHECK(progress.time_left() == 15s);
    for (int n = 0; n < 15; ++n) progress.took(1, 1s);
    CHECK(progress.time_left() == 0s);
    progress.took(5000, 1s);
    CHECK(progress.time_left() == 15s);
}

// The real rooms against the plain model. SPAREKEY_MODEL_SEED=n runs that one history again,
// SPAREKEY_MODEL_HISTORIES=n as many on each engine.
#include <doctest/doctest.h>

#include <cstdlib>

#include "crypto/start.h"
#include "test/model/history.h"

namespace sparekey::model {
namespace {

constexpr int moments_in_history = 100;

std::uint64_t number_of(const char* variable, std::uint64_t otherwise) {
    const auto* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void hold_against_the_model(store::Engine engine, std::uint64_t histories) {
    crypto::start();
    std::uint64_t first = 1;
    histories = number_of("SPAREKEY_MODEL_HISTORIES", histories);
    if (const auto only = number_of("SPAREKEY_MODEL_SEED", 0)) {
        first = only;
        histories = 1;
    }
    for (auto seed = first; seed < first + histories; ++seed) {
        const auto moments = moments_of(seed, moments_in_history);
        auto told = run_history(engine, moments);
        if (histories == 1) MESSAGE(told.story);
        if (told.failure.empty()) continue;
        told = shrink(engine, moments, std::move(told));
        FAIL("again with SPAREKEY_MODEL_SEED=" << seed << "; made shorter:\n"
                                               << told.story << told.failure);
    }
    CHECK(histories > 0);
}

TEST_CASE("on SQLite every history is one that the plain model explains") {
    hold_against_the_model(store::Engine::sqlite_memory, 40);
}

TEST_CASE("on PostgreSQL every history is one that the plain model explains") {
    hold_against_the_model(store::Engine::postgresql, 3);
}

}  // namespace
}  // namespace sparekey::model

// For tests: a migrated database of its own on each engine, gone at the end. PostgreSQL's server is
// the one whose connection string SPAREKEY_TEST_POSTGRES holds (ctest starts it; by hand:
// test/postgres/start); each scratch is a schema there.
//
//   for_each_engine([](Scratch& scratch) { auto& db = scratch.database(); ... });
#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "store/database.h"

namespace sparekey::store {

enum class Engine { sqlite_memory, sqlite_disk, postgresql };

[[nodiscard]] std::string_view name_of(Engine engine);
[[nodiscard]] const std::vector<Engine>& engines();

// A clock that stands still until it is told otherwise.
class ManualClock {
   public:
    explicit ManualClock(Time start)
        : micros_(std::make_shared<std::atomic<std::int64_t>>(to_micros(start))) {}
    [[nodiscard]] Time now() const { return from_micros(*micros_); }
    void advance(Duration by) { *micros_ += by.count(); }
    // Shows the same time wherever it is copied to.
    [[nodiscard]] Clock clock() const {
        return [micros = micros_] { return from_micros(*micros); };
    }

   private:
    std::shared_ptr<std::atomic<std::int64_t>> micros_;
};

// Limits that no slow machine meets.
[[nodiscard]] Limits patient();

// What `place` holds: a Scratch's folder or schema.
[[nodiscard]] std::unique_ptr<Database> open_place(Engine engine, const std::string& place,
                                                   Limits limits = patient(),
                                                   Clock clock = wall_clock);

class Scratch {
   public:
    explicit Scratch(Engine engine, Limits limits = patient(), Clock clock = wall_clock);
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] Engine engine() const { return engine_; }
    [[nodiscard]] std::string_view name() const { return name_of(engine_); }
    [[nodiscard]] const std::string& place() const { return place_; }
    [[nodiscard]] Database& database() { return *database_; }
    // Closes it.
    void close() { database_.reset(); }
    // Another Database on what this one holds.
    [[nodiscard]] std::unique_ptr<Database> open_another(Limits limits = patient(),
                                                         Clock clock = wall_clock) const {
        return open_place(engine_, place_, limits, std::move(clock));
    }
    void reopen(Limits limits = patient(), Clock clock = wall_clock);

   private:
    const Engine engine_;
    std::string place_;  // A folder, or a schema.
    std::unique_ptr<Database> database_;
};

// The connection string of a PostgreSQL scratch's schema. Failure{refused} when
// SPAREKEY_TEST_POSTGRES is not set.
[[nodiscard]] std::string postgres_url(const std::string& schema);

// Runs `test` on each engine; with doctest included before, a failure names the engine.
template <class Test>
void for_each_engine(Test&& test) {
    for (const auto engine : engines()) {
#ifdef DOCTEST_INFO
        DOCTEST_INFO("on " << std::string{name_of(engine)});
#endif
        Scratch scratch{engine};
        test(scratch);
    }
}

}  // namespace sparekey::store

#include "store/postgres/monitor.h"

#include "store/migration.h"

namespace sparekey::store::postgres {
namespace {

constexpr std::chrono::seconds look_every{1};

}  // namespace

Monitor::Monitor(const ConnectionOptions& options, const Stop& stop)
    : stop_(stop), connection_(options, stop) {
    connection_.open();
    if (const auto found = schema_of(connection_); found > newest_schema())
        refuse_newer_schema(found);
    look();
    thread_ = std::thread{[this] { work(); }};
}

void Monitor::work() {
    while (!stop_.wait_for(look_every)) look();
}

void Monitor::look() {
    std::optional<std::string> fault;
    {
        const std::lock_guard lock{connection_mutex_};
        try {
            connection_.open();
            const auto found = schema_of(connection_);
            if (found != newest_schema()) {
                fault = "the schema is number " + std::to_string(found) + ", not " +
                        std::to_string(newest_schema()) + ": run sparekeyd migrate";
            }
        } catch (const Failure& failure) {
            connection_.close();
            fault = failure.what();
        }
    }
    const std::lock_guard lock{fault_mutex_};
    fault_ = std::move(fault);
}

std::optional<std::string> Monitor::fault() const {
    const std::lock_guard lock{fault_mutex_};
    return fault_;
}

std::int64_t schema_of(Connection& connection) {
    if (connection.run("SELECT 1 WHERE to_regclass('migration') IS NOT NULL").rows().empty())
        return 0;
    return connection.run("SELECT COALESCE(MAX(number), 0) FROM migration")
        .rows()
        .front()
        .integer(0);
}

}  // namespace sparekey::store::postgres

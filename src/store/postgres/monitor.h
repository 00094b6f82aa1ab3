// Looks once a second whether the server is reached and has our schema, so that /readyz never waits
// for it.
#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "store/postgres/connection.h"

namespace sparekey::store::postgres {

class Monitor {
   public:
    // Connects. Throws Lost when no server answers, Failure{refused} when its schema is newer than
    // this program.
    Monitor(const ConnectionOptions& options, const Stop& stop);
    // The stop has been requested before.
    ~Monitor() { thread_.join(); }

    void look();
    [[nodiscard]] std::optional<std::string> fault() const;

   private:
    void work();

    const Stop& stop_;
    std::mutex connection_mutex_;
    Connection connection_;
    mutable std::mutex fault_mutex_;
    std::optional<std::string> fault_;
    std::thread thread_;
};

// The number of the newest migration that ran; 0 for none.
[[nodiscard]] std::int64_t schema_of(Connection& connection);

}  // namespace sparekey::store::postgres

// `sparekeyd check`: would it start, and would it work? Every part of the configuration is tried,
// and nothing is changed.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sparekeyd/configuration.h"

namespace sparekey::sparekeyd {

struct Finding {
    std::string what;                  // "key ring /var/lib/sparekey/key-ring"
    std::optional<std::string> wrong;  // Why, and what to do; nullopt: it is as it must be.
};

// In the order of a start. A daemon that runs with this configuration has its database and its
// port: those are then not tried.
[[nodiscard]] std::vector<Finding> check_everything(const Configuration&);

// The list as it is printed: "ok" or "wrong" before each.
[[nodiscard]] std::string report_of(const std::vector<Finding>&);
[[nodiscard]] bool all_well(const std::vector<Finding>&);

}  // namespace sparekey::sparekeyd

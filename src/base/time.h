// One clock type for everything: microseconds since 1970 UTC, handed in by the caller.
#pragma once
#include <chrono>
#include <cstdint>

namespace sparekey {

using Duration = std::chrono::microseconds;
using Time = std::chrono::time_point<std::chrono::system_clock, Duration>;

// The only place that reads the system's clock. Rules take `Time now` instead.
[[nodiscard]] Time wall_clock();

// How the database keeps a time: microseconds since 1970 UTC; 0 is "none" where a column says so.
[[nodiscard]] constexpr std::int64_t to_micros(Time t) { return t.time_since_epoch().count(); }
[[nodiscard]] constexpr Time from_micros(std::int64_t us) { return Time{Duration{us}}; }

}  // namespace sparekey

// One-time codes by time (RFC 6238).
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"
#include "otp/hotp.h"

namespace sparekey::otp {

// How many periods have passed since 1970 UTC.
using Step = std::int64_t;

inline constexpr std::chrono::seconds period{30};
inline constexpr int drift_limit = 10;  // The most steps either way that anyone may ask for.

// RFC 6238 4.2: T = floor((current Unix time - T0) / X), with T0 = 0.
[[nodiscard]] Step step_at(Time at, std::chrono::seconds length = period);
// When a step begins: for the countdown, and for "wait for the next one, 17 s".
[[nodiscard]] Time step_begin(Step step, std::chrono::seconds length = period);

[[nodiscard]] std::string one_time_code(BytesView key, Step step, int digits = digits_usual,
                                        Algorithm algorithm = Algorithm::sha1);

// The number a person typed: exactly six digits, between which spaces and '-' are ignored.
[[nodiscard]] std::optional<std::uint32_t> parse_code(std::string_view typed);

// The step whose code was typed, from at - drift_max to at + drift_max; nullopt when there is none
// or when no code was typed. All steps are tried and compared without a branch, so that the time
// tells nothing. When two steps have the same code it is the greater one: whoever accepts only
// steps past the last accepted one then never refuses a good code, and what is accepted spends the
// lower one too.
[[nodiscard]] std::optional<Step> matching_step(BytesView key, std::string_view typed, Step at,
                                                int drift_max);

}  // namespace sparekey::otp

#include "otp/totp.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace sparekey::otp {
namespace {

constexpr std::size_t typed_octets_max = 32;
constexpr std::size_t code_digits = digits_usual;
constexpr std::uint32_t code_range = 1'000'000;

// All ones when the two are equal, else zero; no branch that a clock could see.
std::uint64_t mask_of_equal(std::uint32_t a, std::uint32_t b) {
    const std::uint64_t difference = a ^ b;
    return std::uint64_t{0} - ((difference - 1) >> 63);
}

}  // namespace

Step step_at(Time at, std::chrono::seconds length) {
    ENSURE(length.count() > 0);
    return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch() / length;
}

Time step_begin(Step step, std::chrono::seconds length) { return Time{step * length}; }

std::string one_time_code(BytesView key, Step step, int digits, Algorithm algorithm) {
    return hotp(key, static_cast<std::uint64_t>(step), digits, algorithm);
}

std::optional<std::uint32_t> parse_code(std::string_view typed) {
    if (typed.size() > typed_octets_max) return std::nullopt;
    const auto bare = without_grouping(typed);
    if (bare.size() != code_digits) return std::nullopt;
    std::uint32_t value = 0;
    for (const char c : bare) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return value;
}

std::optional<Step> matching_step(BytesView key, std::string_view typed, Step at, int drift_max) {
    ENSURE(!key.empty());
    ENSURE(drift_max >= 0 && drift_max <= drift_limit);
    const auto code = parse_code(typed);
    if (!code) return std::nullopt;

    crypto::Hmac mac{Algorithm::sha1, key};
    // One past the matching step, so that zero is free to mean none: no step before 1970 is tried.
    std::uint64_t past_match = 0;
    for (Step step = std::max<Step>(at - drift_max, 0); step <= at + drift_max; ++step) {
        const auto counter = static_cast<std::uint64_t>(step);
        const auto equal = mask_of_equal(truncated_at(mac, counter) % code_range, *code);
        past_match = (past_match & ~equal) | ((counter + 1) & equal);
    }
    if (past_match == 0) return std::nullopt;
    return static_cast<Step>(past_match - 1);
}

}  // namespace sparekey::otp

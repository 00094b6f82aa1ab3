// The proof of an import: what a code that the old app shows says about the entry that came of it.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "vault/entry.h"

namespace sparekey::vault {

struct Proof {
    enum class Verdict {
        match,      // The code of now, or of the moment before, while it was read and typed.
        clock_off,  // The entry is right; the two clocks differ by `off` or a little more.
        other_key,  // Right with the period, algorithm or digits of `key`, which the export lost.
        no_match,   // None of it: another secret, or a clock that is more than 10 minutes off.
        not_a_code  // Not of 4 to 10 digits, or five characters of Steam.
    };
    Verdict verdict = Verdict::no_match;
    // How far the other clock is from this one, at least: negative when it is behind.
    std::chrono::seconds off{0};
    std::optional<Key> key;     // Of other_key.
    std::uint64_t counter = 0;  // Of hotp: the next one after what matched.
};

// `typed` at `now`. Periods, algorithms and lengths are tried in the order of how common they are.
[[nodiscard]] Proof prove(const Entry&, std::string_view typed, Time now);

// For programs: "match", "clock-off", "other-key", "no-match", "not-a-code".
[[nodiscard]] std::string_view name_of(Proof::Verdict);
// "matches, but one of the two clocks is 38 s behind": the rest of a sentence about the code.
[[nodiscard]] std::string words_of(const Proof&);

}  // namespace sparekey::vault

// A setup key as people type and paste it from other sites: generous where it is safe to be, and
// never guessing silently.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/secret.h"

namespace sparekey::otp {

// RFC 4226 4, R6: "The length of the shared secret MUST be at least 128 bits." Sites issue 80 all
// the same; what is shorter deserves a warning.
inline constexpr std::size_t short_key_octets = 10;

struct TypedKeyFault {
    enum class What {
        empty,       // Nothing is left, or less than an octet.
        too_long,    // More than setup_key_characters_max, or setup_key_octets_max.
        look_alike,  // A 0, 1, 8 or 9: `at` is the character, and candidates() has what it may be.
        outside      // Another character that base32 has not; `at` is its first octet.
    };
    What what;
    char at = 0;
};

// Spaces of any kind, '-', '_', '.', zero-width characters, case and '=' at the end are ignored;
// so are bits that are left over, since sites draw characters and not octets.
[[nodiscard]] std::variant<crypto::Secret, TypedKeyFault> read_typed_key(std::string_view typed);

struct KeyCandidate {
    std::string reading;  // "1 as I".
    crypto::Secret key;
};
// What a key with look-alikes may have meant: 0 is O, 8 is B, 1 is I or L. None when there is a 9,
// which looks like nothing, or something else is wrong.
[[nodiscard]] std::vector<KeyCandidate> candidates(std::string_view typed);

// The rest of a sentence that begins with "The key": "has a 1, which base32 has not.".
[[nodiscard]] std::string words_of(const TypedKeyFault&);

}  // namespace sparekey::otp

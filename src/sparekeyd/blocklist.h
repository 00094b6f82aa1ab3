// Passwords that are refused because others guess them first (NIST SP 800-63B 3.1.1.2: "verifiers
// SHALL compare the prospective secret against a blocklist that contains known commonly used,
// expected, or compromised passwords").
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_set>

namespace sparekey::sparekeyd {

using Blocklist = std::unordered_set<std::string>;

inline constexpr std::size_t blocklist_octets_max = 64 * 1024 * 1024;

// A word a line, in lower case; what begins with '#' is a comment. Adds to `to`.
void add_words(Blocklist& to, std::string_view lines);

// Those that are built in, and those of `file` unless that is empty. Throws Failure{refused},
// naming the file, when it cannot be read, is empty or larger than blocklist_octets_max.
[[nodiscard]] Blocklist read_blocklist(const std::filesystem::path& file);

}  // namespace sparekey::sparekeyd

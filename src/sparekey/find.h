// Which entry a name means: generous, but never a guess between two.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sparekey::terminal {

struct Named {
    std::string id;  // 32 hexadecimal digits.
    std::string issuer;
    std::string account;
    std::string shown;  // "Issuer (account)".
};

// The places of all that match best: the id; the whole of a name; its beginning; a part of it; all
// its letters in their order. Case does not matter. One place is an answer, none is none, and more
// are for the person to choose from.
[[nodiscard]] std::vector<std::size_t> find_named(std::span<const Named>, std::string_view wanted);

// Whether a search finds it: every word of it is a part of the name.
[[nodiscard]] bool is_found_by(const Named&, std::string_view search);

}  // namespace sparekey::terminal

// What a User-Agent header tells of a browser: enough for an owner to know a session again, too
// little to follow anybody.
#pragma once
#include <string>
#include <string_view>

namespace sparekey {

struct Agent {
    std::string_view browser;  // "" when unknown, as the next. Both are of a short list of ours.
    std::string_view system;
};

// Of a header as a client sent it.
[[nodiscard]] Agent agent_of(std::string_view user_agent);
// "Firefox on Linux", "Firefox", "Linux" or "".
[[nodiscard]] std::string agent_text(const Agent&);
// What agent_text() wrote; words that it cannot have written are unknown.
[[nodiscard]] Agent parse_agent_text(std::string_view);

}  // namespace sparekey

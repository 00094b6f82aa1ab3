// What the operator reads: one JSON object a line. No secret, no personal data, nothing that a
// person typed.
//
//   log::warning("mail_refused", {{"request", id}, {"attempt", 3}});
//   {"at":"2026-11-23T09:00:00.123Z","level":"warning","event":"mail_refused",
//    "request":"5f2c","attempt":3}
//
// Success is quiet: `info` is for what happens a few times a day. `error` means a bug of ours.
#pragma once
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace sparekey::log {

enum class Level { debug, info, warning, error };

[[nodiscard]] std::string_view name(Level);
[[nodiscard]] std::optional<Level> parse_level(std::string_view name);

// A name and a value, both borrowed for the call. Names are fixed words of ours.
struct Field {
    Field(std::string_view field, std::string_view text) : name(field), value(text) {}
    Field(std::string_view field, const char* text) : name(field), value(std::string_view{text}) {}
    Field(std::string_view field, const std::string& text)
        : name(field), value(std::string_view{text}) {}
    Field(std::string_view field, bool yes) : name(field), value(yes) {}
    template <std::integral Number>
    Field(std::string_view field, Number number)
        : name(field), value(static_cast<std::int64_t>(number)) {}

    std::string_view name;
    std::variant<std::string_view, std::int64_t, bool> value;
};
using Fields = std::initializer_list<Field>;

// From any thread. Never throws and never waits for a disk: a full queue drops its oldest lines,
// see lost().
void write(Level, std::string_view event, Fields fields) noexcept;
inline void debug(std::string_view event, Fields fields = {}) {
    write(Level::debug, event, fields);
}
inline void event(std::string_view event, Fields fields = {}) { write(Level::info, event, fields); }
inline void warning(std::string_view event, Fields fields = {}) {
    write(Level::warning, event, fields);
}
inline void error(std::string_view event, Fields fields = {}) {
    write(Level::error, event, fields);
}

// From now on lines of `least` and above go to `file` (made with mode 0600; empty: standard error),
// by a thread of their own. Throws Failure{refused}, naming the file, when it cannot be opened.
// Before this, warnings and errors go straight to standard error.
void start(Level least, const std::filesystem::path& file);
// Opens the file anew under its name, for a log rotator; a file that cannot be opened leaves the
// old one in use.
void reopen();
// Everything written so far is out when this returns; later lines go straight to standard error.
void stop() noexcept;
// How many lines could not be kept since start().
[[nodiscard]] std::uint64_t lost();

// The line that write() makes, without its end: for tests.
[[nodiscard]] std::string line(std::int64_t unix_ms, Level, std::string_view event, Fields fields);

}  // namespace sparekey::log

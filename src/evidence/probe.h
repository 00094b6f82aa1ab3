// What ffprobe printed of a video. It read what a stranger sent, so this is read as a stranger's.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/item.h"

namespace sparekey::evidence {

// `notes`: what a reviewer should know, a slug each: no_sound, no_picture, too_long, too_short,
// gap, re_encoded.
struct Probe {
    bool readable = false;
    std::chrono::milliseconds duration{};
    std::int64_t width = 0, height = 0;
    std::vector<std::string> notes;
};

// The arguments that make it print what parse_probe() reads: a line for each stream and packet, and
// one for the file. It reads its standard input as this type and no other, and opens nothing.
[[nodiscard]] std::vector<std::string> probe_arguments(Media);
inline constexpr std::size_t probe_octets_max = 2 * 1024 * 1024;

// nullopt when it is not of that form, or speaks of no stream.
[[nodiscard]] std::optional<Probe> parse_probe(std::string_view printed);

// "no_sound gap"; "" for none.
[[nodiscard]] std::string text_of_notes(const Probe&);

}  // namespace sparekey::evidence

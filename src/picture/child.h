// The hidden commands of the program that decodes: it is started anew for each picture, so that
// nothing of the daemon's is in its memory, looks at one, and ends.
//
//   sparekeyd --decode-picture             a picture in, an answer (answer.h) and a JPEG out
//   sparekeyd --mark-picture WORDS         one of those JPEGs in, the same with a watermark out
//   sparekeyd --probe-video PROGRAM ARG... PROGRAM reads a video in, confined
#pragma once
#include <optional>

namespace sparekey::picture {

inline constexpr const char* decode_command = "--decode-picture";
inline constexpr const char* mark_command = "--mark-picture";
inline constexpr const char* probe_command = "--probe-video";

// The largest input; beyond it the child says too_large.
inline constexpr std::size_t input_octets_max = 16 * 1024 * 1024;

// Why a child ended, besides what it wrote.
inline constexpr int ended_well = 0, could_not_be_confined = 71, could_not_write = 74;

// The first thing in main(): the exit code, when this is one of those commands. Does not return
// from --probe-video unless it cannot be confined or started.
[[nodiscard]] std::optional<int> child_command(int count, char** arguments);

}  // namespace sparekey::picture

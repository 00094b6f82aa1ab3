// What a child gives up before it looks at what a stranger sent: files, network, processes, time
// and memory. All of it for good; each function returns false when the system does not do it, and
// then nothing may be looked at.
#pragma once

namespace sparekey::picture {

inline constexpr int seconds_max = 10;
inline constexpr long memory_octets_max = 512L * 1024 * 1024;

// Time, memory, no core, no file written; dies with whoever started it.
[[nodiscard]] bool set_limits();
// From now on only: reading 0, writing 1, memory, the clock, the end. Any other call kills.
[[nodiscard]] bool allow_decoding_only();
// For a program of somebody else's that must be loaded first: it may read and execute what is under
// /usr and /lib, and nothing else of the file system (Landlock)...
[[nodiscard]] bool allow_program_files_only();
// ... and may open no socket, start no process, trace nothing, and write to no file.
[[nodiscard]] bool allow_running_one_program();

}  // namespace sparekey::picture

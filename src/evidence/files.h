// What this room does with files, and the standard library does not: at an offset, whole, durably.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "base/descriptor.h"

namespace sparekey::evidence {

// All of `to`, or false.
[[nodiscard]] bool read_at(int descriptor, std::span<std::byte> to, off_t offset);
// As much as there is; nullopt when it cannot be read.
[[nodiscard]] std::optional<std::size_t> read_some(int descriptor, std::span<std::byte> to,
                                                   off_t offset);
// All of `from`, or false: the disk is full, or gone.
[[nodiscard]] bool write_at(int descriptor, BytesView from, off_t offset);

// The folder and those above it, for their owner alone; durable. Throws Failure{unavailable}.
void make_folder(const std::filesystem::path& folder);
// The names in it are on the disk when it returns. Throws Failure{unavailable}.
void sync_folder(const std::filesystem::path& folder);
// A file of what the descriptor holds, 0600 and durable, in place of one of that name in one step.
// Throws Failure{unavailable}.
void replace_with_copy(int descriptor, const std::filesystem::path& file);
// How many octets of the folder's disk are free to us. Throws Failure{unavailable}.
[[nodiscard]] std::uint64_t free_octets(const std::filesystem::path& folder);

}  // namespace sparekey::evidence

// The vault's place on the disk: written so that neither a full disk nor a cut power line can leave
// half a vault, and so that two programs at once cannot undo each other's work.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace sparekey::vault {

// Which file content was read: another one after any writing.
struct FileState {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t changed_ns = 0;
    std::int64_t size = 0;
    bool operator==(const FileState&) const = default;
};

struct FileContent {
    std::string text;
    FileState state;
};

// nullopt when there is no such file. Throws Failure{refused}, naming the file, when it cannot be
// read, or is longer than octets_max.
[[nodiscard]] std::optional<FileContent> read_whole(const std::filesystem::path& file,
                                                    std::size_t octets_max);

enum class Written { done, changed_meanwhile };
// Writes a temporary file beside it (mode 0600), has it on the disk, keeps the one before as
// "<file>.previous", and puts the new one in its place in one step. `expected` is what was read;
// nullopt: there was no file. Another one now: nothing is done. A link is followed. Throws
// Failure{unavailable} when it cannot be written: what was there is as it was.
[[nodiscard]] Written replace_file(const std::filesystem::path& file, std::string_view text,
                                   const std::optional<FileState>& expected);

}  // namespace sparekey::vault

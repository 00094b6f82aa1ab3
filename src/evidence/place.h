// Where a sealed thing is, and what binds it there.
#pragma once
#include <cstdint>
#include <filesystem>

#include "base/bytes.h"
#include "evidence/item.h"

namespace sparekey::evidence {

// One sealed thing. What was sealed for one place opens in no other.
struct Place {
    Subject subject;
    ItemId item;
    std::int64_t version = 1;
    std::int64_t chunk = 0;  // Of a video.
    auto operator<=>(const Place&) const = default;
};

// What was sent, and what the decoder made of it for people to see.
enum class Copy { original, view };

// <folder>/3f/00000000000000003f/0000000000000001-1-0.original: the appeal's last octet, the
// appeal, then item, version and chunk. 256 folders, so that none is long among a hundred thousand
// appeals.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& folder, AppealId);
[[nodiscard]] std::filesystem::path path_of(const std::filesystem::path& folder, const Place&,
                                            Copy);
// Whether a name in an appeal's folder is of this item.
[[nodiscard]] bool is_of(ItemId, const std::string& file_name);

// The associated data of every piece of the file.
[[nodiscard]] Bytes binding_of(const Place&, Copy);

}  // namespace sparekey::evidence

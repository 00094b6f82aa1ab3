// Which of the entries that a file brought are new: importing a file twice adds nothing.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "vault/entry.h"

namespace sparekey::transfer {

// The places of those to add. An entry is there already where one of the vault has the same key and
// name; or the same key under another name, since it may have been renamed, and no entry of the
// file has that name and key.
[[nodiscard]] std::vector<std::size_t> new_ones(std::span<const vault::Entry* const> in_vault,
                                                std::span<const vault::Entry> from_file);

}  // namespace sparekey::transfer

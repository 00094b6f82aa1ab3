// Another vault of Sparekey, or a backup of this one, taken in as any other file.
#pragma once
#include <string_view>

#include "transfer/result.h"

namespace sparekey::transfer {

// The password is its passphrase; one that reads as a recovery key is tried as that, too.
[[nodiscard]] Result read_vault_copy(std::string_view file, Password);

}  // namespace sparekey::transfer

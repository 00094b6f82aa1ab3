// Google Authenticator's export: otpauth-migration URIs, one a QR code, in and out.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/secret.h"
#include "transfer/draft.h"

namespace sparekey::transfer {

inline constexpr std::string_view migration_scheme = "otpauth-migration://";
inline constexpr std::size_t entries_per_code = 10;  // More make a code that no phone reads.

// URIs in any order. A code of a set that is missing, and one that cannot be read, is noted among
// the entries that could not be taken.
void read_google(std::span<const std::string_view> uris, Collector&);

// One URI for each ten entries. Steam cannot be written, and is left out: see losses.h.
[[nodiscard]] std::vector<crypto::Secret> write_google(std::span<const vault::Entry* const>);

}  // namespace sparekey::transfer

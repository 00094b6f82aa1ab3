// Lists of otpauth URIs, one a line: the form that most programs can write; Google's exports among
// them, too.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "crypto/secret.h"
#include "transfer/result.h"

namespace sparekey::transfer {

// Empty lines and those that begin with '#' are passed by. What Ente keeps beside a code becomes
// tags and a note.
[[nodiscard]] Result read_uri_list(std::string_view text, std::string_view what_it_is);

[[nodiscard]] crypto::Secret write_uri_list(std::span<const vault::Entry* const>);

}  // namespace sparekey::transfer

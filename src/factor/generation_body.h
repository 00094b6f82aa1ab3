// How a generation's rows are written into one sealed value, and read back.
#pragma once
#include <optional>

#include "base/bytes.h"
#include "factor/generation.h"

namespace sparekey::factor {

[[nodiscard]] Bytes encode_replaced(const Replaced&);
// nullopt for octets that encode_replaced() did not make.
[[nodiscard]] std::optional<Replaced> decode_replaced(BytesView);

}  // namespace sparekey::factor

// Decoding what a stranger sent, and encoding what people see: libjpeg-turbo, libpng and libwebp.
// In the child only: these libraries have had holes, and will have.
#pragma once
#include <variant>

#include "base/bytes.h"
#include "picture/answer.h"
#include "picture/pixels.h"

namespace sparekey::picture {

// Turned the right way up, its longer side at most view_side_max; with the size it had before.
struct Decoded {
    Pixels pixels;
    std::uint32_t width = 0, height = 0;
};
// A JPEG, PNG or WebP, by its first octets. Of whatever follows the picture, and of its metadata,
// nothing is left but the orientation.
[[nodiscard]] std::variant<Decoded, Outcome> decode(BytesView octets);

}  // namespace sparekey::picture

// JPEG, both ways. libjpeg reports errors by longjmp, which must not cross a destructor: what lives
// in its two functions is made before it is entered.
#pragma once
#include <variant>

#include "base/bytes.h"
#include "picture/answer.h"
#include "picture/pixels.h"

namespace sparekey::picture {

struct Jpeg {
    Pixels pixels;  // As stored; by a half, a quarter or an eighth smaller where it is far larger
                    // than is wanted.
    std::uint32_t width = 0, height = 0;  // As stored.
    int orientation = 1;
};
[[nodiscard]] std::variant<Jpeg, Outcome> read_jpeg(BytesView octets, int side_wanted);

[[nodiscard]] Bytes encode_jpeg(const Pixels& picture);
[[nodiscard]] int exif_orientation(BytesView app1);

}  // namespace sparekey::picture

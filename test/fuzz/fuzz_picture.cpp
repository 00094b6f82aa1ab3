// Pictures and the QR codes in them: decoders and the reader are others' code, the bounds are ours.
// rooms: sparekey transfer vault otp crypto base
#include "base/check.h"
#include "input.h"
#include "sparekey/picture.h"
#include "sparekey/qr_reader.h"

using namespace sparekey;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto picture = terminal::decode_picture(test::text_of_input(data, size));
    if (!picture) return 0;
    const auto pixels =
        static_cast<std::size_t>(picture->width) * static_cast<std::size_t>(picture->height);
    ENSURE(pixels == picture->grey.size() && pixels <= terminal::picture_pixels_max);
    if (pixels > 100'000) return 0;
    for (const auto& text : terminal::read_qr_codes(*picture)) {
        ENSURE(!terminal::kind_of_other_code(text).empty());
    }
    return 0;
}

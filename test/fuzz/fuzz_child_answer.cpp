// What the decoding child says, and types by first octets: what is read is written back as it was.
// rooms: picture base
#include <algorithm>

#include "base/bytes.h"
#include "base/check.h"
#include "picture/answer.h"
#include "picture/jpeg.h"
#include "picture/pixels.h"

using namespace sparekey;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const BytesView octets{reinterpret_cast<const std::byte*>(data), size};
    if (const auto answer = picture::parse_answer(octets)) {
        ENSURE(std::ranges::equal(picture::write_answer(*answer), octets));
        if (answer->outcome == picture::Outcome::fine)
            ENSURE(picture::is_allowed_size(answer->width, answer->height));
    }
    static_cast<void>(picture::sniff(octets));
    const int orientation = picture::exif_orientation(octets);
    ENSURE(orientation >= 1 && orientation <= 8);
    return 0;
}

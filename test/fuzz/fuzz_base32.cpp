// Base32: what is read is written back as it was, less the padding.
// rooms: otp base
#include "base/check.h"
#include "input.h"
#include "otp/base32.h"

using namespace sparekey;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = test::text_of_input(data, size);
    const auto strict = otp::parse_base32(text);
    const auto lenient = otp::parse_base32(text, otp::Leftover::any);
    if (strict) {
        ENSURE(otp::to_base32(*strict) == text.substr(0, text.find('=')));
        ENSURE(lenient == strict);
    }
    if (lenient) ENSURE(lenient->size() == text.substr(0, text.find('=')).size() * 5 / 8);

    const BytesView octets{reinterpret_cast<const std::byte*>(data), size};
    ENSURE(otp::parse_base32(otp::to_base32(octets)) == to_bytes(octets));
    return 0;
}

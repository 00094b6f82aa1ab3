// Setup keys as people paste them: what is read is a key, and candidates are only offered for a
// key that is none.
// rooms: otp crypto base
#include <variant>

#include "base/check.h"
#include "input.h"
#include "otp/setup_key.h"
#include "otp/typed_key.h"

using namespace sparekey;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = test::text_of_input(data, size);
    const auto read = otp::read_typed_key(text);
    const auto others = otp::candidates(text);
    if (const auto* key = std::get_if<crypto::Secret>(&read)) {
        ENSURE(!key->empty() && key->size() <= otp::setup_key_octets_max);
        ENSURE(others.empty());
    } else {
        ENSURE(!otp::words_of(std::get<otp::TypedKeyFault>(read)).empty());
    }
    for (const auto& one : others) ENSURE(!one.key.empty());
    return 0;
}

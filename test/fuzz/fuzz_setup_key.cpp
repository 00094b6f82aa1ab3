// Setup keys as people type them: what is read can be shown, typed again, and is the same key.
// rooms: otp crypto base
#include "base/check.h"
#include "input.h"
#include "otp/setup_key.h"

using namespace sparekey;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto typed = test::text_of_input(data, size);
    for (const auto leftover : {otp::Leftover::zero, otp::Leftover::any}) {
        const auto key = otp::parse_setup_key(typed, leftover);
        if (!key) continue;
        ENSURE(!key->empty() && key->size() <= otp::setup_key_octets_max);
        ENSURE(*otp::parse_setup_key(otp::setup_key_text(key->view()).text()) == *key);
        ENSURE(*otp::parse_setup_key(otp::setup_key_groups(key->view()).text()) == *key);
    }
    return 0;
}

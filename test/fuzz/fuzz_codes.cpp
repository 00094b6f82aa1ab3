// One-time codes and backup codes as people type them.
// rooms: otp crypto base
#include <string>

#include "base/check.h"
#include "input.h"
#include "otp/backup_code.h"
#include "otp/totp.h"

using namespace sparekey;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto typed = test::text_of_input(data, size);
    const auto code = otp::parse_code(typed);
    if (code) {
        auto digits = std::to_string(*code);
        ENSURE(digits.size() <= 6);
        digits.insert(0, 6 - digits.size(), '0');
        ENSURE(otp::parse_code(digits) == code);
    }
    const auto backup = otp::parse_backup_code(typed);
    if (backup) {
        ENSURE(backup->size() == otp::backup_code_digits);
        ENSURE(*otp::parse_backup_code(otp::format_backup_code(backup->text()).text()) == *backup);
    }
    ENSURE(!code || !backup);

    // What matches must have been a code, and the code of the step that it is said to match.
    static const Bytes key = to_bytes(bytes_of("12345678901234567890"));
    const auto step = otp::matching_step(key, typed, 10, 10);
    if (step) ENSURE(otp::parse_code(otp::one_time_code(key, *step)) == code);
    return 0;
}

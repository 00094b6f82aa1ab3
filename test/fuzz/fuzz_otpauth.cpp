// otpauth URIs: what is read keeps its promises, and written again is read as the same.
// rooms: otp crypto base
#include <string_view>

#include "base/check.h"
#include "base/text.h"
#include "input.h"
#include "otp/otpauth.h"
#include "otp/setup_key.h"

using namespace sparekey;

namespace {

bool is_name(std::string_view text) {
    return is_valid_utf8(text) && !has_control_characters(text) && trim(text) == text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto read = otp::parse_otpauth(test::text_of_input(data, size));
    if (!read) return 0;
    ENSURE(is_name(read->issuer) && is_name(read->account));
    ENSURE(!read->issuer.empty() || !read->account.empty());
    ENSURE(!read->key.empty() && read->key.size() <= otp::setup_key_octets_max);
    ENSURE(is_name(read->label_issuer));
    ENSURE(read->digits >= otp::digits_min && read->digits <= otp::digits_max);
    ENSURE(read->period_s >= 1 && read->period_s <= otp::period_s_max);

    const auto uri = otp::write_otpauth(*read);
    // Encoding makes a name up to three times as long.
    if (uri.size() > otp::otpauth_octets_max) return 0;
    const auto again = otp::parse_otpauth(uri.text());
    ENSURE(again);
    ENSURE(again->key == read->key && again->kind == read->kind && again->digits == read->digits);
    ENSURE(again->issuer == read->issuer && again->account == read->account);
    ENSURE(again->period_s == read->period_s && again->counter == read->counter);
    return 0;
}

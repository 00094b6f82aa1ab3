// What people type as names, passwords and addresses, and octets in their two texts.
// rooms: base
#include "base/bytes.h"
#include "base/check.h"
#include "base/text.h"
#include "input.h"

using namespace sparekey;

namespace {

void check_texts(std::string_view text) {
    const auto normal = nfc(text);
    ENSURE(normal.has_value() == is_valid_utf8(text));
    if (normal) {
        ENSURE(is_valid_utf8(*normal));
        ENSURE(nfc(*normal) == normal);
        ENSURE(code_points(*normal) <= normal->size());
    }
    ENSURE(without_grouping(group_in_fours(text)) == without_grouping(text));
    ENSURE(trim(trim(text)) == trim(text));
    ENSURE(has_control_characters(text) || text.find('\n') == text.npos);
}

void check_email(std::string_view text) {
    const auto email = canonical_email(text);
    if (!email) return;
    ENSURE(canonical_email(*email) == email);
    ENSURE(email->size() <= email_octets_max);
    ENSURE(!has_control_characters(*email) && email->find(' ') == email->npos);
    ENSURE(canonical_email(email_key(*email)) == email_key(*email));
}

void check_octets(std::string_view text) {
    if (const auto octets = parse_hex(text)) ENSURE(to_hex(*octets) == lower_ascii(text));
    if (const auto octets = parse_base64url(text)) ENSURE(to_base64url(*octets) == text);
    ENSURE(parse_hex(to_hex(bytes_of(text))) == to_bytes(bytes_of(text)));
    ENSURE(parse_base64url(to_base64url(bytes_of(text))) == to_bytes(bytes_of(text)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = test::text_of_input(data, size);
    check_texts(text);
    check_email(text);
    check_octets(text);
    return 0;
}

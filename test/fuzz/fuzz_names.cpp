// Two names, phones, numbers and amounts, apart by a line's end: compared both ways, with one
// result.
// rooms: person base
#include "base/check.h"
#include "input.h"
#include "person/money.h"
#include "person/name.h"
#include "person/phone.h"

using namespace sparekey;
using person::Likeness;

namespace {

void check_names(std::string_view one, std::string_view other) {
    const auto result = person::compare_names(one, other);
    ENSURE(result == person::compare_names(other, one));
    const auto itself = person::compare_names(one, one);
    ENSURE((itself == Likeness::absent) ==
           (person::compare_names(one, "Ada Lovelace") == Likeness::absent));
    (void)person::scripts_differ(one, other);
}

void check_phones(std::string_view one, std::string_view other) {
    ENSURE(person::compare_phones(one, other) == person::compare_phones(other, one));
    const auto phone = person::parse_phone(one);
    if (!phone) return;
    ENSURE(person::compare_phones(one, one) == Likeness::match);
    // What is written plainly is read as the same.
    if (!phone->country.empty()) ENSURE(person::parse_phone(person::plain_phone(*phone)) == phone);
}

void check_amounts(std::string_view one, std::string_view other) {
    const auto a = person::parse_money(one);
    const auto b = person::parse_money(other);
    if (a) ENSURE(person::compare_money(*a, *a) == Likeness::match);
    if (a && b) ENSURE(person::compare_money(*a, *b) == person::compare_money(*b, *a));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = test::text_of_input(data, size);
    const auto end = text.find('\n');
    const auto one = text.substr(0, end);
    const auto other = end == text.npos ? std::string_view{} : text.substr(end + 1);
    check_names(one, other);
    check_phones(one, other);
    check_amounts(one, other);
    (void)person::plain_id_number(one);
    return 0;
}

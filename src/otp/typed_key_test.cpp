#include "otp/typed_key.h"

#include <doctest/doctest.h>

#include "otp/setup_key.h"
#include "test/vectors/vectors.h"

namespace sparekey::otp {
namespace {

using What = TypedKeyFault::What;

std::string key_of(std::string_view typed) {
    CAPTURE(typed);
    const auto read = read_typed_key(typed);
    REQUIRE(std::holds_alternative<crypto::Secret>(read));
    return std::string{std::get<crypto::Secret>(read).text()};
}

TypedKeyFault fault_of(std::string_view typed) {
    CAPTURE(typed);
    const auto read = read_typed_key(typed);
    REQUIRE(std::holds_alternative<TypedKeyFault>(read));
    return std::get<TypedKeyFault>(read);
}

TEST_CASE("RFC 4648's list reads, padded and not") {
    for (const auto& vector : test::vectors("rfc4648_base32.txt")) {
        if (vector[0].empty()) continue;
        CHECK(to_hex(bytes_of(key_of(vector[1]))) == vector[0]);
    }
}

TEST_CASE("what groups a key is ignored, whatever a page made of it") {
    for (const auto* typed : {"MZXW6YTB", "mzxw6ytb", "MZ XW 6Y TB", "MZXW-6YTB", "mz_xw.6y-tb",
                              "\tMZXW\n6YTB\r\n", "MZXW\u00a06YTB", "MZXW\u200b6YTB",
                              "\ufeffMZXW6YTB", "MZXW\u20116YTB", "MZXW\u30006YTB"}) {
        CHECK(key_of(typed) == "fooba");
    }
}

TEST_CASE("padding may be any at the end, and none elsewhere") {
    CHECK(key_of("MZXW6Y==") == "foo");
    CHECK(key_of("MY=") == "f");
    CHECK(key_of("AAAAAAA=") == std::string(4, '\0'));
    CHECK(fault_of("MY=W======").what == What::outside);
    CHECK(fault_of("=MY").at == '=');
}

TEST_CASE("bits left over are ignored: sites draw characters") {
    CHECK(key_of("ASDFADF").size() == 4);
    CHECK(key_of("ASECRET").size() == 4);
    CHECK(key_of("ABCDEFG").size() == 4);
}

TEST_CASE("nothing is no key, and so is too much") {
    using namespace std::string_view_literals;
    for (const auto* typed : {"", "   ", "====", "A", " -_. "}) {
        CHECK(fault_of(typed).what == What::empty);
    }
    CHECK(key_of(std::string(128, 'A')).size() == 80);
    CHECK(key_of(std::string(204, 'A')).size() == 127);
    CHECK(fault_of(std::string(213, 'A')).what == What::too_long);
    CHECK(fault_of(std::string(setup_key_characters_max + 1, ' ')).what == What::too_long);
    CHECK(fault_of("MZXW\0"sv).what == What::outside);
}

TEST_CASE("a look-alike is named, and what it may be is offered, not assumed") {
    CHECK(fault_of("MZXW6YT1").what == What::look_alike);
    CHECK(fault_of("MZXW6YT1").at == '1');
    CHECK(words_of(fault_of("MZXW6YT1")) == "has a 1, which base32 has not. Did you mean I or L?");
    const auto two = candidates("MZXW 6YT1");
    REQUIRE(two.size() == 2);
    CHECK(two[0].reading == "1 as I");
    CHECK(two[0].key.text() == key_of("MZXW6YTI"));
    CHECK(two[1].reading == "1 as L");
    CHECK(two[1].key.text() == key_of("MZXW6YTL"));
    const auto one = candidates("0ZXW8YTB");
    REQUIRE(one.size() == 1);
    CHECK(one[0].reading == "0 as O, 8 as B");
    CHECK(one[0].key.text() == key_of("OZXWBYTB"));
    CHECK(candidates("MZXW6YT9").empty());
    CHECK(candidates("MZXW6YT1!").empty());
    CHECK(candidates("MZXW6YTB").empty());
}

}  // namespace
}  // namespace sparekey::otp

#include "otp/setup_key.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace sparekey::otp {
namespace {

TEST_CASE("a new key has the characters that were asked for, and is never the same") {
    const std::pair<int, std::size_t> lengths[] = {{16, 10}, {26, 16}, {32, 20}};
    for (const auto& [characters, octets] : lengths) {
        CHECK(is_setup_key_length(characters));
        std::set<std::string> drawn;
        for (int i = 0; i < 100; ++i) {
            const auto key = new_setup_key(characters);
            CHECK(key.size() == octets);
            const auto text = setup_key_text(key.view());
            CHECK(text.size() == static_cast<std::size_t>(characters));
            drawn.emplace(text.text());
        }
        CHECK(drawn.size() == 100);
    }
    for (const int characters : {-16, 0, 8, 15, 17, 24, 31, 33, 64}) {
        CHECK_FALSE(is_setup_key_length(characters));
    }
}

TEST_CASE("the key that Google's page shows reads as it should, however it is typed") {
    for (const auto* typed :
         {"JBSWY3DPEHPK3PXP", "jbswy3dpehpk3pxp", "JBSW Y3DP EHPK 3PXP", " jbsw-y3dp-ehpk-3pxp\n",
          "J B S W Y 3 D P\tE H P K 3 P X P", "JbSwY3dP\r\nEhPk3PxP"}) {
        CAPTURE(typed);
        const auto key = parse_setup_key(typed);
        REQUIRE(key);
        CHECK(to_hex(key->view()) == "48656c6c6f21deadbeef");
    }
    CHECK(parse_setup_key("mz xq")->text() == "fo");
    CHECK(parse_setup_key("MY======")->text() == "f");
}

TEST_CASE("a key is shown in groups of four, and what is shown can be typed") {
    CHECK(setup_key_groups(*parse_hex("48656c6c6f21deadbeef")).text() == "JBSW Y3DP EHPK 3PXP");
    for (const int characters : {16, 26, 32}) {
        const auto key = new_setup_key(characters);
        CHECK(*parse_setup_key(setup_key_text(key.view()).text()) == key);
        CHECK(*parse_setup_key(setup_key_groups(key.view()).text()) == key);
    }
}

TEST_CASE("what is no key is refused") {
    using namespace std::string_view_literals;
    for (const auto typed :
         {""sv, "  - "sv, "JBSWY3DPEHPK3PX"sv, "JBSWY3DPEHPK3PX0"sv, "JBSWY3DPEHPK3PX1"sv,
          "JBSWY3DPEHPK3PX8"sv, "JBSWY3DPEHPK3PX9"sv, "JBSW_Y3DP"sv, "JBSW.Y3DP"sv, "JBSWY3DP\0"sv,
          "JBSW\u00a0Y3DP"sv, "MZ"sv, "otpauth://totp/a?secret=JBSWY3DP"sv}) {
        CAPTURE(typed);
        CHECK_FALSE(parse_setup_key(typed));
    }
    CHECK(parse_setup_key("MZ", Leftover::any)->text() == "f");
    CHECK_FALSE(parse_setup_key("M", Leftover::any));
}

TEST_CASE("a key has a greatest length, and so has what is typed") {
    const Bytes longest(setup_key_octets_max, std::byte{7});
    const Bytes longer(setup_key_octets_max + 1, std::byte{7});
    CHECK(parse_setup_key(to_base32(longest)));
    CHECK_FALSE(parse_setup_key(to_base32(longer)));
    const std::string key = "JBSWY3DP";
    CHECK(parse_setup_key(key + std::string(setup_key_characters_max - key.size(), ' ')));
    CHECK_FALSE(parse_setup_key(key + std::string(setup_key_characters_max - key.size() + 1, ' ')));
}

}  // namespace
}  // namespace sparekey::otp

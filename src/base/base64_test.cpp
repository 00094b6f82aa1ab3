#include "base/base64.h"

#include <doctest/doctest.h>

namespace sparekey {
namespace {

TEST_CASE("RFC 4648's vectors hold both ways") {
    const char* vectors[][2] = {{"", ""},
                                {"f", "Zg=="},
                                {"fo", "Zm8="},
                                {"foo", "Zm9v"},
                                {"foob", "Zm9vYg=="},
                                {"fooba", "Zm9vYmE="},
                                {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, text] : vectors) {
        CHECK(to_base64(bytes_of(plain)) == text);
        CHECK(text_of(*parse_base64(text)) == plain);
    }
    CHECK(to_base64(*parse_hex("fbff")) == "+/8=");
    CHECK(to_hex(*parse_base64("+/8=")) == "fbff");
    CHECK(to_hex(*parse_base64("-_8")) == "fbff");
    CHECK(text_of(*parse_base64("Zm9v\r\nYmFy\n")) == "foobar");
    for (const auto* text : {"Z", "Zm9v!", "Zm=9v", "Zh"}) CHECK_FALSE(parse_base64(text));
}

}  // namespace
}  // namespace sparekey

#include "base/json.h"

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <string>

namespace sparekey {
namespace {

TEST_CASE("what RFC 8259 allows is read, and nothing else") {
    CHECK(boost::json::serialize(*parse_json(R"( {"a":[1,true,null,"\u00e9"]} )", 3)) ==
          "{\"a\":[1,true,null,\"\u00e9\"]}");
    for (const auto* text : {"", "{", "{}x", "[1,]", "//\n{}", "{\"a\":1,\"a\":2}", "\"\xff\"",
                             "[{\"b\":{\"c\":1,\"c\":1}}]", "NaN"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_json(text, 8));
    }
}

TEST_CASE("deeper than asked for is refused") {
    CHECK(parse_json("[[[]]]", 3));
    CHECK_FALSE(parse_json("[[[]]]", 2));
}

}  // namespace
}  // namespace sparekey

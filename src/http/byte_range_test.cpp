#include "http/byte_range.h"

#include <doctest/doctest.h>

using namespace sparekey::http;
using Kind = ByteRange::Kind;

TEST_CASE("one range of octets is understood, and never reaches past the end") {
    CHECK(parse_range("bytes=0-", 1000) == ByteRange{Kind::part, 0, 1000});
    CHECK(parse_range("bytes=0-0", 1000) == ByteRange{Kind::part, 0, 1});
    CHECK(parse_range("bytes=500-599", 1000) == ByteRange{Kind::part, 500, 100});
    CHECK(parse_range("bytes=999-5000", 1000) == ByteRange{Kind::part, 999, 1});
    CHECK(parse_range("bytes=-100", 1000) == ByteRange{Kind::part, 900, 100});
    CHECK(parse_range("bytes=-5000", 1000) == ByteRange{Kind::part, 0, 1000});
    CHECK(parse_range("bytes=1000-", 1000).kind == Kind::unsatisfiable);
    CHECK(parse_range("bytes=-0", 1000).kind == Kind::unsatisfiable);
}

TEST_CASE("a range that is none, or several, is ignored") {
    for (const auto* header :
         {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=0-1,5-6", "items=0-1",
          "bytes=--5", "bytes=+1-2", "bytes=99999999999999999999-"})
        CHECK(parse_range(header, 1000) == ByteRange{Kind::whole, 0, 1000});
    CHECK(parse_range(std::nullopt, 1000).kind == Kind::whole);
}

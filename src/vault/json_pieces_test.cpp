#include "vault/json_pieces.h"

#include <doctest/doctest.h>

namespace sparekey::vault {
namespace {

constexpr std::string_view names[] = {"a", "b"};

std::string told(std::string_view text) {
    const auto pieces = take_arrays_out(text, names);
    if (!pieces) return "none";
    std::string all = pieces->rest;
    for (const auto& array : pieces->arrays) {
        all += " |";
        for (const auto element : array) all += " <" + std::string{element} + '>';
    }
    return all;
}

TEST_CASE("arrays of these names are taken out, element by element") {
    CHECK(told(R"({"x":1,"a":[1, {"y":[2,3]} ,"]"],"b":[]})") ==
          R"({"x":1,"a":[],"b":[]} | <1> <{"y":[2,3]}> <"]"> |)");
    CHECK(told(R"({ "b" : [ "q\",[" ] })") == R"({ "b" : [] } | | <"q\",[">)");
    CHECK(told("{}") == "{} | |");
}

TEST_CASE("only members of the object itself are meant, and only arrays") {
    CHECK(told(R"({"x":{"a":[1]}})") == R"({"x":{"a":[1]}} | |)");
    CHECK(told(R"({"x":"a","a":"b"})") == R"({"x":"a","a":"b"} | |)");
    CHECK(told(R"([{"a":[1]}])") == R"([{"a":[1]}] | |)");
}

TEST_CASE("what is no JSON stays so in a piece, for the parser to find") {
    CHECK(told(R"({"a":[1,,2]})") == R"({"a":[]} | <1> <> <2> |)");
    CHECK(told(R"({"a":[1,]})") == R"({"a":[]} | <1> <> |)");
    CHECK(told(R"({"a":[1]x})") == R"({"a":[]x} | <1> |)");
    // Twice: the rest has both, which its parser refuses.
    CHECK(told(R"({"a":[1],"a":[2]})") == R"({"a":[],"a":[]} | <1> <2> |)");
}

TEST_CASE("what does not close is none") {
    for (const auto* text : {"{", "}", R"({"a":[1)", R"({"a":["x]})", R"({"a":[}]})", R"({"a)"}) {
        CAPTURE(std::string{text});
        CHECK(told(text) == "none");
    }
}

}  // namespace
}  // namespace sparekey::vault

#include "http/json.h"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

namespace sparekey::http {
namespace {

std::string round_trip(std::string_view text) {
    const auto value = parse_json(text);
    return value ? boost::json::serialize(*value) : "refused";
}

std::string nested(std::size_t depth) {
    std::string text(depth, '[');
    return text.append(depth, ']');
}

// "/email is missing." for each error, in order; or the slug when it is another problem; or "".
std::string wrong_with(const Fields& fields) {
    const auto refusal = fields.problem();
    if (!refusal) return "";
    REQUIRE(refusal->problem.has_value());
    if (refusal->problem->slug != "invalid-fields") return refusal->problem->slug;
    CHECK(refusal->status == 422);
    std::string all;
    for (const auto& error : refusal->problem->more.at("errors").as_array()) {
        all += std::string(error.at("pointer").as_string()) + " " +
               std::string(error.at("detail").as_string());
    }
    return all;
}

}  // namespace

TEST_CASE("JSON is read as RFC 8259 has it") {
    CHECK(round_trip(R"({"a":[1,-2,true,null,"x\u00fc\n"],"b":{"a":18446744073709551615}})") ==
          R"({"a":[1,-2,true,null,"xü\n"],"b":{"a":18446744073709551615}})");
    CHECK(round_trip(" \n{} \t") == "{}");
    CHECK(round_trip(R"([{"a":1},{"a":2}])") == R"([{"a":1},{"a":2}])");
}

TEST_CASE("what is not quite JSON is refused") {
    for (const char* text : {"", " ", "{", "{}x", "{} {}", "{\"a\":1,}", "{a:1}", "{'a':1}",
                             "// x\n{}", "NaN", "{\"a\":01}", "\"\xff\"", "\"\xc0\xaf\"",
                             "\"\\ud800\"", "\"a\nb\"", "{\"a\":1 \"b\":2}"}) {
        CAPTURE(text);
        CHECK(round_trip(text) == "refused");
    }
}

TEST_CASE("a member given twice is refused, at any depth and however it is spelled") {
    CHECK(round_trip(R"({"a":1,"a":1})") == "refused");
    CHECK(round_trip(R"({"a":1,"\u0061":2})") == "refused");
    CHECK(round_trip(R"([{"x":{"a":{"b":1},"a":2}}])") == "refused");
}

TEST_CASE("JSON is refused one level past its greatest depth") {
    CHECK(round_trip(nested(json_depth_max)) != "refused");
    CHECK(round_trip(nested(json_depth_max + 1)) == "refused");
}

TEST_CASE("fields are read by name and kind") {
    Fields fields(std::string_view{
        R"({"email":"a@b.example","password":"p\u0000w","count":3,"on":true,"names":["x","y"]})"});
    CHECK(fields.text("email", 254) == "a@b.example");
    CHECK(fields.secret("password", 10).text() == std::string_view{"p\0w", 3});
    CHECK(fields.integer("count", 1, 3) == 3);
    CHECK(fields.boolean("on"));
    CHECK(fields.texts("names", 2, 1) == std::vector<std::string>{"x", "y"});
    CHECK_FALSE(fields.optional_text("label", 10).has_value());
    CHECK_FALSE(fields.optional_secret("code", 10).has_value());
    CHECK(fields.optional_boolean("missing", true));
    CHECK(wrong_with(fields).empty());
}

TEST_CASE("in a draft what is empty is not there, and what is there is held to the same") {
    Fields fields(std::string_view{R"({"a":"","b":null,"c":"Ada","d":"12345","e":7})"});
    CHECK(fields.draft_text("a", 4).empty());
    CHECK(fields.draft_text("b", 4).empty());
    CHECK(fields.draft_text("missing", 4).empty());
    CHECK(fields.draft_text("c", 4) == "Ada");
    CHECK(fields.draft_text("d", 4).empty());
    CHECK(fields.draft_text("e", 4).empty());
    const auto problem = fields.problem();
    REQUIRE(problem);
    CHECK(problem->problem->more.at("errors").as_array().size() == 2);
}

TEST_CASE("every wrong field is named, with what is wrong") {
    Fields fields(std::string_view{
        R"({"a":"","b":7,"c":"12345","d":"x\u0007","e":4,"f":"no","g":["x",1],"h":null})"});
    CHECK(fields.text("a", 4).empty());
    CHECK(fields.text("b", 4).empty());
    CHECK(fields.secret("c", 4).empty());
    CHECK(fields.text("d", 4).empty());
    CHECK(fields.integer("e", 1, 3) == 0);
    CHECK_FALSE(fields.boolean("f"));
    CHECK(fields.texts("g", 3, 3).empty());
    CHECK(fields.text("h", 4).empty());
    CHECK(fields.text("i", 4).empty());
    CHECK(wrong_with(fields) ==
          "/a must not be empty."
          "/b must be a text."
          "/c is longer than 4 octets."
          "/d must not hold control characters."
          "/e must be a whole number from 1 to 3."
          "/f must be true or false."
          "/g must hold texts of 1 to 3 octets without control characters."
          "/h must be a text."
          "/i is missing.");
}

TEST_CASE("limits are kept to the octet") {
    Fields fields(std::string_view{R"({"four":"abcd","two":["a","b"]})"});
    CHECK(fields.text("four", 4) == "abcd");
    CHECK(fields.texts("two", 1, 1).empty());
    CHECK(wrong_with(fields) == "/two must be a list of at most 1 texts.");
}

TEST_CASE("a member that nobody asked for is refused by its name, as a JSON pointer") {
    Fields fields(std::string_view{R"({"email":"x","role/~admin":true})"});
    CHECK(fields.text("email", 9) == "x");
    CHECK(wrong_with(fields) == "/role~1~0admin is not a member of this request.");
    CHECK(wrong_with(fields) == "/role~1~0admin is not a member of this request.");
}

TEST_CASE("what the caller finds is listed with the rest") {
    Fields fields(std::string_view{R"({"email":"nonsense"})"});
    CHECK(fields.text("email", 9) == "nonsense");
    fields.reject("email", "is not an e-mail address.");
    CHECK(wrong_with(fields) == "/email is not an e-mail address.");
}

TEST_CASE("null is a missing optional member, and no text") {
    Fields fields(std::string_view{R"({"label":null})"});
    CHECK_FALSE(fields.optional_text("label", 9).has_value());
    CHECK(wrong_with(fields).empty());
}

TEST_CASE("a body that is no object is one problem, whatever was asked of it") {
    for (const char* body : {"", "[]", "\"x\"", "{", "null", R"({"a":1,"a":2})"}) {
        CAPTURE(body);
        Fields fields{std::string_view{body}};
        CHECK(fields.text("a", 9).empty());
        CHECK(wrong_with(fields) == "malformed-json");
        CHECK(fields.problem()->status == 400);
    }
}

TEST_CASE("an answer lists a limited number of errors") {
    std::string body = "{";
    for (std::size_t i = 0; i < 2 * field_errors_max; ++i)
        body += "\"m" + std::to_string(i) + "\":1,";
    body.back() = '}';
    const Fields fields{std::string_view{body}};
    CHECK(fields.problem()->problem->more.at("errors").as_array().size() == field_errors_max);
}

}  // namespace sparekey::http

#include "base/text.h"

#include <doctest/doctest.h>

namespace sparekey {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using Parts = std::vector<std::string_view>;

TEST_CASE("UTF-8 is what RFC 3629 says it is") {
    for (const auto text :
         {""sv, "plain"sv, "\0"sv, "\u00e9"sv, "\u20ac"sv, "\U0001f511"sv, "\xf4\x8f\xbf\xbf"sv}) {
        CHECK(is_valid_utf8(text));
    }
    const std::pair<const char*, std::string_view> not_utf8[] = {
        {"an octet that continues nothing", "\x80"sv},
        {"a character cut off", "\xe2\x82"sv},
        {"an overlong slash", "\xc0\xaf"sv},
        {"an overlong euro", "\xf0\x82\x82\xac"sv},
        {"a surrogate", "\xed\xa0\x80"sv},
        {"past U+10FFFF", "\xf4\x90\x80\x80"sv},
        {"an octet UTF-8 never has", "a\xff"sv}};
    for (const auto& [what, text] : not_utf8) {
        CAPTURE(what);
        CHECK_FALSE(is_valid_utf8(text));
        CHECK_FALSE(nfc(text));
    }
}

TEST_CASE("a code point counts once, however many octets it takes") {
    CHECK(code_points("") == 0);
    CHECK(code_points("abc") == 3);
    CHECK(code_points("\u00e9\u20ac\U0001f511") == 3);
    CHECK(code_points("e\u0301") == 2);
}

TEST_CASE("a password typed on two keyboards is one password") {
    CHECK(nfc("e\u0301") == "\u00e9");
    CHECK(nfc("\u00e9") == "\u00e9");
    CHECK(nfc("\u1112\u1161\u11ab") == "\ud55c");    // Hangul is composed by rule.
    CHECK(nfc("\u212b") == "\u00c5");                // The Angstrom sign is a letter.
    CHECK(nfc("q\u0307\u0323") == "q\u0323\u0307");  // Marks are put in order.
    CHECK(nfc("\u0958") == "\u0915\u093c");          // A composition exclusion stays apart.
    CHECK(nfc("\ufb01") == "\ufb01");                // Compatibility is not equality.
    CHECK(nfc(" Tab\tand case stay ") == " Tab\tand case stay ");
    CHECK(nfc("a\0b"sv) == "a\0b"s);
    CHECK(nfc("") == "");
}

TEST_CASE("normalizing again changes nothing") {
    const auto once = nfc("q\u0307\u0323 e\u0301 \u1112\u1161\u11ab \U0001f511 \u0344");
    REQUIRE(once);
    CHECK(nfc(*once) == once);
}

TEST_CASE("lower case is for A to Z only") {
    CHECK(lower_ascii("AZaz09@[`{\u00c4") == "azaz09@[`{\u00c4");
}

TEST_CASE("trim takes white space from both ends and leaves the rest") {
    CHECK(trim(" \t\r\n\v\f a b \n") == "a b");
    CHECK(trim("a") == "a");
    CHECK(trim("") == "");
    CHECK(trim("  ") == "");
    CHECK(trim("\u00a0a") == "\u00a0a");
}

TEST_CASE("split keeps empty parts") {
    CHECK(split("a,,b", ',') == Parts{"a", "", "b"});
    CHECK(split(",", ',') == Parts{"", ""});
    CHECK(split("a", ',') == Parts{"a"});
    CHECK(split("", ',') == Parts{""});
}

TEST_CASE("grouping for paper can be undone") {
    CHECK(group_in_fours("ABCDEFGH") == "ABCD EFGH");
    CHECK(group_in_fours("ABCDE") == "ABCD E");
    CHECK(group_in_fours("ABCD") == "ABCD");
    CHECK(group_in_fours("") == "");
    CHECK(without_grouping(" AB-CD\tEF\n") == "ABCDEF");
    CHECK(without_grouping("A_B.C") == "A_B.C");
}

TEST_CASE("control characters are found wherever they hide") {
    for (const auto text : {"\0"sv, "a\n"sv, "\x1b[2J"sv, "\x7f"sv, "a\u0085"sv, "\u009f"sv,
                            "\u2028"sv, "\u2029"sv, "\xff\n"sv}) {
        CHECK(has_control_characters(text));
    }
    for (const auto text : {""sv, "a b"sv, "~"sv, "\u00a0"sv, "\U0001f511"sv, "\xff"sv, "\x80"sv}) {
        CHECK_FALSE(has_control_characters(text));
    }
}

TEST_CASE("an address is trimmed and its domain in lower case") {
    CHECK(canonical_email(" Ada.Lovelace@Example.ORG\n") == "Ada.Lovelace@example.org");
    CHECK(canonical_email("a+tag@x-1.example") == "a+tag@x-1.example");
    CHECK(canonical_email("root@LOCALHOST") == "root@localhost");
    CHECK(canonical_email("a@xn--bcher-kva.example") == "a@xn--bcher-kva.example");
}

TEST_CASE("what is no address is refused") {
    for (const auto text : {""sv,
                            "@"sv,
                            "a"sv,
                            "a@"sv,
                            "@b.example"sv,
                            "a@b"sv,
                            "a@b@c.example"sv,
                            "a b@c.example"sv,
                            "a@c .example"sv,
                            "a\n@c.example"sv,
                            "a\0@c.example"sv,
                            ".a@c.example"sv,
                            "a.@c.example"sv,
                            "a..b@c.example"sv,
                            "a@.example"sv,
                            "a@c.example."sv,
                            "a@c..example"sv,
                            "a@-c.example"sv,
                            "a@c-.example"sv,
                            "a@c_d.example"sv,
                            "\"a\"@c.example"sv,
                            "a@[127.0.0.1]"sv,
                            "Ada <a@c.example>"sv,
                            "a,b@c.example"sv,
                            "\u00e4@c.example"sv,
                            "a@\u00e4.example"sv}) {
        CAPTURE(text);
        CHECK_FALSE(canonical_email(text));
    }
}

TEST_CASE("the lengths of an address end where RFC 5321 ends them") {
    const std::string label(63, 'd');
    CHECK(canonical_email(std::string(64, 'a') + "@c.example"));
    CHECK_FALSE(canonical_email(std::string(65, 'a') + "@c.example"));
    CHECK(canonical_email("a@" + label + ".example"));
    CHECK_FALSE(canonical_email("a@d" + label + ".example"));
    const auto domain = '@' + label + '.' + label + '.' + label + ".d";
    const auto limit = std::string(email_octets_max - domain.size(), 'a') + domain;
    REQUIRE(limit.size() == email_octets_max);
    CHECK(canonical_email(limit));
    CHECK_FALSE(canonical_email("a" + limit));
}

TEST_CASE("the index knows one mailbox by one key") {
    CHECK(email_key(*canonical_email("Ada@Example.org")) ==
          email_key(*canonical_email("aDA@eXAMPLE.org")));
    CHECK(email_key("ada@example.org") != email_key("eve@example.org"));
}

}  // namespace
}  // namespace sparekey

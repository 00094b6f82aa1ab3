#include "vault/entry.h"

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>

#include "otp/base32.h"
#include "vault/merge.h"
#include "vault/vault_double.h"

namespace sparekey::vault {
namespace {

TEST_CASE("an entry is JSON that anybody reads, and reads back") {
    auto entry = test::entry("Example", "ada@example.org");
    CHECK(std::string{to_json(entry).text()}.starts_with(
        R"({"type":"totp","issuer":"Example","account":"ada@example.org",)"
        R"("secret":"JBSWY3DPEHPK3PXP","algorithm":"SHA1","digits":6,"period":30,)"
        R"("order":0,"created":1700000000000})"));
    entry.key.type = Type::hotp;
    entry.key.algorithm = otp::Algorithm::sha512;
    entry.key.digits = 8;
    entry.counter = UINT64_MAX;
    entry.note = "two\nlines, \"quoted\" \\ and \u4e2d\u6587\t";
    entry.tags = {"home", "work"};
    entry.order = -5;
    entry.edited[Field::note] = test::noon + std::chrono::seconds{5};
    entry.restored = 3;
    entry.extra = {{"icon", "x"}, {"nested", {{"pin", "1234"}}}};
    entry.other = {{"colour", "red"}};
    const auto read = parse_entry(to_json(entry).text());
    REQUIRE(read);
    CHECK(says_the_same(*read, entry));
    CHECK(read->edited == entry.edited);
    CHECK(read->created == entry.created);
    CHECK(read->restored == 3);
    CHECK(to_json(*read) == to_json(entry));
}

TEST_CASE("the seal's length tells little: it goes in steps of 256 octets") {
    CHECK(to_json(test::entry("A", "b")).size() == 256);
    CHECK(to_json(test::entry("Another issuer", "with-a-longer@account.example")).size() == 256);
    auto long_one = test::entry("A", "b");
    long_one.note = std::string(200, 'x');
    CHECK(to_json(long_one).size() == 512);
}

TEST_CASE("members of a later version are kept as they are") {
    const auto text =
        R"({"type":"totp","issuer":"A","account":"","secret":"JBSWY3DP","algorithm":"SHA1",)"
        R"("digits":6,"period":30,"created":1,"colour":{"r":1}})";
    const auto read = parse_entry(text);
    REQUIRE(read);
    CHECK(boost::json::serialize(read->other) == R"({"colour":{"r":1}})");
    CHECK(to_json(*read).text().find(R"("colour":{"r":1})") != std::string_view::npos);
}

TEST_CASE("what is no entry is refused") {
    const std::string good =
        R"({"type":"totp","issuer":"A","account":"b","secret":"JBSWY3DP","algorithm":"SHA1",)"
        R"("digits":6,"period":30,"order":0,"created":1})";
    REQUIRE(parse_entry(good));
    const auto with = [&](std::string_view from, std::string_view to) {
        auto text = good;
        return text.replace(text.find(from), from.size(), to);
    };
    for (const auto& text :
         {std::string{}, std::string{"[]"}, good.substr(0, 40), with("totp", "motp"),
          with("JBSWY3DP", ""), with("JBSWY3DP", "JBSW1"), with("SHA1", "MD5"), with(":6", ":3"),
          with(":6", ":11"), with(":6", ":\"6\""), with(":30", ":0"), with(":30", ":86401"),
          with(":1}", ":-1}"), with("\"A\"", "7"),
          with("\"A\",\"account\":\"b\"", "\"\",\"account\":\"\""), with("\"A\"", "\"\\u0007\""),
          with("\"order\":0", "\"note\":\"\\u0007\"")}) {
        CAPTURE(text);
        CHECK_FALSE(parse_entry(text));
    }
}

TEST_CASE("names, notes and tags have bounds") {
    auto entry = test::entry("A", "b");
    entry.issuer = std::string(name_octets_max, 'x');
    CHECK_FALSE(fault_of(entry));
    entry.issuer += 'x';
    CHECK(fault_of(entry));
    entry.issuer = "A";
    entry.note = std::string(note_octets_max, '"');
    CHECK_FALSE(fault_of(entry));
    CHECK(parse_entry(to_json(entry).text()));
    entry.note += 'x';
    CHECK(fault_of(entry));
    entry.note.clear();
    entry.tags.assign(tags_max, "t");
    CHECK_FALSE(fault_of(entry));
    entry.tags.push_back("t");
    CHECK(fault_of(entry));
    entry.tags = {std::string(tag_octets_max + 1, 't')};
    CHECK(fault_of(entry));
    entry.tags.clear();
    entry.extra["x"] = std::string(extra_octets_max, 'x');
    CHECK(fault_of(entry));
}

TEST_CASE("codes are those of Aegis's own seven tokens") {
    const auto code = [](std::string_view secret, otp::Algorithm algorithm, int digits, int period,
                         std::int64_t seconds) {
        Key key{Type::totp, crypto::Secret::taking(*otp::parse_base32(secret)), algorithm, digits,
                period};
        return code_of(key, step_at(key, Time{std::chrono::seconds{seconds}}));
    };
    using otp::Algorithm;
    CHECK(code("4SJHB4GSD43FZBAI7C2HLRJGPQ", Algorithm::sha1, 6, 30, 0) == "591295");
    CHECK(code("4SJHB4GSD43FZBAI7C2HLRJGPQ", Algorithm::sha1, 6, 30, 1'700'000'000) == "790195");
    CHECK(code("5OM4WOOGPLQEF6UGN3CPEOOLWU", Algorithm::sha256, 7, 20, 59) == "1119156");
    CHECK(code("5OM4WOOGPLQEF6UGN3CPEOOLWU", Algorithm::sha256, 7, 20, 1'700'000'000) == "9993814");
    CHECK(code("7ELGJSGXNCCTV3O6LKJWYFV2RA", Algorithm::sha512, 8, 50, 1'700'000'000) ==
          "65516786");
    Key steam{Type::steam, crypto::Secret::taking(*otp::parse_base32("JRZCL47CMXVOQMNPZR2F7J4RGI")),
              Algorithm::sha1, 5, 30};
    CHECK(code_of(steam, step_at(steam, test::noon)) == "747JR");
    Key hotp{Type::hotp, crypto::Secret::taking(*otp::parse_base32("YOOMIXWS5GN6RTBPUFFWKTW5M4")),
             Algorithm::sha1, 6, 30};
    CHECK(code_of(hotp, 1) == "253717");
}

TEST_CASE("a name is shown as its label has it") {
    auto entry = test::entry("Parameter", "ada");
    CHECK(shown_name(entry) == "Parameter (ada)");
    entry.extra["label_issuer"] = "Label";
    CHECK(shown_name(entry) == "Label (ada)");
    CHECK(shown_name(test::entry("", "ada")) == "ada");
    CHECK(shown_name(test::entry("Site", "")) == "Site");
}

}  // namespace
}  // namespace sparekey::vault

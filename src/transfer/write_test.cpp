// What is written for other apps, read again and by what it must say.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "test/scratch.h"
#include "transfer/aegis.h"
#include "transfer/file.h"
#include "transfer/google.h"
#include "transfer/losses.h"
#include "transfer/members.h"
#include "transfer/protobuf.h"
#include "transfer/uri_list.h"
#include "vault/merge.h"

namespace sparekey::transfer {
namespace {

using vault::Entry;

std::vector<Entry> sample() {
    const auto text = test::content_of("test/formats/files/aegis_plain.json");
    auto result = read_file(text, Format::aegis, {});
    return std::move(std::get<Read>(result).entries);
}

std::vector<const Entry*> pointers(const std::vector<Entry>& entries) {
    std::vector<const Entry*> all;
    for (const auto& entry : entries) all.push_back(&entry);
    return all;
}

std::vector<Entry> read(std::string_view text, Format format, Password password = {}) {
    CHECK(detect(text) == format);
    auto result = read_file(text, format, password);
    if (const auto* fault = std::get_if<Fault>(&result)) FAIL(fault->detail);
    CHECK(std::get<Read>(result).unread.empty());
    return std::move(std::get<Read>(result).entries);
}

TEST_CASE("Aegis's file carries everything, plain and encrypted") {
    const auto entries = sample();
    const auto plain = read(write_aegis(pointers(entries)), Format::aegis);
    const auto sealed =
        read(write_aegis_encrypted(pointers(entries), "a password"), Format::aegis, "a password");
    REQUIRE(plain.size() == entries.size());
    REQUIRE(sealed.size() == entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        CHECK(says_the_same(plain[i], entries[i]));
        CHECK(says_the_same(sealed[i], entries[i]));
        CHECK_FALSE(loss(entries[i], Target::aegis));
    }
    const auto text = write_aegis_encrypted(pointers(entries), "a password");
    CHECK(text.find("Deno") == text.npos);
    CHECK(std::get<Fault>(read_file(text, Format::aegis, "another")).what ==
          Fault::What::wrong_password);
}

TEST_CASE("a list of URIs carries all but notes and tags, which it says") {
    const auto entries = sample();
    const auto text = write_uri_list(pointers(entries));
    const auto again = read(text.text(), Format::otpauth);
    REQUIRE(again.size() == entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        CHECK(again[i].key == entries[i].key);
        CHECK(again[i].counter == entries[i].counter);
        CHECK(again[i].issuer == entries[i].issuer);
        CHECK(again[i].account == entries[i].account);
    }
    CHECK(loss(entries[0], Target::otpauth) == "The format cannot carry its note, its tags.");
    CHECK_FALSE(loss(entries[1], Target::otpauth));
}

TEST_CASE("Google's codes hold ten each, belong together, and say what they lose") {
    std::vector<Entry> entries;
    for (int i = 0; i < 23; ++i) {
        entries.push_back(sample()[0].clone());
        entries.back().account = "account " + std::to_string(i);
        entries.back().note.clear();
        entries.back().tags.clear();
    }
    const auto uris = write_google(pointers(entries));
    REQUIRE(uris.size() == 3);
    std::string text;
    for (const auto& uri : uris) text += std::string{uri.text()} + '\n';
    const auto again = read(text, Format::google);
    REQUIRE(again.size() == 23);
    for (std::size_t i = 0; i < 23; ++i) CHECK(again[i].account == entries[i].account);
    CHECK_FALSE(loss(entries[0], Target::google));

    const auto all = sample();
    CHECK(loss(all[1], Target::google) ==
          "The format cannot carry its period of 20 s, its 7 digits. Its codes will be wrong "
          "there.");
    CHECK(is_left_out(all[3], Target::google));
    CHECK(write_google(pointers(all)).size() == 1);
    CHECK(write_google({}).empty());
}

TEST_CASE("the known example of a Google export reads as it says") {
    const auto entries = read(
        "otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8SGEV4YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbR"
        "oHRXhhbXBsZTAC",
        Format::google);
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].issuer == "Example");
    CHECK(entries[0].account == "alice@google.com");
    CHECK(entries[0].key.secret.text() == "Hello!\xde\xad\xbe\xef");
}

TEST_CASE("protobuf's numbers may take ten octets, and what is broken is told") {
    WireWriter writer;
    writer.number(5, -2115474809);
    CHECK(to_hex(writer.message()) == "2887d5a18ff8ffffffff01");
    WireReader reader{writer.message()};
    CHECK(static_cast<std::int64_t>(reader.next()->value) == -2115474809);
    CHECK_FALSE(reader.next());
    CHECK_FALSE(reader.broken());
    for (const auto* hex : {"28", "28ff", "0a05", "0aff", "03", "2880808080808080808002", "00"}) {
        const auto message = *parse_hex(hex);
        WireReader broken{message};
        CHECK_FALSE(broken.next());
        CHECK(broken.broken());
    }
}

}  // namespace
}  // namespace sparekey::transfer

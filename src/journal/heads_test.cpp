#include "journal/heads.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/failure.h"
#include "test/scratch.h"

using namespace sparekey;
using namespace sparekey::journal;
using namespace std::chrono_literals;

namespace {

const Time noon{1'800'000'000s};  // 2027-01-15 08:00 UTC.

Head head_of(const crypto::SigningKey& key, std::int64_t position, Time at) {
    ChainEnd end{position, {}};
    end.digest[0] = static_cast<std::byte>(position);
    return sign_head(key, end, at);
}

}  // namespace

TEST_CASE("a head is signed over its day, its seal and its time") {
    const auto key = crypto::SigningKey::in_memory();
    const auto head = head_of(key, 7, noon);
    CHECK(is_signed_by(key.public_key(), head));
    CHECK_FALSE(is_signed_by(crypto::SigningKey::in_memory().public_key(), head));
    auto forged = [&](auto change) {
        auto other = head;
        change(other);
        return !is_signed_by(key.public_key(), other);
    };
    CHECK(forged([](Head& h) { ++h.day; }));
    CHECK(forged([](Head& h) { ++h.end.position; }));
    CHECK(forged([](Head& h) { h.end.digest[31] ^= std::byte{1}; }));
    CHECK(forged([](Head& h) { h.signed_at += 1us; }));
    CHECK(forged([](Head& h) { h.signature[5] ^= std::byte{1}; }));
}

TEST_CASE("a head goes through its line and back") {
    const auto key = crypto::SigningKey::in_memory();
    const auto head = head_of(key, 4711, noon);
    const auto text = head_text(head, key.public_key());
    CHECK(text.starts_with(R"({"day":"2027-01-15","position":4711,"digest":")"));
    const auto parsed = parse_head(text);
    REQUIRE(parsed.has_value());
    CHECK(parsed->day == head.day);
    CHECK(parsed->signed_at == head.signed_at);
    CHECK(is_signed_by(key.public_key(), *parsed));
}

TEST_CASE("what is no whole head is none") {
    const auto text = head_text(head_of(crypto::SigningKey::in_memory(), 1, noon), {});
    for (std::size_t size = 0; size < text.size(); size += 7)
        CHECK_FALSE(parse_head(std::string_view{text}.substr(0, size)).has_value());
    for (const std::string name : {"day", "position", "digest", "signed_at_us", "signature"}) {
        auto without = text;
        without.replace(without.find('"' + name + '"') + 1, 1, "x");
        CHECK_FALSE_MESSAGE(parse_head(without).has_value(), name);
    }
    auto no_day = text;
    no_day.replace(no_day.find("2027-01-15"), 10, "2027-02-30");
    CHECK_FALSE(parse_head(no_day).has_value());
    CHECK_FALSE(parse_head("[]").has_value());
}

TEST_CASE("the file gets each head once, and a torn line does not swallow the next") {
    const test::ScratchFolder folder;
    const auto file = folder / "journal-heads";
    const auto key = crypto::SigningKey::in_memory();
    const auto first = head_of(key, 1, noon);
    const auto second = head_of(key, 2, noon + 24h);
    CHECK(append_heads(file, {first}, key.public_key()) == 1);
    CHECK(append_heads(file, {first}, key.public_key()) == 0);
    struct stat made {};
    REQUIRE(::stat(file.c_str(), &made) == 0);
    CHECK((made.st_mode & 0777) == 0600);

    test::put_content(file, test::content_of(file) + R"({"day":"20)");
    CHECK(append_heads(file, {first, second}, key.public_key()) == 1);
    const auto read = read_heads_file(file);
    REQUIRE(read.heads.size() == 2);
    CHECK(read.heads[1].end.position == 2);
    CHECK(read.lines_not_understood == 1);
    CHECK_THROWS_AS(static_cast<void>(read_heads_file(folder / "none")), Failure);
}

TEST_CASE("a day begins at midnight UTC") {
    CHECK(day_text(day_of(noon)) == "2027-01-15");
    CHECK(day_of(noon + 16h - 1us) == day_of(noon));
    CHECK(day_of(noon + 16h) == day_of(noon) + 1);
    CHECK(day_text(0) == "1970-01-01");
}

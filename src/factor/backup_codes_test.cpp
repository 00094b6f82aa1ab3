#include "factor/backup_codes.h"

#include <doctest/doctest.h>

#include <set>

#include "crypto/start.h"

namespace sparekey::factor {
namespace {

constexpr crypto::HashCost cheap{8, 1};
const Time noon{std::chrono::seconds{1'700'000'010}};

struct Fixture {
    Fixture() { crypto::start(); }
    AccountId who{42};
    crypto::KeyRing ring = crypto::KeyRing::in_memory();
    crypto::Pepper pepper = crypto::Pepper::in_memory();
    crypto::Secret wrapping = crypto::Secret::random(32);
    otp::BackupCodes codes = otp::draw_backup_codes();
    BackupCodes set = make_set(codes, pepper, ring, who, &wrapping, cheap, noon);

    [[nodiscard]] std::optional<Match> try_code(std::string_view typed) const {
        return match(set, pepper, who, hash_code(typed, set.set_salt, cheap));
    }
    [[nodiscard]] std::string ending(std::size_t i) const {
        return std::string{codes[i].text().substr(4)};
    }
};

TEST_CASE_FIXTURE(Fixture, "each of the eight codes matches at its own place") {
    for (std::size_t i = 0; i < codes_count; ++i) {
        const auto found = try_code(codes[i].text());
        REQUIRE(found);
        CHECK(found->index == i);
        CHECK_FALSE(found->used);
    }
}

TEST_CASE_FIXTURE(Fixture, "a code that differs in one digit matches nothing") {
    for (std::size_t at = 0; at < 8; ++at) {
        std::string typed{codes[0].text()};
        typed[at] = typed[at] == '9' ? '0' : static_cast<char>(typed[at] + 1);
        const auto found = try_code(typed);
        CHECK((!found || found->index != 0));
    }
}

TEST_CASE_FIXTURE(Fixture, "a used code is said to be used, and is not counted as left") {
    set.used_at[3] = noon;
    CHECK(try_code(codes[3].text())->used);
    CHECK_FALSE(try_code(codes[4].text())->used);
    CHECK(set.left() == 7);
}

TEST_CASE_FIXTURE(Fixture, "without the pepper, or for another account, no code matches") {
    const auto hashed = hash_code(codes[0].text(), set.set_salt, cheap);
    CHECK_FALSE(match(set, crypto::Pepper::in_memory(), who, hashed));
    CHECK_FALSE(match(set, pepper, AccountId{43}, hashed));
}

TEST_CASE_FIXTURE(Fixture, "every code has a salt of its own, and none stands in the clear") {
    std::set<std::string> salts;
    for (std::size_t i = 0; i < codes_count; ++i) {
        salts.insert(to_hex(BytesView{set.salts}.subspan(i * 16, 16)));
        for (const auto& column :
             {set.set_salt, set.salts, set.digests, *set.sealed, *set.sealed_endings}) {
            CHECK(text_of(column).find(codes[i].text()) == std::string_view::npos);
            CHECK(text_of(column).find(ending(i)) == std::string_view::npos);
        }
    }
    CHECK(salts.size() == codes_count);
}

TEST_CASE_FIXTURE(Fixture,
                  "a view needs the ring and the password, a reset password opens nothing") {
    const auto seen = view(set, ring, who, wrapping);
    REQUIRE(seen);
    for (std::size_t i = 0; i < codes_count; ++i) CHECK((*seen)[i] == codes[i]);
    const auto other = crypto::Secret::random(32);
    CHECK_FALSE(view(set, ring, who, other));

    set.sealed = reseal(set, ring, who, wrapping, other);
    REQUIRE(set.sealed);
    CHECK_FALSE(view(set, ring, who, wrapping));
    CHECK(view(set, ring, who, other));
    CHECK_FALSE(reseal(set, ring, who, wrapping, other));
}

TEST_CASE_FIXTURE(Fixture, "an ending counts while its code is unused") {
    CHECK(is_ending(set, ring, who, ending(0)));
    CHECK(is_ending(set, ring, who, " " + ending(7).substr(0, 2) + "-" + ending(7).substr(2)));
    CHECK_FALSE(is_ending(set, ring, who, ""));
    CHECK_FALSE(is_ending(set, ring, who, ending(0).substr(1)));
    CHECK_FALSE(is_ending(set, ring, who, codes[0].text()));
    for (auto& used : set.used_at) used = noon;
    CHECK_FALSE(is_ending(set, ring, who, ending(0)));
}

}  // namespace
}  // namespace sparekey::factor

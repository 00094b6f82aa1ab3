#include "person/name.h"

#include <doctest/doctest.h>

#include "base/text.h"
#include "person/similar.h"
#include "person/spelling.h"
#include "person/unicode.h"
#include "test/scratch.h"

namespace sparekey::person {
namespace {

struct Vector {
    std::string one;
    std::string other;
    std::string result;
};

std::vector<Vector> vectors() {
    std::vector<Vector> all;
    const auto text = test::content_of("test/vectors/passport_names.txt");
    for (const auto line : split(text, '\n')) {
        if (line.empty() || line.starts_with('#')) continue;
        const auto parts = split(line, '|');
        REQUIRE(parts.size() == 3);
        all.push_back({std::string{parts[0]}, std::string{parts[1]}, std::string{trim(parts[2])}});
    }
    return all;
}

}  // namespace

TEST_CASE("names are compared as passports spell them, whichever comes first") {
    const auto all = vectors();
    CHECK(all.size() > 70);
    for (const auto& [one, other, result] : all) {
        INFO(one << " | " << other);
        CHECK(slug(compare_names(one, other)) == result);
        CHECK(slug(compare_names(other, one)) == result);
        CHECK(compare_names(one, one) == Likeness::match);
    }
}

TEST_CASE("a name without letters is not there to compare") {
    for (const auto* nothing : {"", "  ", "-", "'", "\u0301"}) {
        CHECK(compare_names(nothing, "Ada Lovelace") == Likeness::absent);
        CHECK(compare_names("Ada Lovelace", nothing) == Likeness::absent);
    }
}

TEST_CASE("a name of many words is compared in its order only") {
    std::string twelve = "Pablo Diego Jose Francisco de Paula Juan Nepomuceno Maria Remedios Ruiz";
    CHECK(compare_names(twelve + " Picasso", "Picasso " + twelve) == Likeness::match);
    CHECK(compare_names(twelve + " y Picasso", twelve + " y Picasso") == Likeness::match);
    CHECK(compare_names(twelve + " y Picasso", "Picasso " + twelve + " y") != Likeness::match);
}

TEST_CASE("a name that grows beyond measure is no name") {
    std::string long_one;
    for (int i = 0; i < 200; ++i) long_one += "\ufdfa";  // Eighteen letters each.
    CHECK(compare_names(long_one, long_one) == Likeness::none);
    std::string rings;
    for (int i = 0; i < 200; ++i) rings += "\u00c5";
    CHECK(compare_names(rings, std::string(200, 'A')) == Likeness::match);
    CHECK(compare_names(rings, std::string(400, 'A')) == Likeness::match);
    CHECK(compare_names(rings, std::string(199, 'A')) != Likeness::match);
}

TEST_CASE("scripts are those of the letters") {
    CHECK(scripts_of("Ada 1, -") == std::set<std::string>{"Latn"});
    CHECK(scripts_differ("Сергей", "Sergei"));
    CHECK_FALSE(scripts_differ("Сергей Sergei", "Sergei"));
    CHECK_FALSE(scripts_differ("", "Sergei"));
}

TEST_CASE("similarity is Winkler's") {
    // From his paper of 1990, table 1, and as others print it.
    CHECK(jaro_winkler("MARTHA", "MARHTA") == doctest::Approx(0.9611).epsilon(0.0001));
    CHECK(jaro_winkler("DIXON", "DICKSONX") == doctest::Approx(0.8133).epsilon(0.0001));
    CHECK(jaro_winkler("DWAYNE", "DUANE") == doctest::Approx(0.84).epsilon(0.0001));
    CHECK(jaro_winkler("SHACKLEFORD", "SHACKELFORD") == doctest::Approx(0.9818).epsilon(0.0001));
    CHECK(jaro_winkler("A", "A") == doctest::Approx(1));
    CHECK(jaro_winkler("A", "B") == doctest::Approx(0));
    CHECK(jaro_winkler("", "B") == doctest::Approx(0));
}

TEST_CASE("a letter that is not written parts no word from itself") {
    const auto with = words_of("Ильья");
    const auto without = words_of("Илья");
    REQUIRE(with.size() == 1);
    CHECK(can_be_equal(with[0].letters, without[0].letters));
    CHECK(words_of("ь")[0].usual().empty());
    CHECK(can_be_equal(words_of("ььь")[0].letters, {}));
}

}  // namespace sparekey::person

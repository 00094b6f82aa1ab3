#include "sparekey/find.h"

#include <doctest/doctest.h>

namespace sparekey::terminal {
namespace {

Named named(std::string issuer, std::string account) {
    const auto shown = issuer.empty() ? account : issuer + " (" + account + ')';
    return {std::string(32, 'a'), std::move(issuer), std::move(account), shown};
}

const std::vector<Named> names{named("GitHub", "ada"), named("GitHub", "grace"),
                               named("GitLab", "ada"), named("Git", "x"), named("", "mail@ada")};

std::vector<std::size_t> found(std::string_view wanted) { return find_named(names, wanted); }

using Places = std::vector<std::size_t>;

TEST_CASE(
    "the whole of a name comes before its beginning, that before a part, that before letters") {
    CHECK(found("git") == Places{3});
    CHECK(found("GITL") == Places{2});
    CHECK(found("hub:gr") == Places{1});
    CHECK(found("lab") == Places{2});
    CHECK(found("gtlbd") == Places{2});
    CHECK(found("github:grace") == Places{1});
    CHECK(found("GitHub (grace)") == Places{1});
}

TEST_CASE("between two it is no guess, and what nobody is called is nobody") {
    CHECK(found("github") == Places{0, 1});
    CHECK(found("zebra").empty());
    CHECK(found("").empty());
    CHECK(found("  ").empty());
}

TEST_CASE("an id means its entry, whatever others are called") {
    auto more = names;
    more[1].id = "000102030405060708090a0b0c0d0e0f";
    CHECK(find_named(more, "000102030405060708090a0b0c0d0e0f") == Places{1});
}

TEST_CASE("a search finds what has all of its words") {
    CHECK(is_found_by(names[0], ""));
    CHECK(is_found_by(names[0], "hub AD"));
    CHECK_FALSE(is_found_by(names[0], "hub grace"));
}

}  // namespace
}  // namespace sparekey::terminal

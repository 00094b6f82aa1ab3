#include "operators/account.h"

#include <doctest/doctest.h>

#include <string>

namespace sparekey::operators {
namespace {

using namespace std::chrono_literals;

TEST_CASE("an id of the operator's is what stands in a path as it is") {
    for (const auto* good : {"1", "auth0|5f7c8ec7c33c6c004bbafe82", "ada@example.org", "a.b",
                             "urn:user:7", "7d3f1c9e-5a41-4c5e-8d8a-0f6b0b8d1f11"}) {
        CAPTURE(good);
        REQUIRE(ExternalId::parse(good));
        CHECK(ExternalId::parse(good)->text() == good);
    }
    for (const auto* wrong :
         {"", ".", "..", "a/b", "a b", "a%20b", "\xc3\xa4", "a\n", "a?b", "#"}) {
        CAPTURE(wrong);
        CHECK_FALSE(ExternalId::parse(wrong));
    }
    CHECK(ExternalId::parse(std::string(ExternalId::octets_max, 'x')));
    CHECK_FALSE(ExternalId::parse(std::string(ExternalId::octets_max + 1, 'x')));
}

TEST_CASE("an id makes an account where it has none, and again 7 days after it was deleted") {
    CHECK(judge_making(std::nullopt, Time{1h}) == MakeVerdict::make);
    CHECK(judge_making(Indexed{AccountId{7}, Time{}}, Time{1h}) == MakeVerdict::exists);
    const Indexed deleted{AccountId{7}, Time{1h}};
    CHECK(judge_making(deleted, Time{1h}) == MakeVerdict::deleted_lately);
    CHECK(judge_making(deleted, Time{1h + 168h - 1us}) == MakeVerdict::deleted_lately);
    CHECK(judge_making(deleted, Time{1h + 168h}) == MakeVerdict::make);
}

}  // namespace
}  // namespace sparekey::operators

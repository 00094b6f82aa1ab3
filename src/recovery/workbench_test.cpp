#include "recovery/workbench.h"

#include <doctest/doctest.h>

using namespace sparekey;
using namespace sparekey::recovery;

TEST_CASE("a name shows its initials, a number its last digits, and the rest nothing") {
    CHECK(masked_name("Jane Miller") == "J••• M•••••");
    CHECK(masked_name("  Jane   Miller ") == "J••• M•••••");
    CHECK(masked_name("Łukasz") == "Ł•••••");
    CHECK(masked_name("X") == "X");
    CHECK(masked_name("Wolfeschlegelsteinhausen") == "W••••••••");
    CHECK(masked_end("4711291", 3) == "••••291");
    CHECK(masked_end("12345", 3) == "•••••");
    CHECK(masked_end("+44 20 7946 0041", 2) == "••••••••41");
    CHECK(masked_end("", 3).empty());
}

TEST_CASE("of what was claimed the desk sees how it compares, and no whole value") {
    person::Claimed claimed;
    claimed.legal_name = "Jane Miller";
    claimed.id_number = "X4711291";
    claimed.phone = "+442079460041";
    claimed.facts.transaction_amount = "1234.50";
    claimed.facts.transaction_currency = "EUR";
    const person::Record record{"Jane Ann Miller", "1990-12-31", "x-4711291", "+4930123456"};
    const person::Facts facts{"2024-05", {"250.00 EUR"}, {}};
    const auto claims = claims_of(claimed, record, facts);
    REQUIRE(claims.size() == all_fields.size());
    CHECK(claims[0].result == "near");
    CHECK(claims[1].result == "match");
    CHECK(claims[2].result == "none");
    for (const auto& claim : claims) {
        const auto value = value_of(claimed, claim.field);
        if (!value.empty()) CHECK(claim.masked.find(value) == std::string::npos);
        if (value.empty()) CHECK(claim.result == "absent");
        if (value.empty()) CHECK(claim.masked.empty());
    }
    CHECK(claims[4].result == "none");
    // Where the site knows nothing there is nothing to compare with.
    for (const auto& claim : claims_of(claimed, std::nullopt, std::nullopt))
        CHECK(claim.result == "absent");
}

TEST_CASE("fields and reasons have names, and none other does") {
    for (const auto field : all_fields) CHECK(parse_field(slug(field)) == field);
    CHECK_FALSE(parse_field("birth_date"));
    CHECK_FALSE(parse_field("record"));
    for (const auto reason : reveal_reasons()) CHECK(is_reveal_reason(reason));
    CHECK_FALSE(is_reveal_reason("curious"));
    CHECK_FALSE(is_reveal_reason(""));
}

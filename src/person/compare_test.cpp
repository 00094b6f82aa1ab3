#include "person/compare.h"

#include <doctest/doctest.h>

#include "person/money.h"
#include "person/phone.h"

namespace sparekey::person {
namespace {

const Record ada{"Ada Müller", "1990-12-03", "L898902C", "+49 170 1234567"};

Claimed claim_of(const Record& record) {
    Claimed claimed;
    claimed.legal_name = record.legal_name;
    claimed.birth_date = record.birth_date;
    claimed.id_number = record.id_number;
    claimed.phone = record.phone;
    return claimed;
}

Likeness money(std::string_view one, std::string_view other) {
    const auto a = parse_money(one);
    const auto b = parse_money(other);
    REQUIRE(a);
    REQUIRE(b);
    return compare_money(*a, *b);
}

}  // namespace

TEST_CASE("whoever says what the record says matches, and nobody else") {
    constexpr auto match = Likeness::match;
    CHECK(compare(ada, claim_of(ada)) == Compared{match, match, match, match, false});
    const Record other{"Otto Weber", "1970-01-01", "X1", "+1 212 555 0100"};
    constexpr auto none = Likeness::none;
    CHECK(compare(ada, claim_of(other)) == Compared{none, none, none, none, false});
    constexpr auto absent = Likeness::absent;
    CHECK(compare(ada, {}) == Compared{absent, absent, absent, absent, false});
    CHECK(compare({}, claim_of(ada)) == Compared{absent, absent, absent, absent, false});
}

TEST_CASE("an ID number is one whatever its grouping, and one sign more is another") {
    auto claimed = claim_of(ada);
    for (const auto* same : {"l898902c", "L-898 902/C", " L898902C ", "Ｌ８９８９０２Ｃ"}) {
        claimed.id_number = same;
        CHECK(compare(ada, claimed).id_number == Likeness::match);
    }
    for (const auto* other : {"L898902", "L898902C1", "L89890ZC", "L898902O"}) {
        claimed.id_number = other;
        CHECK(compare(ada, claimed).id_number == Likeness::none);
    }
    CHECK(plain_id_number("١٢٣") == "123");
    CHECK(plain_id_number("--").empty());
}

TEST_CASE("a day of birth with day and month swapped is near") {
    auto claimed = claim_of(ada);
    claimed.birth_date = "1990-03-12";
    CHECK(compare(ada, claimed).birth_date == Likeness::near);
    claimed.birth_date = "1991-12-03";
    CHECK(compare(ada, claimed).birth_date == Likeness::none);
}

TEST_CASE("a phone number is one however it is written") {
    for (const auto* same : {"+491701234567", "0049 (0)170 / 123 45 67", "0170-1234567",
                             "+49 (0) 170 1234567", "٠١٧٠١٢٣٤٥٦٧"}) {
        INFO(same);
        CHECK(compare_phones("+49 170 1234567", same) == Likeness::match);
        CHECK(compare_phones(same, "+49 170 1234567") == Likeness::match);
    }
    for (const auto* near : {"+49 170 1234568", "+49 170 1234576", "+43 170 1234567", "1234567"}) {
        INFO(near);
        CHECK(compare_phones("+49 170 1234567", near) == Likeness::near);
    }
    for (const auto* other : {"+49 171 7654321", "+1 212 555 0100", "call me"})
        CHECK(compare_phones("+49 170 1234567", other) == Likeness::none);
    CHECK(compare_phones("", "+49 170 1234567") == Likeness::absent);
}

TEST_CASE("a prefix of home is not the number's, and a number's first digit is no prefix") {
    CHECK(plain_phone(*parse_phone("+7 8 912 3456789")) == "+79123456789");
    CHECK(plain_phone(*parse_phone("+7 812 3456789")) == "+78123456789");
    CHECK(plain_phone(*parse_phone("+39 06 1234567")) == "+39061234567");
    CHECK(plain_phone(*parse_phone("+36 06 30 1234567")) == "+36301234567");
    CHECK(plain_phone(*parse_phone("+1 (212) 555-0100")) == "+12125550100");
    CHECK(compare_phones("1-212-555-0100", "+1 212 555 0100") == Likeness::match);
    CHECK(compare_phones("8 (912) 345-67-89", "+7 912 3456789") == Likeness::match);
    CHECK(compare_phones("0170 1234567", "170 1234567") == Likeness::match);
}

TEST_CASE("what no phone can be is none") {
    for (const auto* wrong : {"", "1234", "+999 12345678", "+49 170 1234567890123", "12+34567",
                              "++49 170 1234567", "0800-FLOWERS", "123456789012345678"})
        CHECK_FALSE(parse_phone(wrong));
}

TEST_CASE("an amount is one however it is written") {
    CHECK(money("1234.50 EUR", "EUR 1.234,5") == Likeness::match);
    CHECK(money("1234.50 EUR", "1 234,50 €") == Likeness::match);
    CHECK(money("1234.50 EUR", "1'234.50") == Likeness::match);
    CHECK(money("1,234", "1234") == Likeness::match);
    CHECK(money("1,234", "1.234") == Likeness::match);
    CHECK(money("0.015 BTC", "0,0150 btc") == Likeness::match);
    CHECK(money("1234.50 EUR", "1250 EUR") == Likeness::near);
    CHECK(money("1234.50 EUR", "1234.50 USD") == Likeness::none);
    CHECK(money("1234.50 EUR", "2000 EUR") == Likeness::none);
    CHECK(money("0", "0.00") == Likeness::match);
    for (const auto* wrong : {"", "EUR", "12a34", "1.2.3", "1,23,456.1", "-5 -6", "EUR 5 USD",
                              "5 .", "1..2", "12345678901234567890123456789012345678901"})
        CHECK_FALSE(parse_money(wrong));
}

TEST_CASE("facts are compared with the likest that is known") {
    const Facts facts{"2024-05", {"10 EUR", "250.00 EUR"}, {"100 EUR", "200 EUR"}};
    const ClaimedFacts right{"2024-05", "250", "EUR", {"200 EUR", "100"}};
    constexpr auto match = Likeness::match;
    CHECK(compare_facts(facts, right) == ComparedFacts{match, match, match});
    const ClaimedFacts about{"2024-07", "255", "EUR", {"200 EUR", "999"}};
    constexpr auto near = Likeness::near;
    CHECK(compare_facts(facts, about) == ComparedFacts{near, near, near});
    const ClaimedFacts wrong{"2024-08", "250", "USD", {"300 EUR"}};
    constexpr auto none = Likeness::none;
    CHECK(compare_facts(facts, wrong) == ComparedFacts{none, none, none});
    constexpr auto absent = Likeness::absent;
    CHECK(compare_facts(facts, {}) == ComparedFacts{absent, absent, absent});
    CHECK(compare_facts({}, right) == ComparedFacts{absent, absent, absent});
}

}  // namespace sparekey::person

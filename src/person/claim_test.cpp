#include "person/claim.h"

#include <doctest/doctest.h>

namespace sparekey::person {
namespace {

using namespace std::chrono_literals;

const Time noon{1'700'000'000s};  // 2023-11-14.

Claimed whole_claim() {
    return {"Ada Müller", "1990-12-03",      "L898902C",
            "DE",         "+49 170 1234567", {"2023-05", "12.50", "EUR", {"100 EUR", "5"}}};
}

std::vector<std::string> paths(const std::vector<Wrong>& found) {
    std::vector<std::string> all;
    for (const auto& wrong : found) all.push_back(wrong.path);
    return all;
}

std::string times(int count, std::string_view what) {
    std::string text;
    for (int i = 0; i < count; ++i) text += what;
    return text;
}

}  // namespace

TEST_CASE("a claim may lack anything until it is submitted") {
    CHECK(wrong_in(Claimed{}, noon).empty());
    CHECK(wrong_in(whole_claim(), noon).empty());
    CHECK(missing_in(Claimed{}) == std::vector<std::string>{"legal_name", "id_number"});
    CHECK(missing_in(whole_claim()).empty());
}

TEST_CASE("what is wrong in a claim is named by its path") {
    auto claimed = whole_claim();
    claimed.legal_name = "Ada\nMüller";
    claimed.birth_date = "1990-02-30";
    claimed.id_number = times(static_cast<int>(id_number_max) + 1, "1");
    claimed.id_country = "Germany";
    claimed.phone = "call me";
    claimed.facts = {"2023-12", "much", "euros!", {"1", "2", "3", "4", "5", "x"}};
    CHECK(paths(wrong_in(claimed, noon)) ==
          std::vector<std::string>{"legal_name", "birth_date", "id_number", "id_country", "phone",
                                   "facts.registered_month", "facts.transaction_amount",
                                   "facts.transaction_currency", "facts.deposits",
                                   "facts.deposits"});
}

TEST_CASE("limits count characters and end where they say") {
    auto claimed = whole_claim();
    claimed.legal_name = times(static_cast<int>(legal_name_max), "ü");
    CHECK(wrong_in(claimed, noon).empty());
    claimed.legal_name += "ü";
    CHECK(paths(wrong_in(claimed, noon)) == std::vector<std::string>{"legal_name"});
    claimed.legal_name = "\xff";
    CHECK(paths(wrong_in(claimed, noon)) == std::vector<std::string>{"legal_name"});
    claimed = whole_claim();
    claimed.facts.deposits.assign(deposits_max, "5 EUR");
    CHECK(wrong_in(claimed, noon).empty());
    Facts facts{"", std::vector<std::string>(known_amounts_max, "1 EUR"), {}};
    CHECK(wrong_in(facts, noon).empty());
    facts.transactions.emplace_back("1 EUR");
    CHECK(paths(wrong_in(facts, noon)) == std::vector<std::string>{"transactions"});
}

TEST_CASE("a record has a name, a day of birth and a number") {
    CHECK(missing_in(Record{}) ==
          std::vector<std::string>{"legal_name", "birth_date", "id_number"});
    CHECK(missing_in(Record{"Ada", "1990-12-03", "--", ""}) ==
          std::vector<std::string>{"id_number"});
    CHECK(paths(wrong_in(Record{"", "1990-13-03", "", "call me"}, noon)) ==
          std::vector<std::string>{"birth_date", "phone"});
    CHECK(wrong_in(Record{"Ada Müller", "1990-12-03", "L898902C", ""}, noon).empty());
}

TEST_CASE("a day of birth is a day of the calendar, and in the past") {
    CHECK(is_birth_date("1990-12-31", noon));
    CHECK(is_birth_date("2000-02-29", noon));
    for (const auto* wrong : {"", "1990-02-30", "1899-12-31", "2023-11-15", "1990-1-01",
                              "1990/12/31", "+990-12-31", "1990-12-3a", "1990-12-31 "}) {
        INFO(wrong);
        CHECK_FALSE(is_birth_date(wrong, noon));
    }
}

TEST_CASE("a month has begun somewhere on earth") {
    CHECK(is_month("2023-11", noon));
    CHECK_FALSE(is_month("2023-12", noon));
    const Time day_before{1'701'302'400s};  // 2023-11-30 00:00 UTC.
    CHECK(is_month("2023-12", day_before));
    CHECK_FALSE(is_month("2023-12", day_before - 1s));
    for (const auto* wrong :
         {"", "2023", "2023-13", "2023-00", "1989-12", "2023/05", "2023-5", "+023-05", "2023-05-"})
        CHECK_FALSE(is_month(wrong, noon));
}

TEST_CASE("white space around what was typed is nobody's") {
    auto claimed = whole_claim();
    claimed.legal_name = "  Ada Müller ";
    claimed.facts.deposits = {" 100 EUR", "", "  ", "5 "};
    CHECK(trimmed(claimed) == whole_claim());
}

TEST_CASE("claims, records and facts come back from their JSON, and nothing else does") {
    const auto claimed = whole_claim();
    CHECK(parse_claimed(to_json(claimed)) == claimed);
    CHECK(parse_claimed(to_json(Claimed{})) == Claimed{});
    const Record record{"Ada \"Müller\"", "1990-12-03", "L898902C", ""};
    CHECK(parse_record(to_json(record)) == record);
    const Facts facts{"2024-05", {"1 EUR"}, {"2 EUR", "3 EUR"}};
    CHECK(parse_facts(to_json(facts)) == facts);
    for (const auto* wrong :
         {"", "{}", "[]", "null", "{\"legal_name\":1}",
          R"({"legal_name":"","birth_date":"","id_number":"","phone":"","x":1})",
          R"({"legal_name":"","birth_date":"","id_number":""})"}) {
        CHECK_FALSE(parse_claimed(wrong));
        CHECK_FALSE(parse_record(wrong));
        CHECK_FALSE(parse_facts(wrong));
    }
    CHECK_FALSE(parse_facts(R"({"registered_month":"","transactions":[1],"deposits":[]})"));
    CHECK_FALSE(parse_record(std::string(claim_octets_max + 1, ' ')));
}

}  // namespace sparekey::person

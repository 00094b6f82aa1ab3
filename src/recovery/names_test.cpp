#include "recovery/names.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace sparekey::recovery {
namespace {

const AccountId who{7};
const AppealId appeal{9};

TEST_CASE("a case number is read back however people write it") {
    const auto number = draw_case_number();
    CHECK(number.size() == 9);
    CHECK(parse_case_number(number) == number);
    std::string typed;
    for (const char c : number) typed += c == '-' ? ' ' : static_cast<char>(std::tolower(c));
    CHECK(parse_case_number(typed) == number);
    for (const auto* wrong : {"", "K7Q4-M2X", "K7Q4-M2XRA", "K7Q4-M2X1", "K7Q4_M2XR"})
        CHECK_FALSE(parse_case_number(wrong));
}

TEST_CASE("two words are two words, and are compared as people type them") {
    std::set<std::string> drawn;
    for (int i = 0; i < 200; ++i) {
        const auto words = draw_words();
        CHECK(words.size() <= words_octets_max);
        CHECK(std::count(words.begin(), words.end(), ' ') == 1);
        CHECK(are_words(words, words));
        drawn.insert(words);
    }
    CHECK(drawn.size() > 100);
    CHECK(are_words("  Amber   Otter ", "amber otter"));
    CHECK_FALSE(are_words("amber", "amber otter"));
    CHECK_FALSE(are_words("", "amber otter"));
}

TEST_CASE("a receipt is good for its own appeal, however it is grouped") {
    const auto pepper = crypto::Pepper::in_memory();
    const auto receipt = draw_receipt();
    CHECK(receipt.size() == 19);
    const auto digest = receipt_digest(pepper, who, appeal, receipt.text());
    REQUIRE(digest);
    std::string typed;
    for (const char c : receipt.text())
        if (c != ' ') typed += static_cast<char>(std::tolower(c));
    CHECK(receipt_digest(pepper, who, appeal, typed) == digest);
    CHECK(receipt_digest(pepper, who, AppealId{10}, typed) != digest);
    CHECK(receipt_digest(pepper, AccountId{8}, appeal, typed) != digest);
    CHECK_FALSE(receipt_digest(pepper, who, appeal, "AAAA BBBB CCCC"));
    CHECK_FALSE(receipt_digest(pepper, who, appeal, "0000 0000 0000 0000"));
}

}  // namespace
}  // namespace sparekey::recovery

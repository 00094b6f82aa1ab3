#include "otp/backup_code.h"

#include <doctest/doctest.h>

#include <deque>
#include <set>
#include <string>

namespace sparekey::otp {
namespace {

// Gives the numbers it was made with, four octets each, and nothing after them.
class Numbers {
   public:
    Numbers(std::initializer_list<std::uint32_t> numbers) : left_(numbers) {}

    RandomSource source() {
        return [this](std::span<std::byte> out) {
            REQUIRE(out.size() == 4);
            REQUIRE_FALSE(left_.empty());
            for (std::size_t i = 0; i < 4; ++i) {
                out[i] = static_cast<std::byte>(left_.front() >> (24 - 8 * i));
            }
            left_.pop_front();
        };
    }
    [[nodiscard]] bool used_up() const { return left_.empty(); }

   private:
    std::deque<std::uint32_t> left_;
};

TEST_CASE("eight codes of eight digits, no two alike, leading zeros kept") {
    Numbers numbers{0, 1, 99'999'999, 100'000'002, 4'199'999'998, 5, 6, 7};
    const auto codes = draw_backup_codes(numbers.source());
    CHECK(numbers.used_up());
    const char* expected[] = {"00000000", "00000001", "99999999", "00000002",
                              "99999998", "00000005", "00000006", "00000007"};
    for (std::size_t i = 0; i < codes.size(); ++i) CHECK(codes[i].text() == expected[i]);
}

TEST_CASE("numbers past the last whole range are drawn again, so that no code is likelier") {
    // 2^32 is 42 ranges of 10^8 and a rest: without this 00000000 to 94967295 would come too often.
    Numbers numbers{4'200'000'000, 0, 4'200'000'001, 4'294'967'295, 1, 2, 3, 4, 5, 6, 7};
    const auto codes = draw_backup_codes(numbers.source());
    CHECK(numbers.used_up());
    for (std::size_t i = 0; i < codes.size(); ++i) {
        CHECK(codes[i].text() == "0000000" + std::to_string(i));
    }
}

TEST_CASE("a code that was drawn before is drawn again") {
    Numbers numbers{0, 0, 1, 100'000'001, 0, 2, 3, 4, 5, 6, 6, 7};
    const auto codes = draw_backup_codes(numbers.source());
    CHECK(numbers.used_up());
    CHECK(codes[1].text() == "00000001");
    CHECK(codes[7].text() == "00000007");
}

TEST_CASE("the system's codes are spread over all digits at all places") {
    std::array<std::set<char>, backup_code_digits> seen;
    std::set<std::string> drawn;
    for (int set = 0; set < 100; ++set) {
        for (const auto& code : draw_backup_codes()) {
            REQUIRE(code.size() == backup_code_digits);
            drawn.emplace(code.text());
            for (std::size_t i = 0; i < seen.size(); ++i) seen[i].insert(code.text()[i]);
        }
    }
    // Of 800 uniform codes three or more repeat less than once in 10^8 runs, and each digit is
    // missing at some place less than once in 10^34.
    CHECK(drawn.size() > 797);
    for (const auto& digits : seen)
        CHECK(digits == std::set<char>{'0', '1', '2', '3', '4', '5', '6', '7', '8', '9'});
}

TEST_CASE("a code is shown in two groups of four, and what is shown can be typed") {
    CHECK(format_backup_code("00123456").text() == "0012 3456");
    for (const auto& code : draw_backup_codes()) {
        const auto typed = parse_backup_code(format_backup_code(code.text()).text());
        REQUIRE(typed);
        CHECK(*typed == code);
    }
}

TEST_CASE("a typed code is exactly eight digits, however they are grouped") {
    CHECK(parse_backup_code("12345678")->text() == "12345678");
    CHECK(parse_backup_code(" 1234 5678\n")->text() == "12345678");
    CHECK(parse_backup_code("12-34-56-78")->text() == "12345678");
    CHECK(parse_backup_code("00000000")->text() == "00000000");
    using namespace std::string_view_literals;
    for (const auto typed :
         {""sv, "1234567"sv, "123456789"sv, "1234567a"sv, "+1234567"sv, "1234_5678"sv,
          "1234.5678"sv, "1234567\0"sv, "12345678\0"sv, "\uff11\uff12\uff13\uff14"sv}) {
        CAPTURE(typed);
        CHECK_FALSE(parse_backup_code(typed));
    }
    CHECK(parse_backup_code("12345678" + std::string(56, ' ')));
    CHECK_FALSE(parse_backup_code("12345678" + std::string(57, ' ')));
}

}  // namespace
}  // namespace sparekey::otp

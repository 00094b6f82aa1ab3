#include "otp/totp.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <set>

#include "otp/setup_key.h"
#include "test/vectors/vectors.h"

namespace sparekey::otp {
namespace {

using namespace std::chrono_literals;

const Bytes rfc_key = to_bytes(bytes_of("12345678901234567890"));
const Time noon{1'700'000'010s};  // A step begins here.

Time at_second(std::int64_t seconds) { return Time{std::chrono::seconds{seconds}}; }

Algorithm algorithm_named(const std::string& name) {
    if (name == "sha1") return Algorithm::sha1;
    if (name == "sha256") return Algorithm::sha256;
    REQUIRE(name == "sha512");
    return Algorithm::sha512;
}

TEST_CASE("the vectors of RFC 6238 hold, beyond 2038 too") {
    for (const auto& vector : test::vectors("rfc6238_totp.txt")) {
        REQUIRE(vector.size() == 4);
        const auto key = *parse_hex(vector[1]);
        const auto step = step_at(at_second(test::number(vector[2])));
        CHECK(one_time_code(key, step, 8, algorithm_named(vector[0])) == vector[3]);
        if (vector[0] != "sha1") continue;
        CHECK(one_time_code(key, step) == vector[3].substr(2));
        CHECK(matching_step(key, vector[3].substr(2), step, 0) == step);
    }
}

TEST_CASE("a step lasts 30 seconds and begins on the microsecond") {
    CHECK(step_at(at_second(0)) == 0);
    CHECK(step_at(at_second(30) - 1us) == 0);
    CHECK(step_at(at_second(30)) == 1);
    CHECK(step_at(at_second(20'000'000'000)) == 0x27bc86aa);
    CHECK(step_begin(step_at(noon)) == noon);
    CHECK(step_begin(step_at(noon + 29s)) == noon);
    CHECK(step_begin(step_at(noon - 1us)) == noon - 30s);
    CHECK(step_at(at_second(119), 60s) == 1);
    CHECK(step_begin(2, 60s) == at_second(120));
}

TEST_CASE("a code is taken from the steps within the drift and from no other") {
    const auto now = step_at(noon);
    for (Step away = -4; away <= 4; ++away) {
        const auto code = one_time_code(rfc_key, now + away);
        for (int drift_max = 0; drift_max <= 3; ++drift_max) {
            CAPTURE(away);
            CAPTURE(drift_max);
            const auto match = matching_step(rfc_key, code, now, drift_max);
            const bool within = -drift_max <= away && away <= drift_max;
            CHECK(match == (within ? std::optional<Step>{now + away} : std::nullopt));
        }
    }
}

TEST_CASE("when two steps have the same code it is the greater one") {
    // Found by search under the key of RFC 6238: steps 50424280 and 50424281 share a code.
    const Step first = 50'424'280;
    const auto code = one_time_code(rfc_key, first);
    REQUIRE(code == "070562");
    REQUIRE(code == one_time_code(rfc_key, first + 1));
    CHECK(matching_step(rfc_key, code, first, 1) == first + 1);
    CHECK(matching_step(rfc_key, code, first + 1, 1) == first + 1);
    CHECK(matching_step(rfc_key, code, first - 1, 1) == first);
    CHECK(matching_step(rfc_key, code, first, 0) == first);
}

TEST_CASE("another key's code is wrong, and so is every other number") {
    const auto now = step_at(noon);
    const auto other = new_setup_key(32);
    std::set<std::string> right;
    for (const Step step : {now - 1, now, now + 1}) right.insert(one_time_code(rfc_key, step));
    int misjudged = 0;
    for (int number = 0; number < 1'000'000; number += 97) {
        auto code = std::to_string(number);
        code.insert(0, 6 - code.size(), '0');
        if (matching_step(rfc_key, code, now, 1).has_value() != right.contains(code)) ++misjudged;
    }
    CHECK(misjudged == 0);
    // One in 333,333 other keys has one of these codes by chance, one in 10^16 all three.
    int same = 0;
    for (const auto& code : right) {
        if (matching_step(other.view(), code, now, 1)) ++same;
    }
    CHECK(same < 3);
}

TEST_CASE("no step before 1970 is tried") {
    for (const Step before : {-3, -2, -1}) {
        CHECK_FALSE(matching_step(rfc_key, one_time_code(rfc_key, before), 0, 3));
        CHECK_FALSE(matching_step(rfc_key, one_time_code(rfc_key, before), before, 0));
    }
    CHECK(matching_step(rfc_key, one_time_code(rfc_key, 0), 0, 1) == 0);
    CHECK(matching_step(rfc_key, one_time_code(rfc_key, 0), 1, 1) == 0);
}

TEST_CASE("a typed code is exactly six digits, however they are grouped") {
    CHECK(parse_code("123456") == 123456);
    CHECK(parse_code("000000") == 0);
    CHECK(parse_code("012345") == 12345);
    CHECK(parse_code("999999") == 999999);
    CHECK(parse_code(" 123 456\n") == 123456);
    CHECK(parse_code("123-456") == 123456);
    using namespace std::string_view_literals;
    for (const auto typed : {""sv, "12345"sv, "1234567"sv, "12345a"sv, "+12345"sv, "12345 "sv,
                             "0x1234"sv, "1.2345"sv, "123456\0"sv,
                             "\0"
                             "12345"sv,
                             "\uff11\uff12\uff13\uff14\uff15\uff16"sv, "12\u00a03456"sv}) {
        CAPTURE(typed);
        CHECK_FALSE(parse_code(typed));
        CHECK_FALSE(matching_step(rfc_key, typed, 1, 1));
    }
    CHECK(parse_code("123456" + std::string(26, ' ')));
    CHECK_FALSE(parse_code("123456" + std::string(27, ' ')));
}

// What a program printed; its exit status must be zero.
std::string output_of(const std::string& command) {
    const auto close = [](std::FILE* pipe) { return pclose(pipe); };
    std::unique_ptr<std::FILE, decltype(close)> pipe{popen(command.c_str(), "r"), close};
    REQUIRE(pipe);
    std::string output;
    std::array<char, 256> part;
    while (std::fgets(part.data(), part.size(), pipe.get()) != nullptr) output += part.data();
    REQUIRE_MESSAGE(pclose(pipe.release()) == 0, command);
    return output;
}

TEST_CASE("oathtool gives the codes that we give, and accepts them") {
    // Debian's package oathtool. Keys and times are drawn anew in each run.
    const std::pair<int, const char*> kinds[] = {{16, "sha1"}, {26, "sha256"}, {32, "sha512"}};
    for (const auto& [characters, name] : kinds) {
        const auto key = new_setup_key(characters);
        const auto text = std::string{setup_key_text(key.view()).text()};
        for (const std::int64_t seconds : {59LL, 1'700'000'010LL, 4'102'444'800LL}) {
            for (const int digits : {6, 7, 8}) {
                const auto code = one_time_code(key.view(), step_at(at_second(seconds)), digits,
                                                algorithm_named(name));
                const auto oathtool = std::string{"TZ=UTC oathtool --base32 --totp="} + name +
                                      " --digits=" + std::to_string(digits) + " --now='@" +
                                      std::to_string(seconds) + "' " + text;
                CHECK(output_of(oathtool) == code + "\n");
                CHECK(output_of(oathtool + " --window=1 " + code) == "0\n");
            }
        }
    }
}

TEST_CASE("what oathtool gives we accept") {
    const auto key = new_setup_key(16);
    const auto groups = std::string{setup_key_groups(key.view()).text()};
    const auto code = output_of("oathtool --base32 --totp --now=@1700000010 '" + groups + "'");
    const auto now = step_at(noon);
    CHECK(matching_step(key.view(), code, now, 0) == now);
    CHECK(matching_step(key.view(), code, now + 1, 1) == now);
    CHECK(matching_step(key.view(), code, now - 1, 1) == now);
}

}  // namespace
}  // namespace sparekey::otp

#include "vault/proof.h"

#include <doctest/doctest.h>

#include "vault/vault_double.h"

namespace sparekey::vault {
namespace {

using Verdict = Proof::Verdict;
using test::noon;
using namespace std::chrono_literals;

const Time at = noon + 15s;  // The fifth second of a step of 30 s: noon is 20 s into one.

std::string shown(const Entry& entry, Time when) {
    return code_of(entry.key, step_at(entry.key, when));
}

TEST_CASE("the code of now matches, and so does the one just gone while it was typed") {
    const auto entry = test::entry("Site", "ada");
    CHECK(prove(entry, shown(entry, at), at).verdict == Verdict::match);
    CHECK(prove(entry, shown(entry, at - 20s), at).verdict == Verdict::match);
    const auto code = shown(entry, at);
    CHECK(prove(entry, code.substr(0, 3) + ' ' + code.substr(3), at).verdict == Verdict::match);
    CHECK(words_of(prove(entry, code, at)) == "matches.");
}

TEST_CASE("a clock that is off is told by how much, at least") {
    const auto entry = test::entry("Site", "ada");
    // 38 s behind: the code of the step that ended 8 s before it would have been typed at once.
    const auto behind = prove(entry, shown(entry, at - 38s), at);
    CHECK(behind.verdict == Verdict::clock_off);
    CHECK(behind.off <= -30s);
    CHECK(behind.off >= -38s);
    const auto ahead = prove(entry, shown(entry, at + 300s), at);
    CHECK(ahead.verdict == Verdict::clock_off);
    CHECK(ahead.off > 270s);
    CHECK(ahead.off <= 300s);
    CHECK(words_of(ahead).find("ahead") != std::string::npos);
    CHECK(prove(entry, shown(entry, at + 1200s), at).verdict == Verdict::no_match);
}

TEST_CASE("a period, an algorithm or a length that an export lost is found") {
    const auto entry = test::entry("Site", "ada");
    auto real = entry.clone();
    real.key.period_s = 60;
    auto proof = prove(entry, shown(real, at), at);
    CHECK(proof.verdict == Verdict::other_key);
    CHECK(*proof.key == real.key);
    CHECK(words_of(proof).find("matches with 60 s") == 0);
    real.key.period_s = 30;
    real.key.algorithm = otp::Algorithm::sha256;
    proof = prove(entry, shown(real, at), at);
    CHECK(*proof.key == real.key);
    real.key.digits = 8;
    proof = prove(entry, shown(real, at), at);
    CHECK(*proof.key == real.key);
}

TEST_CASE("another secret matches nothing") {
    const auto entry = test::entry("Site", "ada");
    const auto other = test::entry("Site", "ada", "JBSWY3DPEHPK3PXQ");
    CHECK(prove(entry, shown(other, at), at).verdict == Verdict::no_match);
    for (const auto* typed : {"", "abc", "12345x", "123", "12345678901"}) {
        CHECK(prove(entry, typed, at).verdict == Verdict::not_a_code);
    }
    CHECK(prove(entry, std::string(65, ' '), at).verdict == Verdict::not_a_code);
}

TEST_CASE("Steam's codes are proved, too, in any case") {
    auto entry = test::entry("Steam", "ada");
    entry.key.type = Type::steam;
    entry.key.digits = 5;
    auto code = shown(entry, at);
    for (char& c : code) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    CHECK(prove(entry, code, at).verdict == Verdict::match);
    CHECK(prove(entry, "12345", at).verdict == Verdict::not_a_code);
}

TEST_CASE("of a counter the next ones are tried, and the one after it is told") {
    auto entry = test::entry("Site", "ada");
    entry.key.type = Type::hotp;
    entry.counter = 10;
    const auto ahead = prove(entry, code_of(entry.key, 14), at);
    CHECK(ahead.verdict == Verdict::match);
    CHECK(ahead.counter == 15);
    CHECK(prove(entry, code_of(entry.key, 9), at).verdict == Verdict::match);
    CHECK(prove(entry, code_of(entry.key, 99), at).verdict == Verdict::no_match);
}

}  // namespace
}  // namespace sparekey::vault

#include "vault/recovery_key.h"

#include <doctest/doctest.h>

#include <string>

#include "base/text.h"

namespace sparekey::vault {
namespace {

RecoveryKeyFault fault_of(std::string_view typed) {
    const auto read = read_recovery_key(typed);
    REQUIRE(std::holds_alternative<RecoveryKeyFault>(read));
    return std::get<RecoveryKeyFault>(read);
}

const Bytes octets = *parse_hex("000102030405060708090a0b0c0d0e0f10111213");

TEST_CASE("a recovery key is nine groups of four, and reads back however it is typed") {
    const std::string text{recovery_key_text(octets).text()};
    // Python: base64.b32encode(bytes(range(20))), then of the digest with its label.
    CHECK(text == "AAAQ EAYE AUDA OCAJ BIFQ YDIO B4IB CEQT ICU5");
    for (auto typed : {text, lower_ascii(text), text.substr(0, 4) + '-' + text.substr(5)}) {
        const auto read = read_recovery_key(typed);
        REQUIRE(std::holds_alternative<crypto::Secret>(read));
        CHECK(to_hex(std::get<crypto::Secret>(read).view()) == to_hex(octets));
    }
}

TEST_CASE("letters that look like digits may be typed as those: the last group confirms them") {
    for (int i = 0; i < 50; ++i) {
        const auto key = new_recovery_key();
        std::string typed{recovery_key_text(key.view()).text()};
        for (char& c : typed) {
            if (c == 'O') c = '0';
            if (c == 'B') c = '8';
        }
        const auto read = read_recovery_key(typed);
        REQUIRE(std::holds_alternative<crypto::Secret>(read));
        CHECK(std::get<crypto::Secret>(read) == key);
    }
}

TEST_CASE("a group that was mistyped, swapped or left out is noticed") {
    const std::string text{recovery_key_text(octets).text()};
    auto wrong = text;
    wrong[0] = 'C';
    CHECK(fault_of(wrong) == RecoveryKeyFault::check);
    CHECK(fault_of(text.substr(5, 5) + text.substr(0, 5) + text.substr(10)) ==
          RecoveryKeyFault::check);
    CHECK(fault_of(text.substr(5)) == RecoveryKeyFault::length);
    CHECK(fault_of(text + " AAAA") == RecoveryKeyFault::length);
    CHECK(fault_of("") == RecoveryKeyFault::length);
    wrong[0] = '!';
    CHECK(fault_of(wrong) == RecoveryKeyFault::outside);
    CHECK(fault_of(std::string(300, 'A')) == RecoveryKeyFault::length);
}

TEST_CASE("each vault has keys of its own from one recovery key") {
    const auto one = VaultId::random();
    const auto other = VaultId::random();
    CHECK(recovery_box(octets, one).public_key() == recovery_box(octets, one).public_key());
    CHECK(recovery_box(octets, one).public_key() != recovery_box(octets, other).public_key());
    CHECK(recovery_signing(octets, one).public_key() !=
          recovery_signing(octets, other).public_key());
}

}  // namespace
}  // namespace sparekey::vault

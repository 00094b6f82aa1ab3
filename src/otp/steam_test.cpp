#include "otp/steam.h"

#include <doctest/doctest.h>

#include "otp/base32.h"

namespace sparekey::otp {
namespace {

TEST_CASE("codes are those that the Steam app showed") {
    // KeePassXC's tests/TestTotp.cpp, made with the real app.
    const auto key = *parse_base32("63BEDWCQZKTQWPESARIERL5DTTQFCJTK");
    CHECK(steam_code(key, 1511200518 / 30) == "FR8RV");
    CHECK(steam_code(key, 1511200714 / 30) == "9P3VP");
}

TEST_CASE("Aegis's Steam token has the codes that Aegis has") {
    const auto key = *parse_base32("JRZCL47CMXVOQMNPZR2F7J4RGI");
    CHECK(steam_code(key, 0) == "C2F47");
    CHECK(steam_code(key, 1) == "9WW3X");
    CHECK(steam_code(key, 1'700'000'000 / 30) == "747JR");
}

}  // namespace
}  // namespace sparekey::otp

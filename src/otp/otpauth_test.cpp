#include "otp/otpauth.h"

#include <doctest/doctest.h>

#include "otp/setup_key.h"

namespace sparekey::otp {
namespace {

using Fault = OtpauthFault;
using Kind = OtpauthKey::Kind;

const Bytes hello = *parse_hex("48656c6c6f21deadbeef");  // JBSWY3DPEHPK3PXP.

OtpauthKey parsed(std::string_view uri) {
    CAPTURE(uri);
    auto key = parse_otpauth(uri);
    REQUIRE(key);
    return std::move(*key);
}

TEST_CASE("a URI is written as the key URI format has it") {
    CHECK(otpauth_uri("Example", "alice@google.com", hello).text() ==
          "otpauth://totp/Example:alice%40google.com?secret=JBSWY3DPEHPK3PXP&issuer=Example"
          "&algorithm=SHA1&digits=6&period=30");
}

TEST_CASE("what would end a name is percent-encoded, and a colon left out") {
    CHECK(otpauth_uri("B\u00e4r & Co: 100%", "a+b?c=d#e/f:g", hello).text() ==
          "otpauth://totp/B%C3%A4r%20%26%20Co%20100%25:a%2Bb%3Fc%3Dd%23e%2Ffg"
          "?secret=JBSWY3DPEHPK3PXP&issuer=B%C3%A4r%20%26%20Co%20100%25"
          "&algorithm=SHA1&digits=6&period=30");
}

TEST_CASE("what is written reads back") {
    for (const int characters : {16, 26, 32}) {
        for (const auto* name :
             {"Example", "a b", "\u4e2d\u6587", "100%", "a&b=c", "\U0001f511", "+"}) {
            CAPTURE(name);
            const auto key = new_setup_key(characters);
            const auto read = parsed(otpauth_uri(name, "ada+x@example.org", key.view()).text());
            CHECK(read.kind == Kind::totp);
            CHECK(read.issuer == name);
            CHECK(read.account == "ada+x@example.org");
            CHECK(read.key == key);
            CHECK(read.algorithm == Algorithm::sha1);
            CHECK(read.digits == 6);
            CHECK(read.period_s == 30);
        }
    }
}

TEST_CASE("the examples of the key URI format read as it says") {
    auto key =
        parsed("otpauth://totp/Example:alice@google.com?secret=JBSWY3DPEHPK3PXP&issuer=Example");
    CHECK(key.issuer == "Example");
    CHECK(key.account == "alice@google.com");
    CHECK(to_hex(key.key.view()) == to_hex(hello));
    key = parsed(
        "otpauth://totp/ACME%20Co:john.doe@email.com?secret=HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ"
        "&issuer=ACME%20Co&algorithm=SHA1&digits=6&period=30");
    CHECK(key.issuer == "ACME Co");
    CHECK(key.account == "john.doe@email.com");
    CHECK(key.key.size() == 20);
    CHECK(parsed("otpauth://totp/Big%20Corporation%3A%20alice%40bigco.com?secret=AA").account ==
          "alice@bigco.com");
}

TEST_CASE("parameters say what differs from the usual") {
    const auto slow = parsed("otpauth://totp/a?secret=AA&algorithm=SHA512&digits=8&period=60");
    CHECK(slow.algorithm == Algorithm::sha512);
    CHECK(slow.digits == 8);
    CHECK(slow.period_s == 60);
    const auto counted = parsed("otpauth://hotp/a?secret=AA&counter=18446744073709551615&period=0");
    CHECK(counted.kind == Kind::hotp);
    CHECK(counted.counter == UINT64_MAX);
    CHECK(parsed("otpauth://hotp/a?secret=AA").counter == 0);
    CHECK(parsed("otpauth://totp/a?secret=AA&counter=x").kind == Kind::totp);
}

TEST_CASE("case, unknown parameters and the order do not matter") {
    const auto key =
        parsed("OTPAUTH://TOTP/a:b?IMAGE=x&Digits=7&SECRET=jbswy3dpehpk3pxp&pin&=&lock");
    CHECK(key.issuer == "a");
    CHECK(key.digits == 7);
    CHECK(to_hex(key.key.view()) == to_hex(hello));
    CHECK(parsed("  otpauth://totp/a?secret=AA\n").account == "a");
    CHECK(parsed("otpauth://totp/a?secret=AA&issuer=B&issuer=B").issuer == "B");
}

TEST_CASE("algorithms have many spellings") {
    for (const auto* name :
         {"SHA256", "sha256", "HmacSHA256", "HMAC-SHA-256", "Algorithm.sha256"}) {
        CHECK(parsed(std::string{"otpauth://totp/a?secret=AA&algorithm="} + name).algorithm ==
              Algorithm::sha256);
    }
    CHECK(parsed("otpauth://totp/a?secret=AA&algorithm=SHA224").algorithm == Algorithm::sha224);
    CHECK(parsed("otpauth://totp/a?secret=AA&algorithm=sha384").algorithm == Algorithm::sha384);
    CHECK_FALSE(parse_otpauth("otpauth://totp/a?secret=AA&algorithm=MD5"));
    CHECK_FALSE(parse_otpauth("otpauth://totp/a?secret=AA&algorithm="));
}

TEST_CASE("the issuer parameter wins, and an empty one does not") {
    CHECK(parsed("otpauth://totp/Label:a?secret=AA&issuer=Parameter").issuer == "Parameter");
    CHECK(parsed("otpauth://totp/Label:a?secret=AA&issuer=").issuer == "Label");
    CHECK(parsed("otpauth://totp/a?secret=AA&issuer=Two+words%2B").issuer == "Two words+");
    CHECK(parsed("otpauth://totp/?secret=AA&issuer=Only").account == "");
    CHECK(parsed("otpauth://totp/:a?secret=AA").issuer == "");
    CHECK(parsed("otpauth://totp/mail+tag@x.example?secret=AA").account == "mail+tag@x.example");
    CHECK(parsed("otpauth://totp/a%3Ab:c?secret=AA").account == "b:c");
}

TEST_CASE("secrets that sites drew as characters are taken, with whatever groups them") {
    CHECK(parsed("otpauth://totp/a?secret=ASDFADF").key.size() == 4);
    CHECK(parsed("otpauth://totp/a?secret=MY%3D%3D%3D%3D%3D%3D").key.text() == "f");
    CHECK(parsed("otpauth://totp/a?secret=MY======").key.text() == "f");
    CHECK(parsed("otpauth://totp/a?secret=mz+xq").key.text() == "fo");
    CHECK(parsed("otpauth://totp/a?secret=mz%20xq").key.text() == "fo");
}

TEST_CASE("what is no such URI is refused") {
    using namespace std::string_view_literals;
    for (const auto uri : {""sv,
                           "otpauth"sv,
                           "otpauth://"sv,
                           "otpauth://totp"sv,
                           "otpauth://totp/a"sv,
                           "otpauth://totp/a?"sv,
                           "otpauth://totp?secret=AA"sv,
                           "otpauth:/totp/a?secret=AA"sv,
                           "https://totp/a?secret=AA"sv,
                           "otpauth-migration://offline?data=AA"sv,
                           "otpauth://totp/?secret=AA"sv,
                           "otpauth://totp/:?secret=AA"sv,
                           "otpauth://totp/a?issuer=b"sv,
                           "otpauth://totp/a?secret"sv,
                           "otpauth://totp/a?secret="sv,
                           "otpauth://totp/a?secret=A1"sv,
                           "otpauth://totp/a?secret=M"sv,
                           "otpauth://totp/a?secret=AA&secret=AE"sv,
                           "otpauth://totp/a?secret=AA&digits=6&Digits=8"sv,
                           "otpauth://totp/%ff?secret=AA"sv,
                           "otpauth://totp/a%00?secret=AA"sv,
                           "otpauth://totp/a%0A?secret=AA"sv,
                           "otpauth://totp/a?secret=AA&issuer=%1b"sv,
                           "otpauth://totp/a?secret=AA%0"sv}) {
        CAPTURE(uri);
        CHECK_FALSE(parse_otpauth(uri));
    }
}

Fault fault_of(std::string_view uri) {
    CAPTURE(uri);
    const auto read = read_otpauth(uri);
    REQUIRE(std::holds_alternative<Fault>(read));
    CHECK(words_of(std::get<Fault>(read)).ends_with('.'));
    return std::get<Fault>(read);
}

TEST_CASE("what is wrong has a name") {
    CHECK(fault_of("https://example.org/app") == Fault::no_otpauth);
    CHECK(fault_of(std::string(otpauth_octets_max + 1, 'x')) == Fault::too_long);
    CHECK(fault_of("otpauth://motp/a?secret=AA") == Fault::bad_type);
    CHECK(fault_of("otpauth://totp/a?issuer=b") == Fault::no_secret);
    CHECK(fault_of("otpauth://totp/a?secret=A1") == Fault::bad_secret);
    CHECK(fault_of("otpauth://totp/%ff?secret=AA") == Fault::bad_name);
    CHECK(fault_of("otpauth://totp/?secret=AA") == Fault::no_name);
    CHECK(fault_of("otpauth://totp/a?secret=AA&secret=AE") == Fault::twice);
    CHECK(fault_of("otpauth://totp/a?secret=AA&algorithm=MD5") == Fault::bad_algorithm);
    CHECK(fault_of("otpauth://totp/a?secret=AA&digits=11") == Fault::bad_digits);
    CHECK(fault_of("otpauth://totp/a?secret=AA&period=0") == Fault::bad_period);
    CHECK(fault_of("otpauth://hotp/a?secret=AA&counter=x") == Fault::bad_counter);
}

TEST_CASE("the parameter is the issuer, and what the label says instead is kept beside it") {
    const auto both = parsed("otpauth://totp/Label:a?secret=AA&issuer=Parameter");
    CHECK(both.issuer == "Parameter");
    CHECK(both.label_issuer == "Label");
    CHECK(parsed("otpauth://totp/Same:a?secret=AA&issuer=Same").label_issuer == "");
    CHECK(parsed("otpauth://totp/a?secret=AA&issuer=Only").label_issuer == "");
}

TEST_CASE("an issuer may have a colon: the parameter tells where it ends") {
    const auto key = parsed(
        "otpauth://totp/Text%3A%20More%20Text:Secret?secret=AA&issuer=Text%3A%20More%20Text");
    CHECK(key.issuer == "Text: More Text");
    CHECK(key.account == "Secret");
    CHECK(parsed("otpauth://totp/a%3A%20b?secret=AA").issuer == "a");
    CHECK(parsed("otpauth://totp/a%3A%20b?secret=AA").account == "b");
}

TEST_CASE("what producers forget to encode is taken as it stands") {
    CHECK(parsed("otpauth://totp/A#1:b#2?secret=AA&issuer=A#1").issuer == "A#1");
    CHECK(parsed("otpauth://totp/A#1:b#2?secret=AA&issuer=A#1").account == "b#2");
    CHECK(parsed("otpauth://totp/My Site:a b?secret=AA").issuer == "My Site");
    CHECK(parsed("otpauth://totp/\u4e2d\u6587:\U0001f511?secret=AA").account == "\U0001f511");
    CHECK(parsed("otpauth://totp/100%?secret=AA").account == "100%");
    CHECK(parsed("otpauth://totp/100%25?secret=AA").account == "100%");
    CHECK(parsed("otpauth://totp/%4?secret=AA").account == "%4");
    CHECK(parsed("otpauth://totp/%zz?secret=AA").account == "%zz");
    const auto lost = parsed("otpauth://totp/a?secret=AA&issuer=Fooperiod=60");
    CHECK(lost.issuer == "Foo");
    CHECK(lost.period_s == 60);
}

TEST_CASE("Steam is known by each of its spellings") {
    for (const auto* uri :
         {"otpauth://steam/Steam:ada?secret=AA&issuer=Steam",
          "otpauth://totp/Valve:ada?secret=AA&encoder=steam", "otpauth://totp/ada?secret=AA&steam",
          "otpauth://totp/Steam:ada?secret=AA&digits=6", "steam://AA"}) {
        const auto key = parsed(uri);
        CHECK(key.kind == Kind::steam);
        CHECK(key.digits == 5);
        CHECK(key.period_s == 30);
    }
    CHECK(parsed("steam://AA").issuer == "Steam");
    CHECK(fault_of("steam://") == Fault::no_secret);
    CHECK(fault_of("steam://A1") == Fault::bad_secret);
    CHECK(parsed("otpauth://totp/Steamworks:ada?secret=AA").kind == Kind::totp);
}

TEST_CASE("a hotp without a counter begins at zero, and says that it was assumed") {
    CHECK(parsed("otpauth://hotp/a?secret=AA").counter_assumed);
    CHECK_FALSE(parsed("otpauth://hotp/a?secret=AA&counter=0").counter_assumed);
    CHECK_FALSE(parsed("otpauth://totp/a?secret=AA").counter_assumed);
}

TEST_CASE("any key is written with all that it has, and reads back") {
    for (const auto* uri :
         {"otpauth://totp/Text%3A%20More:a%3Ab?secret=JBSWY3DPEHPK3PXP&issuer=Text%3A%20More"
          "&algorithm=SHA256&digits=7&period=60&image=https%3A%2F%2Fexample.org%2Fa%2Bb.png&lock",
          "otpauth://hotp/Label:a%40b?secret=JBSWY3DPEHPK3PXP&issuer=Parameter&algorithm=SHA512"
          "&digits=8&counter=18446744073709551615",
          "otpauth://steam/Steam:ada?secret=JBSWY3DPEHPK3PXP&issuer=Steam&algorithm=SHA1&digits=5"
          "&period=30&encoder=steam",
          "otpauth://totp/ada?secret=JBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30",
          "otpauth://totp/:a%3Ab?secret=JBSWY3DPEHPK3PXP&algorithm=SHA224&digits=6&period=30",
          "otpauth://totp/Site:?secret=JBSWY3DPEHPK3PXP&issuer=Site&algorithm=SHA1&digits=6"
          "&period=30"}) {
        CHECK(write_otpauth(parsed(uri)).text() == uri);
    }
}

TEST_CASE("numbers end where they should") {
    const auto with = [](const std::string& kind, const std::string& parameter) {
        return parse_otpauth("otpauth://" + kind + "/a?secret=AA&" + parameter).has_value();
    };
    CHECK(with("totp", "digits=4"));
    CHECK(with("totp", "digits=10"));
    CHECK(with("totp", "period=1"));
    CHECK(with("totp", "period=86400"));
    for (const auto* bad :
         {"digits=3", "digits=11", "digits=", "digits=+6", "digits=6x", "digits=-6", "period=0",
          "period=86401", "period=-30", "period=99999999999999999999"}) {
        CAPTURE(bad);
        CHECK_FALSE(with("totp", bad));
    }
    CHECK_FALSE(with("hotp", "counter=18446744073709551616"));
    CHECK_FALSE(with("hotp", "counter=-1"));
}

TEST_CASE("a URI has a greatest length, and so has its key") {
    const std::string uri = "otpauth://totp/a?secret=AA&image=";
    CHECK(parse_otpauth(uri + std::string(otpauth_octets_max - uri.size(), 'x')));
    CHECK_FALSE(parse_otpauth(uri + std::string(otpauth_octets_max - uri.size() + 1, 'x')));
    const Bytes longest(setup_key_octets_max, std::byte{1});
    const Bytes longer(setup_key_octets_max + 1, std::byte{1});
    CHECK(parse_otpauth(otpauth_uri("a", "b", longest).text()));
    CHECK_FALSE(parse_otpauth(otpauth_uri("a", "b", longer).text()));
}

}  // namespace
}  // namespace sparekey::otp

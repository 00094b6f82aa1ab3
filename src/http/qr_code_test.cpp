#include "http/qr_code.h"

#include <doctest/doctest.h>

#include <qrcodegen/qrcodegen.hpp>

#include <cstdio>
#include <set>
#include <utility>

namespace sparekey::http {
namespace {

constexpr std::string_view uri =
    "otpauth://totp/Sparekey:ada%40example.org?secret=JBSWY3DPEHPK3PXP&issuer=Sparekey";

// The modules that the path draws dark, the quiet zone taken off.
std::set<std::pair<int, int>> drawn(std::string_view svg) {
    std::set<std::pair<int, int>> dark;
    auto path = svg.substr(svg.rfind("<path d=\"") + 9);
    for (auto at = path.find('M'); at != std::string_view::npos; at = path.find('M', at + 1)) {
        int x = 0;
        int y = 0;
        int length = 0;
        const std::string run{path.substr(at, 32)};
        REQUIRE(std::sscanf(run.c_str(), "M%d,%dh%dv1h", &x, &y, &length) == 3);
        for (int i = 0; i < length; ++i) {
            CHECK(dark.emplace(x + i - qr_quiet_modules, y - qr_quiet_modules).second);
        }
    }
    return dark;
}

TEST_CASE("the drawing has every dark module of the code, and no other") {
    const auto svg = qr_svg(crypto::Secret{uri});
    const auto dark = drawn(svg.text());
    const std::string text{uri};
    const auto code = qrcodegen::QrCode::encodeText(text.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
    for (int y = 0; y < code.getSize(); ++y) {
        for (int x = 0; x < code.getSize(); ++x) {
            CHECK(dark.contains({x, y}) == code.getModule(x, y));
        }
    }
}

TEST_CASE("the drawing holds no script, no link and no text of the key") {
    const auto svg = qr_svg(crypto::Secret{uri});
    CHECK(svg.text().starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
    CHECK(svg.text().ends_with("</svg>"));
    CHECK(svg.text().find("script") == std::string_view::npos);
    CHECK(svg.text().find("href") == std::string_view::npos);
    CHECK(svg.text().find("JBSW") == std::string_view::npos);
}

TEST_CASE("the longest otpauth URI fits") {
    std::string longest{"otpauth://totp/"};
    longest.append(2048 - longest.size(), 'x');
    CHECK(qr_svg(crypto::Secret{std::string_view{longest}}).text().ends_with("</svg>"));
}

}  // namespace
}  // namespace sparekey::http

#include "sparekey/qr_text.h"

#include <qrcodegen/qrcodegen.hpp>
#include <string>

namespace sparekey::terminal {
namespace {

using qrcodegen::QrCode;

constexpr int quiet_modules = 4;  // ISO/IEC 18004 asks for so many.
constexpr std::size_t octets_max = 2900;

}  // namespace

std::optional<crypto::Secret> qr_text(const crypto::Secret& text) {
    if (text.size() > octets_max) return std::nullopt;
    const std::string plain{text.text()};
    const auto code = QrCode::encodeText(plain.c_str(), QrCode::Ecc::LOW);
    const int end = code.getSize() + quiet_modules;
    std::string drawn;
    drawn.reserve(64 * 1024);
    for (int y = -quiet_modules; y < end; y += 2) {
        // Black on white, said as such: a terminal's own colours may be the other way round.
        drawn += "\x1b[38;5;16;48;5;231m";
        for (int x = -quiet_modules; x < end; ++x) {
            const bool upper = code.getModule(x, y);
            const bool lower = y + 1 < end && code.getModule(x, y + 1);
            drawn += upper && lower ? "\u2588" : upper ? "\u2580" : lower ? "\u2584" : " ";
        }
        drawn += "\x1b[0m\n";
    }
    return crypto::Secret::taking(std::move(drawn));
}

}  // namespace sparekey::terminal

#include "http/qr_code.h"

#include <qrcodegen/qrcodegen.hpp>

#include <fmt/format.h>

namespace sparekey::http {
namespace {

using qrcodegen::QrCode;

// A row's dark modules as runs: a third of the text that single squares would take.
void append_row(std::string& path, const QrCode& code, int y) {
    for (int x = 0; x < code.getSize(); ++x) {
        if (!code.getModule(x, y)) continue;
        const int from = x;
        while (x < code.getSize() && code.getModule(x, y)) ++x;
        const int length = x - from;
        path += fmt::format("M{},{}h{}v1h-{}z", from + qr_quiet_modules, y + qr_quiet_modules,
                            length, length);
    }
}

}  // namespace

crypto::Secret qr_svg(const crypto::Secret& text) {
    const std::string plain{text.text()};
    const auto code = QrCode::encodeText(plain.c_str(), QrCode::Ecc::MEDIUM);
    const int size = code.getSize() + 2 * qr_quiet_modules;
    std::string path;
    for (int y = 0; y < code.getSize(); ++y) append_row(path, code, y);
    return crypto::Secret::taking(
        fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" )"
                    R"(shape-rendering="crispEdges"><path fill="#fff" d="M0,0h{0}v{0}h-{0}z"/>)"
                    R"(<path d="{1}"/></svg>)",
                    size, path));
}

}  // namespace sparekey::http

#include "sparekey/qr_reader.h"

#define ZX_USE_UTF8 1
#include <ReadBarcode.h>

#include <algorithm>

#include "base/text.h"

namespace sparekey::terminal {
namespace {

constexpr std::size_t enlarged_pixels_max = 16'000'000;

void read_into(const Picture& picture, ZXing::Binarizer binarizer,
               std::vector<std::string>& texts) {
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode);
    hints.setTryHarder(true);
    hints.setTryRotate(true);
    hints.setBinarizer(binarizer);
    const ZXing::ImageView view{picture.grey.data(), picture.width, picture.height,
                                ZXing::ImageFormat::Lum};
    for (const auto& result : ZXing::ReadBarcodes(view, hints)) {
        auto text = result.text();
        if (std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
    }
}

void read_both(const Picture& picture, ZXing::Binarizer binarizer,
               std::vector<std::string>& texts) {
    read_into(picture, binarizer, texts);
    read_into(inverted(picture), binarizer, texts);
}

}  // namespace

std::vector<std::string> read_qr_codes(const Picture& picture) {
    std::vector<std::string> texts;
    read_both(picture, ZXing::Binarizer::LocalAverage, texts);
    for (const int times : {2, 4}) {
        const auto pixels = picture.grey.size() * static_cast<std::size_t>(times * times);
        if (pixels > enlarged_pixels_max) break;
        read_both(enlarged(picture, times), ZXing::Binarizer::LocalAverage, texts);
    }
    // Last, for pictures of few greys that the local threshold makes noise of.
    if (texts.empty()) read_both(picture, ZXing::Binarizer::GlobalHistogram, texts);
    return texts;
}

std::string kind_of_other_code(std::string_view text) {
    const auto lower = lower_ascii(text.substr(0, 64));
    const auto begins = [&](std::string_view with) { return lower.starts_with(with); };
    if (begins("phonefactor:") || begins("microsoft-authenticator:") || begins("msauth:")) {
        return "is for Microsoft Authenticator's own approvals, which are no one-time codes. Ask "
               "that site for another authenticator app.";
    }
    if (begins("http://") || begins("https://")) {
        return "is the address of a web page, perhaps of an app to install. The code with the key "
               "is another one.";
    }
    if (begins("wifi:")) return "is for a wireless network.";
    if (begins("duo://") || begins("okta") || begins("symantec") || begins("vip")) {
        return "is for another vendor's own approvals, which are no one-time codes.";
    }
    return "holds something else than a key.";
}

}  // namespace sparekey::terminal

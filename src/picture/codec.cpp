#include "picture/codec.h"

#include <png.h>
#include <webp/decode.h>

#include <algorithm>

#include "picture/jpeg.h"

namespace sparekey::picture {
namespace {

using Result = std::variant<Decoded, Outcome>;

const std::uint8_t* raw(BytesView octets) {
    return reinterpret_cast<const std::uint8_t*>(octets.data());
}

// Frees what libpng keeps, on every way out.
struct PngImage {
    png_image image{};
    PngImage() { image.version = PNG_IMAGE_VERSION; }
    ~PngImage() { png_image_free(&image); }
    PngImage(const PngImage&) = delete;
    PngImage& operator=(const PngImage&) = delete;
};

Result decode_png(BytesView octets) {
    PngImage png;
    if (!png_image_begin_read_from_memory(&png.image, octets.data(), octets.size()))
        return Outcome::damaged;
    const auto width = png.image.width, height = png.image.height;
    if (!is_allowed_size(width, height)) return Outcome::too_large;
    png.image.format = PNG_FORMAT_RGB;
    Pixels pixels{static_cast<int>(width), static_cast<int>(height)};
    const png_color white{255, 255, 255};  // Behind what is transparent.
    if (!png_image_finish_read(&png.image, &white, pixels.octets.data(), 0, nullptr) ||
        PNG_IMAGE_FAILED(png.image))
        return Outcome::damaged;
    return Decoded{shrunk(std::move(pixels), view_side_max), width, height};
}

Result decode_webp(BytesView octets) {
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config) ||
        WebPGetFeatures(raw(octets), octets.size(), &config.input) != VP8_STATUS_OK)
        return Outcome::damaged;
    const int width = config.input.width, height = config.input.height;
    if (!is_allowed_size(width, height)) return Outcome::too_large;
    if (config.input.has_animation) return Outcome::damaged;
    Pixels pixels{width, height};
    config.output.colorspace = MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA = {pixels.octets.data(), width * 3, pixels.octets.size()};
    if (WebPDecode(raw(octets), octets.size(), &config) != VP8_STATUS_OK) return Outcome::damaged;
    return Decoded{shrunk(std::move(pixels), view_side_max), static_cast<std::uint32_t>(width),
                   static_cast<std::uint32_t>(height)};
}

Result decode_jpeg(BytesView octets) {
    auto got = read_jpeg(octets, view_side_max);
    if (const auto* outcome = std::get_if<Outcome>(&got)) return *outcome;
    auto& jpeg = std::get<Jpeg>(got);
    Decoded decoded{turned(shrunk(std::move(jpeg.pixels), view_side_max), jpeg.orientation),
                    jpeg.width, jpeg.height};
    if (jpeg.orientation >= 5) std::swap(decoded.width, decoded.height);
    return decoded;
}

}  // namespace

Result decode(BytesView octets) {
    const auto type = sniff(octets.first(std::min(octets.size(), sniffed_octets)));
    if (!type) return Outcome::unknown_type;
    switch (*type) {
    case Type::jpeg: return decode_jpeg(octets);
    case Type::png: return decode_png(octets);
    case Type::webp: return decode_webp(octets);
    case Type::webm:
    case Type::mp4: return Outcome::unknown_type;
    }
    return Outcome::unknown_type;
}

}  // namespace sparekey::picture

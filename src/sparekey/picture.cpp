#include "sparekey/picture.h"

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <cstring>

// After cstdio, which it needs and does not include.
#include <jpeglib.h>
#include <png.h>
#include <webp/decode.h>

namespace sparekey::terminal {
namespace {

constexpr std::string_view png_mark = "\x89PNG";
constexpr std::string_view jpeg_mark = "\xff\xd8\xff";

bool is_webp(std::string_view file) {
    return file.size() > 12 && file.starts_with("RIFF") && file.substr(8, 4) == "WEBP";
}

std::optional<Picture> blank(std::size_t width, std::size_t height) {
    const std::size_t side_max{picture_side_max};
    if (width == 0 || height == 0 || width > side_max || height > side_max ||
        width * height > picture_pixels_max) {
        return std::nullopt;
    }
    Picture picture{static_cast<int>(width), static_cast<int>(height), {}};
    picture.grey.resize(width * height);
    return picture;
}

std::optional<Picture> decode_png(std::string_view file) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image, file.data(), file.size()) == 0) return {};
    image.format = PNG_FORMAT_GRAY;
    auto picture = blank(image.width, image.height);
    if (!picture) {
        png_image_free(&image);
        return std::nullopt;
    }
    const png_color white{255, 255, 255};
    if (png_image_finish_read(&image, &white, picture->grey.data(), 0, nullptr) == 0) return {};
    return picture;
}

// libjpeg leaves by a jump where a file is broken; what must be freed lives outside of it.
struct JpegFailure {
    jpeg_error_mgr manager;
    std::jmp_buf back;
};

void leave(j_common_ptr info) { std::longjmp(reinterpret_cast<JpegFailure*>(info->err)->back, 1); }
void say_nothing(j_common_ptr) {}

// False where it is broken. Nothing in it has a destructor that a jump would pass over.
bool read_jpeg(jpeg_decompress_struct& info, JpegFailure& failure, std::string_view file,
               std::optional<Picture>& picture) {
    if (setjmp(failure.back) != 0) return false;
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(file.data()), file.size());
    jpeg_read_header(&info, TRUE);
    info.out_color_space = JCS_GRAYSCALE;
    picture = blank(info.image_width, info.image_height);
    if (!picture) return false;
    jpeg_start_decompress(&info);
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = picture->grey.data() +
                       std::size_t{info.output_scanline} * static_cast<std::size_t>(picture->width);
        jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    return true;
}

std::optional<Picture> decode_jpeg(std::string_view file) {
    jpeg_decompress_struct info{};
    JpegFailure failure{};
    info.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = leave;
    failure.manager.output_message = say_nothing;
    std::optional<Picture> picture;
    const bool read = read_jpeg(info, failure, file, picture);
    jpeg_destroy_decompress(&info);
    return read ? picture : std::nullopt;
}

std::optional<Picture> decode_webp(std::string_view file) {
    const auto* octets = reinterpret_cast<const std::uint8_t*>(file.data());
    int width = 0;
    int height = 0;
    if (WebPGetInfo(octets, file.size(), &width, &height) == 0) return std::nullopt;
    auto picture = blank(static_cast<std::size_t>(width), static_cast<std::size_t>(height));
    if (!picture) return std::nullopt;
    std::vector<std::uint8_t> rgba(picture->grey.size() * 4);
    if (!WebPDecodeRGBAInto(octets, file.size(), rgba.data(), rgba.size(), width * 4)) return {};
    for (std::size_t i = 0; i < picture->grey.size(); ++i) {
        const auto* pixel = &rgba[i * 4];
        const int grey = (pixel[0] * 299 + pixel[1] * 587 + pixel[2] * 114) / 1000;
        picture->grey[i] = static_cast<std::uint8_t>(255 - (255 - grey) * pixel[3] / 255);
    }
    return picture;
}

}  // namespace

bool looks_like_picture(std::string_view file) {
    return file.starts_with(png_mark) || file.starts_with(jpeg_mark) || is_webp(file);
}

std::optional<Picture> decode_picture(std::string_view file) {
    if (file.size() > picture_octets_max) return std::nullopt;
    if (file.starts_with(png_mark)) return decode_png(file);
    if (file.starts_with(jpeg_mark)) return decode_jpeg(file);
    if (is_webp(file)) return decode_webp(file);
    return std::nullopt;
}

Picture inverted(const Picture& picture) {
    auto other = picture;
    for (auto& pixel : other.grey) pixel = static_cast<std::uint8_t>(255 - pixel);
    return other;
}

Picture enlarged(const Picture& picture, int times) {
    Picture large{picture.width * times, picture.height * times, {}};
    const auto width = static_cast<std::size_t>(large.width);
    large.grey.resize(width * static_cast<std::size_t>(large.height));
    const auto step = static_cast<std::size_t>(times);
    for (std::size_t y = 0; y < static_cast<std::size_t>(large.height); ++y) {
        const auto from = y / step * static_cast<std::size_t>(picture.width);
        for (std::size_t x = 0; x < width; ++x) {
            large.grey[y * width + x] = picture.grey[from + x / step];
        }
    }
    return large;
}

}  // namespace sparekey::terminal

// For tests: pictures as files of each type.
#pragma once
#include <png.h>
#include <webp/encode.h>

#include <string>

#include "base/bytes.h"
#include "picture/pixels.h"

namespace sparekey::picture {

inline Bytes png_of(const Pixels& picture) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(picture.width);
    image.height = static_cast<png_uint_32>(picture.height);
    image.format = PNG_FORMAT_RGB;
    image.flags = PNG_IMAGE_FLAG_FAST;
    png_alloc_size_t size = 0;
    png_image_write_to_memory(&image, nullptr, &size, 0, picture.octets.data(), 0, nullptr);
    Bytes octets(size);
    png_image_write_to_memory(&image, octets.data(), &size, 0, picture.octets.data(), 0, nullptr);
    octets.resize(size);
    return octets;
}

inline Bytes webp_of(const Pixels& picture) {
    std::uint8_t* out = nullptr;
    const auto size = WebPEncodeRGB(picture.octets.data(), picture.width, picture.height,
                                    picture.width * 3, 90, &out);
    auto octets = to_bytes({reinterpret_cast<const std::byte*>(out), size});
    WebPFree(out);
    return octets;
}

inline std::uint32_t crc_of(BytesView octets) {
    std::uint32_t crc = 0xffffffff;
    for (const auto octet : octets) {
        crc ^= std::to_integer<std::uint32_t>(octet);
        for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? 0xedb88320U ^ crc >> 1 : crc >> 1;
    }
    return ~crc;
}

// The head of a PNG of this size, and nothing behind it but an end: a bomb of 60 octets.
inline Bytes png_claiming(std::uint32_t width, std::uint32_t height) {
    Bytes octets = to_bytes(bytes_of("\x89PNG\r\n\x1a\n"));
    const auto chunk = [&](std::string_view name, Bytes content) {
        const auto number = [&](std::uint32_t value) {
            for (int shift = 24; shift >= 0; shift -= 8)
                octets.push_back(static_cast<std::byte>(value >> shift & 0xff));
        };
        number(static_cast<std::uint32_t>(content.size()));
        auto named = to_bytes(bytes_of(name));
        append(named, content);
        append(octets, named);
        number(crc_of(named));
    };
    Bytes head;
    for (const auto value : {width, height}) {
        for (int shift = 24; shift >= 0; shift -= 8)
            head.push_back(static_cast<std::byte>(value >> shift & 0xff));
    }
    for (const int value : {8, 2, 0, 0, 0}) head.push_back(static_cast<std::byte>(value));
    chunk("IHDR", head);
    chunk("IDAT", to_bytes(bytes_of("x")));
    chunk("IEND", {});
    return octets;
}

// A JPEG whose head says another size than its content has.
inline Bytes jpeg_claiming(Bytes jpeg, int width, int height) {
    for (std::size_t n = 0; n + 8 < jpeg.size(); ++n) {
        if (jpeg[n] != std::byte{0xff} || jpeg[n + 1] != std::byte{0xc0}) continue;
        jpeg[n + 5] = static_cast<std::byte>(height >> 8);
        jpeg[n + 6] = static_cast<std::byte>(height & 0xff);
        jpeg[n + 7] = static_cast<std::byte>(width >> 8);
        jpeg[n + 8] = static_cast<std::byte>(width & 0xff);
        break;
    }
    return jpeg;
}

// With Exif that says how the camera was held, and a comment.
inline Bytes jpeg_with_metadata(const Bytes& jpeg, int orientation) {
    std::string exif{"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0",
                     32};
    exif[25] = static_cast<char>(orientation);
    const auto segment = [](char marker, std::string_view content) {
        const auto length = content.size() + 2;
        std::string text{'\xff', marker, static_cast<char>(length >> 8),
                         static_cast<char>(length & 0xff)};
        return text.append(content);
    };
    Bytes octets = to_bytes(BytesView{jpeg}.first(2));
    append(octets, bytes_of(segment('\xe1', exif)));
    append(octets, bytes_of(segment('\xfe', "taken at 52.52 north, 13.40 east")));
    append(octets, BytesView{jpeg}.subspan(2));
    return octets;
}

}  // namespace sparekey::picture

#include "picture/jpeg.h"

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdio>  // jpeglib.h wants it before.
#include <cstdlib>
#include <memory>
#include <utility>

#include <jpeglib.h>

#include <jerror.h>

namespace sparekey::picture {
namespace {

constexpr int quality = 90;
constexpr int exif_marker = JPEG_APP0 + 1;
constexpr unsigned exif_octets_max = 65533;

struct Errors {
    jpeg_error_mgr manager;  // First: libjpeg hands back its address.
    std::jmp_buf out;
    bool is_cut_off;
};

Errors& errors_of(j_common_ptr info) { return *reinterpret_cast<Errors*>(info->err); }

[[noreturn]] void leave(j_common_ptr info) { std::longjmp(errors_of(info).out, 1); }
// libjpeg fills what is missing with grey and warns. (Other warnings are of harmless oddities.)
void note_warning(j_common_ptr info, int level) {
    const int code = info->err->msg_code;
    if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER))
        errors_of(info).is_cut_off = true;
}
void be_quiet(j_common_ptr) {}

void set_errors(Errors& errors) {
    jpeg_std_error(&errors.manager);
    errors.manager.error_exit = leave;
    errors.manager.emit_message = note_warning;
    errors.manager.output_message = be_quiet;
}

struct Reading {
    jpeg_decompress_struct info{};
    Errors errors{};
    Jpeg jpeg;
    std::vector<std::uint8_t> line;  // Of a picture with four inks.
    bool too_large = false;
    ~Reading() { jpeg_destroy_decompress(&info); }
};

void read_orientation(Reading& reading) {
    for (const auto* marker = reading.info.marker_list; marker; marker = marker->next) {
        if (marker->marker != exif_marker) continue;
        const BytesView app1{reinterpret_cast<const std::byte*>(marker->data), marker->data_length};
        const int orientation = exif_orientation(app1);
        if (orientation != 1) reading.jpeg.orientation = orientation;
    }
}

// Decoding to a half or less is nearly free, and saves three quarters of the memory.
unsigned scale_for(const jpeg_decompress_struct& info, int side_wanted) {
    const auto longer = std::max(info.image_width, info.image_height);
    unsigned scale = 1;
    while (scale < 8 && longer / (scale * 2) >= static_cast<unsigned>(side_wanted)) scale *= 2;
    return scale;
}

// Adobe's four inks, stored inverted.
void from_inks(const std::uint8_t* inks, std::uint8_t* points, int width) {
    for (int x = 0; x < width; ++x, inks += 4, points += 3) {
        for (int n = 0; n < 3; ++n) points[n] = static_cast<std::uint8_t>(inks[n] * inks[3] / 255);
    }
}

// False when it cannot be read to its end. Nothing with a destructor may live here across a call of
// libjpeg's.
bool run_reading(Reading& reading, BytesView octets, int side_wanted) {
    auto& info = reading.info;
    set_errors(reading.errors);
    info.err = &reading.errors.manager;
    if (setjmp(reading.errors.out) != 0) return false;
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(octets.data()), octets.size());
    jpeg_save_markers(&info, exif_marker, exif_octets_max);
    jpeg_read_header(&info, TRUE);
    if (!is_allowed_size(info.image_width, info.image_height)) {
        reading.too_large = true;
        return false;
    }
    reading.jpeg.width = info.image_width;
    reading.jpeg.height = info.image_height;
    read_orientation(reading);
    const bool has_inks = info.num_components == 4;
    info.out_color_space = has_inks ? JCS_CMYK : JCS_RGB;
    info.scale_num = 1;
    info.scale_denom = scale_for(info, side_wanted);
    jpeg_start_decompress(&info);
    const auto width = static_cast<int>(info.output_width);
    reading.jpeg.pixels = Pixels{width, static_cast<int>(info.output_height)};
    if (has_inks) reading.line.resize(static_cast<std::size_t>(width) * 4);
    while (info.output_scanline < info.output_height) {
        auto* const points = reading.jpeg.pixels.row(static_cast<int>(info.output_scanline));
        JSAMPROW row = has_inks ? reading.line.data() : points;
        if (jpeg_read_scanlines(&info, &row, 1) != 1) return false;
        if (has_inks) from_inks(reading.line.data(), points, width);
    }
    jpeg_finish_decompress(&info);
    return !reading.errors.is_cut_off;
}

struct Writing {
    jpeg_compress_struct info{};
    Errors errors{};
    unsigned char* octets = nullptr;
    unsigned long count = 0;
    ~Writing() {
        jpeg_destroy_compress(&info);
        std::free(octets);
    }
};

bool run_writing(Writing& writing, const Pixels& picture) {
    auto& info = writing.info;
    set_errors(writing.errors);
    info.err = &writing.errors.manager;
    if (setjmp(writing.errors.out) != 0) return false;
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &writing.octets, &writing.count);
    info.image_width = static_cast<JDIMENSION>(picture.width);
    info.image_height = static_cast<JDIMENSION>(picture.height);
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        auto* row = const_cast<std::uint8_t*>(picture.row(static_cast<int>(info.next_scanline)));
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    return true;
}

// Numbers of a TIFF header, in either order of octets.
struct Tiff {
    BytesView octets;
    bool is_little;

    [[nodiscard]] std::uint32_t number(std::size_t at, std::size_t size) const {
        if (at > octets.size() || octets.size() - at < size) return 0;
        std::uint32_t value = 0;
        for (std::size_t n = 0; n < size; ++n) {
            const auto octet = octets[at + (is_little ? size - 1 - n : n)];
            value = value << 8 | std::to_integer<std::uint32_t>(octet);
        }
        return value;
    }
};

}  // namespace

int exif_orientation(BytesView app1) {
    constexpr std::string_view exif{"Exif\0\0", 6};
    constexpr std::uint32_t orientation_tag = 274, short_type = 3, entries_max = 200;
    if (app1.size() < exif.size() + 8 || text_of(app1.first(exif.size())) != exif) return 1;
    const auto octets = app1.subspan(exif.size());
    const auto order = text_of(octets.first(2));
    if (order != "II" && order != "MM") return 1;
    const Tiff tiff{octets, order == "II"};
    const std::size_t directory = tiff.number(4, 4);
    const auto entries = std::min(tiff.number(directory, 2), entries_max);
    for (std::uint32_t n = 0; n < entries; ++n) {
        const auto at = directory + 2 + std::size_t{n} * 12;
        if (tiff.number(at, 2) != orientation_tag || tiff.number(at + 2, 2) != short_type) continue;
        const auto value = tiff.number(at + 8, 2);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

std::variant<Jpeg, Outcome> read_jpeg(BytesView octets, int side_wanted) {
    const auto reading = std::make_unique<Reading>();
    if (!run_reading(*reading, octets, side_wanted))
        return reading->too_large ? Outcome::too_large : Outcome::damaged;
    return std::move(reading->jpeg);
}

Bytes encode_jpeg(const Pixels& picture) {
    const auto writing = std::make_unique<Writing>();
    if (!run_writing(*writing, picture)) return {};
    return to_bytes({reinterpret_cast<const std::byte*>(writing->octets), writing->count});
}

}  // namespace sparekey::picture

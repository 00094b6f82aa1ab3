#include "picture/mark.h"

#include <algorithm>

#include "picture/glyphs.h"

namespace sparekey::picture {
namespace {

constexpr int rows_of_text = 14;                  // From top to bottom, whatever the size.
constexpr int alpha_light = 90, alpha_dark = 80;  // Of 256.
constexpr std::array<std::uint8_t, glyph_height> box{31, 17, 17, 17, 17, 17, 31};

const std::array<std::uint8_t, glyph_height>& rows_of(char letter) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    for (const auto& glyph : glyphs) {
        if (glyph.letter == letter) return glyph.rows;
    }
    return box;
}

void blend(Pixels& picture, int left, int top, int size, int colour, int alpha) {
    for (int y = std::max(0, top); y < std::min(picture.height, top + size); ++y) {
        for (int x = std::max(0, left); x < std::min(picture.width, left + size); ++x) {
            auto* const point = picture.row(y) + x * 3;
            for (int n = 0; n < 3; ++n)
                point[n] =
                    static_cast<std::uint8_t>((point[n] * (256 - alpha) + colour * alpha) / 256);
        }
    }
}

// Light with a dark shade below it, so that it shows on either.
void draw_letter(Pixels& picture, int left, int top, int dot, char letter) {
    const auto& rows = rows_of(letter);
    const int shade = std::max(1, dot / 2);
    for (int y = 0; y < glyph_height; ++y) {
        for (int x = 0; x < glyph_width; ++x) {
            if (!(rows[static_cast<std::size_t>(y)] & (1U << (glyph_width - 1 - x)))) continue;
            blend(picture, left + x * dot + shade, top + y * dot + shade, dot, 0, alpha_dark);
            blend(picture, left + x * dot, top + y * dot, dot, 255, alpha_light);
        }
    }
}

}  // namespace

void draw_mark(Pixels& picture, std::string_view words) {
    words = words.substr(0, mark_letters_max);
    if (words.empty()) return;
    const int row_height = std::max(1, picture.height / rows_of_text);
    const int dot = std::max(1, row_height / (3 * glyph_height));
    const int letter = (glyph_width + 1) * dot;
    const int length = (static_cast<int>(words.size()) + 3) * letter;
    int shift = 0;
    for (int top = row_height / 3; top < picture.height; top += row_height) {
        for (int left = -shift; left < picture.width; left += length) {
            for (std::size_t n = 0; n < words.size(); ++n)
                draw_letter(picture, left + static_cast<int>(n) * letter, top, dot, words[n]);
        }
        shift = (shift + length * 2 / 5) % length;
    }
}

}  // namespace sparekey::picture

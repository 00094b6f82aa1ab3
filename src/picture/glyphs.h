// Letters of five by seven dots, for the watermark: no font is read, and no library draws.
#pragma once
#include <array>
#include <cstdint>

namespace sparekey::picture {

inline constexpr int glyph_width = 5, glyph_height = 7;

struct Glyph {
    char letter;
    std::array<std::uint8_t, glyph_height> rows;  // Five bits each, the leftmost the greatest.
};

inline constexpr std::array glyphs{
    Glyph{' ', {0, 0, 0, 0, 0, 0, 0}},        Glyph{'A', {14, 17, 17, 31, 17, 17, 17}},
    Glyph{'B', {30, 17, 17, 30, 17, 17, 30}}, Glyph{'C', {14, 17, 16, 16, 16, 17, 14}},
    Glyph{'D', {30, 17, 17, 17, 17, 17, 30}}, Glyph{'E', {31, 16, 16, 30, 16, 16, 31}},
    Glyph{'F', {31, 16, 16, 30, 16, 16, 16}}, Glyph{'G', {14, 17, 16, 23, 17, 17, 14}},
    Glyph{'H', {17, 17, 17, 31, 17, 17, 17}}, Glyph{'I', {14, 4, 4, 4, 4, 4, 14}},
    Glyph{'J', {7, 2, 2, 2, 2, 18, 12}},      Glyph{'K', {17, 18, 20, 24, 20, 18, 17}},
    Glyph{'L', {16, 16, 16, 16, 16, 16, 31}}, Glyph{'M', {17, 27, 21, 21, 17, 17, 17}},
    Glyph{'N', {17, 25, 21, 19, 17, 17, 17}}, Glyph{'O', {14, 17, 17, 17, 17, 17, 14}},
    Glyph{'P', {30, 17, 17, 30, 16, 16, 16}}, Glyph{'Q', {14, 17, 17, 17, 21, 18, 13}},
    Glyph{'R', {30, 17, 17, 30, 20, 18, 17}}, Glyph{'S', {15, 16, 16, 14, 1, 1, 30}},
    Glyph{'T', {31, 4, 4, 4, 4, 4, 4}},       Glyph{'U', {17, 17, 17, 17, 17, 17, 14}},
    Glyph{'V', {17, 17, 17, 17, 17, 10, 4}},  Glyph{'W', {17, 17, 17, 21, 21, 27, 17}},
    Glyph{'X', {17, 17, 10, 4, 10, 17, 17}},  Glyph{'Y', {17, 17, 10, 4, 4, 4, 4}},
    Glyph{'Z', {31, 1, 2, 4, 8, 16, 31}},     Glyph{'0', {14, 17, 19, 21, 25, 17, 14}},
    Glyph{'1', {4, 12, 4, 4, 4, 4, 14}},      Glyph{'2', {14, 17, 1, 6, 8, 16, 31}},
    Glyph{'3', {31, 2, 4, 2, 1, 17, 14}},     Glyph{'4', {2, 6, 10, 18, 31, 2, 2}},
    Glyph{'5', {31, 16, 30, 1, 1, 17, 14}},   Glyph{'6', {6, 8, 16, 30, 17, 17, 14}},
    Glyph{'7', {31, 1, 2, 4, 8, 8, 8}},       Glyph{'8', {14, 17, 17, 14, 17, 17, 14}},
    Glyph{'9', {14, 17, 17, 15, 1, 2, 12}},   Glyph{'-', {0, 0, 0, 31, 0, 0, 0}},
    Glyph{'.', {0, 0, 0, 0, 0, 12, 12}},      Glyph{':', {0, 12, 12, 0, 12, 12, 0}},
    Glyph{'/', {1, 1, 2, 4, 8, 16, 16}}};

}  // namespace sparekey::picture

// The watermark: who looks at this picture, and when, drawn all over it.
#pragma once
#include <string_view>

#include "picture/pixels.h"

namespace sparekey::picture {

inline constexpr std::size_t mark_letters_max = 64;

// Capital letters, digits and -.:/ only; others are drawn as boxes. In rows from side to side, so
// that no part of the picture is without; one can read what is below.
void draw_mark(Pixels& picture, std::string_view words);

}  // namespace sparekey::picture

// The texts of QR codes in a picture: several of them, light on dark, and small ones.
#pragma once
#include <string>
#include <vector>

#include "sparekey/picture.h"

namespace sparekey::terminal {

// Each text once. As it is, inverted, and both enlarged where the picture is not large: the reader
// knows no inverted codes, and loses small ones.
[[nodiscard]] std::vector<std::string> read_qr_codes(const Picture&);

// What a text is that holds no key, for whoever photographed the wrong code: the rest of a sentence
// that begins with "It".
[[nodiscard]] std::string kind_of_other_code(std::string_view text);

}  // namespace sparekey::terminal

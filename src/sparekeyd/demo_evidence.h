// What the samples send: pictures that look enough like documents to try a desk out, of nobody, and
// a video of five seconds in which somebody turns the head.
#pragma once
#include <string>

#include "base/bytes.h"
#include "evidence/item.h"

namespace sparekey::sparekeyd {

// A JPEG with these words all over it; the kinds differ in shape and colour.
[[nodiscard]] Bytes sample_picture(evidence::Kind, const std::string& words);
[[nodiscard]] Bytes sample_video();  // WebM.

}  // namespace sparekey::sparekeyd

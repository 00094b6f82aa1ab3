#include "sparekey/clipboard.h"

#include "base/base64.h"

namespace sparekey::terminal {

std::string copy_sequence(std::string_view text) {
    return "\x1b]52;c;" + to_base64(bytes_of(text)) + "\x07";
}

}  // namespace sparekey::terminal

#include "base/base64.h"

namespace sparekey {

std::string to_base64(BytesView octets) {
    auto text = to_base64url(octets);
    for (char& c : text) {
        if (c == '-') c = '+';
        if (c == '_') c = '/';
    }
    while (text.size() % 4 != 0) text += '=';
    return text;
}

std::optional<Bytes> parse_base64(std::string_view text) {
    std::string bare;
    bare.reserve(text.size());
    while (!text.empty() && (text.back() == '=' || text.back() == '\n' || text.back() == '\r')) {
        text.remove_suffix(1);
    }
    for (const char c : text) {
        if (c == '\n' || c == '\r') continue;
        bare += c == '+' ? '-' : c == '/' ? '_' : c;
    }
    return parse_base64url(bare);
}

}  // namespace sparekey

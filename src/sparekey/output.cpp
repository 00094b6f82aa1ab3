#include "sparekey/output.h"

#include <boost/json/serialize.hpp>
#include <cstdio>

#include "base/text.h"
#include "sparekey/tty.h"

namespace sparekey::terminal {

void Output::line(std::string_view text) {
    if (!as_json_) write_standard_output(std::string{text} + '\n');
}

void Output::note(std::string_view text) {
    if (!as_json_) {
        std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
    }
}

Exit Output::refuse(const Refusal& refusal) {
    json_["error"] = {{"slug", refusal.slug}, {"detail", refusal.text}};
    note("sparekey: " + refusal.text);
    return refusal.exit;
}

void Output::finish() {
    if (as_json_ && !json_.empty()) write_standard_output(boost::json::serialize(json_) + '\n');
}

std::string printable(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        const auto value = static_cast<unsigned char>(c);
        safe += value < 0x20 || value == 0x7f ? '?' : c;
    }
    if (!is_valid_utf8(safe) || has_control_characters(safe)) {
        for (char& c : safe) {
            if (static_cast<unsigned char>(c) >= 0x80) c = '?';
        }
    }
    return safe;
}

}  // namespace sparekey::terminal

#include "sparekeyd/blocklist.h"

#include <fstream>
#include <sstream>

#include "base/failure.h"
#include "base/text.h"

namespace sparekey::sparekeyd {
namespace {

constexpr std::string_view common_passwords =
#include "sparekeyd/common_passwords.inc"
    ;

[[noreturn]] void refuse(const std::filesystem::path& file, const char* why) {
    throw Failure(Failure::Kind::refused, "password.blocklist_file " + file.string() + ": " + why);
}

}  // namespace

void add_words(Blocklist& to, std::string_view lines) {
    for (auto line : split(lines, '\n')) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty() && !line.starts_with('#')) to.insert(lower_ascii(line));
    }
}

Blocklist read_blocklist(const std::filesystem::path& file) {
    Blocklist words;
    add_words(words, common_passwords);
    if (file.empty()) return words;

    std::error_code missing;
    const auto octets = std::filesystem::file_size(file, missing);
    if (missing) refuse(file, "cannot be read");
    if (octets == 0 || octets > blocklist_octets_max) refuse(file, "is empty or too large");
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    if (text.view().size() != octets) refuse(file, "cannot be read");
    add_words(words, text.view());
    return words;
}

}  // namespace sparekey::sparekeyd

#include "crypto/pepper.h"

#include <string>
#include <string_view>

#include "base/text.h"
#include "crypto/key_file.h"
#include "crypto/keyed_digest.h"

namespace sparekey::crypto {
namespace {

constexpr std::string_view first_line = "sparekey-pepper-1";
constexpr std::size_t pepper_octets = 32;

std::optional<Bytes> parse_pepper(std::string_view text) {
    const auto lines = split(text, '\n');
    // The end of the second line makes a third, empty one: without it the file was cut off.
    if (lines.size() != 3 || lines[0] != first_line || !lines[2].empty()) return std::nullopt;
    auto octets = parse_hex(lines[1]);
    if (!octets || octets->size() != pepper_octets) return std::nullopt;
    return octets;
}

}  // namespace

Pepper Pepper::load(const std::filesystem::path& file) {
    const auto content = read_key_file(file);
    auto octets = parse_pepper(content.text());
    if (!octets) refuse_key_file(file, "is no pepper, or not a whole one");
    return Pepper{Secret::taking(std::move(*octets)).view()};
}

void Pepper::create(const std::filesystem::path& file) {
    const auto octets = Secret::random(pepper_octets);
    const auto hex = Secret::taking(to_hex(octets.view()));
    std::string text;
    text.reserve(first_line.size() + 1 + hex.size() + 1);
    text.append(first_line).append("\n").append(hex.text()).append("\n");
    create_key_file(file, Secret::taking(std::move(text)).view());
}

Pepper Pepper::in_memory() { return Pepper{Secret::random(pepper_octets).view()}; }

Bytes Pepper::fingerprint() const {
    return to_bytes(keyed_digest(*this, "sparekey-pepper-1 fingerprint", {}));
}

}  // namespace sparekey::crypto

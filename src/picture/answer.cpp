#include "picture/answer.h"

#include <algorithm>

#include "picture/pixels.h"

namespace sparekey::picture {
namespace {

constexpr std::string_view magic = "SPKA";
constexpr std::size_t outcome_at = 4, has_hash_at = 5, width_at = 8, height_at = 12, hash_at = 16,
                      sharpness_at = 24, brightness_at = 28, glare_at = 32, jpeg_at = 36,
                      blank_at = 40;
constexpr std::uint8_t outcomes = 4;

using Octets = std::array<std::byte, answer_octets>;

void put(Octets& to, std::size_t at, std::uint64_t value, int octets) {
    for (int n = octets; n-- > 0; value >>= 8)
        to[at + static_cast<std::size_t>(n)] = static_cast<std::byte>(value & 0xff);
}

std::uint64_t get(BytesView from, std::size_t at, std::size_t octets) {
    std::uint64_t value = 0;
    for (const auto octet : from.subspan(at, octets))
        value = value << 8 | std::to_integer<std::uint64_t>(octet);
    return value;
}

std::uint32_t get_u32(BytesView from, std::size_t at) {
    return static_cast<std::uint32_t>(get(from, at, 4));
}

bool is_sound(const Answer& answer) {
    if (answer.outcome != Outcome::fine) return answer == Answer{.outcome = answer.outcome};
    return is_allowed_size(answer.width, answer.height) && answer.brightness <= 255 &&
           answer.glare <= 1000 && answer.jpeg_octets > 0 && answer.jpeg_octets <= jpeg_octets_max;
}

}  // namespace

std::optional<Type> sniff(BytesView first) {
    const auto text = text_of(first);
    if (text.size() < sniffed_octets) return std::nullopt;
    if (text.starts_with("\xff\xd8\xff")) return Type::jpeg;
    if (text.starts_with("\x89PNG\r\n\x1a\n")) return Type::png;
    if (text.starts_with("RIFF") && text.substr(8, 4) == "WEBP") return Type::webp;
    if (text.starts_with("\x1a\x45\xdf\xa3")) return Type::webm;  // EBML, RFC 8794.
    if (text.substr(4, 4) == "ftyp") return Type::mp4;
    return std::nullopt;
}

Octets write_answer(const Answer& answer) {
    Octets octets{};
    std::ranges::copy(bytes_of(magic), octets.begin());
    put(octets, outcome_at, static_cast<std::uint8_t>(answer.outcome), 1);
    put(octets, has_hash_at, answer.hash ? 1 : 0, 1);
    put(octets, width_at, answer.width, 4);
    put(octets, height_at, answer.height, 4);
    put(octets, hash_at, answer.hash.value_or(0), 8);
    put(octets, sharpness_at, answer.sharpness, 4);
    put(octets, brightness_at, answer.brightness, 4);
    put(octets, glare_at, answer.glare, 4);
    put(octets, jpeg_at, answer.jpeg_octets, 4);
    return octets;
}

std::optional<Answer> parse_answer(BytesView octets) {
    if (octets.size() != answer_octets || text_of(octets.first(magic.size())) != magic)
        return std::nullopt;
    const auto outcome = get(octets, outcome_at, 1);
    if (outcome >= outcomes) return std::nullopt;
    Answer answer;
    answer.outcome = static_cast<Outcome>(outcome);
    answer.width = get_u32(octets, width_at);
    answer.height = get_u32(octets, height_at);
    if (octets[has_hash_at] == std::byte{1}) answer.hash = get(octets, hash_at, 8);
    answer.sharpness = get_u32(octets, sharpness_at);
    answer.brightness = get_u32(octets, brightness_at);
    answer.glare = get_u32(octets, glare_at);
    answer.jpeg_octets = get_u32(octets, jpeg_at);
    if (!is_sound(answer)) return std::nullopt;
    // Whatever else stands there, in the gaps too, was not written by us.
    if (!std::ranges::equal(write_answer(answer), octets)) return std::nullopt;
    static_assert(blank_at < answer_octets);
    return answer;
}

}  // namespace sparekey::picture

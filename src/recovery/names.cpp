#include "recovery/names.h"

#include <array>

#include "base/random.h"
#include "base/text.h"
#include "crypto/keyed_digest.h"
#include "otp/base32.h"

namespace sparekey::recovery {
namespace {

// 64 and 64: short, common, read aloud without a doubt, unkind to nobody.
constexpr std::array<std::string_view, 64> first_words{
    "amber", "autumn", "azure",  "bold",   "brave",  "bright", "brisk",  "bronze",
    "calm",  "clear",  "clever", "cobalt", "copper", "coral",  "crisp",  "early",
    "fair",  "fine",   "frosty", "gentle", "giant",  "glad",   "golden", "grand",
    "green", "happy",  "hazel",  "indigo", "ivory",  "jolly",  "keen",   "kind",
    "large", "lemon",  "light",  "lilac",  "little", "lively", "lucky",  "merry",
    "mild",  "misty",  "noble",  "olive",  "orange", "pearl",  "plain",  "proud",
    "quick", "quiet",  "rapid",  "rosy",   "royal",  "ruby",   "silent", "silver",
    "smart", "smooth", "snowy",  "solid",  "spring", "sunny",  "violet", "warm"};
constexpr std::array<std::string_view, 64> second_words{
    "acorn",  "apple",   "badger", "barn",   "beaver",  "bell",     "bridge",  "brook",
    "candle", "canyon",  "castle", "cedar",  "cherry",  "cloud",    "comet",   "crane",
    "daisy",  "dolphin", "eagle",  "falcon", "feather", "fern",     "field",   "forest",
    "fox",    "garden",  "hill",   "island", "kettle",  "kite",     "lake",    "lantern",
    "lark",   "maple",   "marble", "meadow", "moon",    "mountain", "oak",     "orchard",
    "otter",  "owl",     "panda",  "pebble", "penguin", "piano",    "pine",    "planet",
    "pond",   "rabbit",  "river",  "robin",  "sail",    "shell",    "sparrow", "spoon",
    "star",   "stone",   "swan",   "table",  "tiger",   "tulip",    "valley",  "willow"};

constexpr std::size_t case_octets = 5;
constexpr std::size_t receipt_octets = 10;

std::string upper_ascii(std::string text) {
    for (char& c : text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

}  // namespace

std::string draw_case_number() {
    const auto octets = random_bytes<case_octets>();
    auto text = otp::to_base32(octets);
    text.insert(4, 1, '-');
    return text;
}

std::optional<std::string> parse_case_number(std::string_view typed) {
    auto text = upper_ascii(without_grouping(typed));
    const auto octets = otp::parse_base32(text);
    if (!octets || octets->size() != case_octets) return std::nullopt;
    text.insert(4, 1, '-');
    return text;
}

std::string draw_words() {
    const auto octets = random_bytes<2>();
    std::string words{first_words.at(std::to_integer<std::size_t>(octets[0]) % 64)};
    words += ' ';
    words += second_words.at(std::to_integer<std::size_t>(octets[1]) % 64);
    return words;
}

bool are_words(std::string_view typed, std::string_view words) {
    std::string plain;
    for (const char c : lower_ascii(trim(typed))) {
        if (c == ' ' && plain.ends_with(' ')) continue;
        plain += c;
    }
    return plain == words;
}

crypto::Secret draw_receipt() {
    const auto octets = crypto::Secret::random(receipt_octets);
    return crypto::Secret::taking(group_in_fours(otp::to_base32(octets.view())));
}

std::optional<Bytes> receipt_digest(const crypto::Pepper& pepper, AccountId who, AppealId appeal,
                                    std::string_view typed) {
    auto octets = otp::parse_base32(upper_ascii(without_grouping(typed)));
    if (!octets || octets->size() != receipt_octets) return std::nullopt;
    Bytes bound;
    append_u64(bound, static_cast<std::uint64_t>(who.value));
    append_u64(bound, static_cast<std::uint64_t>(appeal.value));
    append(bound, *octets);
    crypto::wipe(*octets);
    return to_bytes(crypto::keyed_digest(pepper, "appeal.receipt_digest", bound));
}

}  // namespace sparekey::recovery

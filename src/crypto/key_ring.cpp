#include "crypto/key_ring.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "crypto/key_file.h"

namespace sparekey::crypto {
namespace {

constexpr std::string_view first_line = "sparekey-ring-1";
constexpr std::size_t key_octets = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t line_octets_max = 10 + 1 + 20 + 1 + 2 * key_octets + 1;
static_assert(first_line.size() + 1 + KeyRing::keys_max * line_octets_max <= key_file_octets_max);

constexpr std::size_t check_octets = 16;
constexpr std::size_t record_octets = 4 + check_octets;

template <class Integer>
std::optional<Integer> parse_integer(std::string_view text) {
    Integer value{};
    const auto end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

Bytes record_of(KeyId id, BytesView key) {
    Bytes record;
    for (int shift = 24; shift >= 0; shift -= 8)
        record.push_back(static_cast<std::byte>(id >> shift));
    constexpr std::string_view purpose = "sparekey-ring-1 fingerprint";
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac;
    crypto_auth_hmacsha256(mac.data(), reinterpret_cast<const unsigned char*>(purpose.data()),
                           purpose.size(), reinterpret_cast<const unsigned char*>(key.data()));
    append(record, std::as_bytes(std::span{mac}).first(check_octets));
    return record;
}

KeyId id_of(BytesView record) {
    KeyId id = 0;
    for (const auto octet : record.first(4)) id = id << 8 | std::to_integer<KeyId>(octet);
    return id;
}

}  // namespace

KeyRing KeyRing::load(const std::filesystem::path& file) {
    const auto content = read_key_file(file);
    auto ring = parse(content.text());
    if (!ring) refuse_key_file(file, "is no key ring, or not a whole one");
    return std::move(*ring);
}

void KeyRing::create(const std::filesystem::path& file, Time now) {
    KeyRing ring;
    ring.add(1, now, Secret::random(key_octets).view());
    create_key_file(file, ring.text().view());
}

KeyId KeyRing::add_key(const std::filesystem::path& file, Time now) {
    // First, so that of two who rotate at once the second cannot lose the first one's key.
    KeyFileReplacement replacement{file};
    auto ring = load(file);
    if (ring.keys_.size() >= keys_max || ring.current() == std::numeric_limits<KeyId>::max()) {
        refuse_key_file(file, "is full: retire keys that seal nothing any more");
    }
    const auto id = ring.current() + 1;
    ring.add(id, now, Secret::random(key_octets).view());
    replacement.commit(ring.text().view());
    return id;
}

KeyRing KeyRing::in_memory() {
    KeyRing ring;
    ring.add(1, Time{}, Secret::random(key_octets).view());
    return ring;
}

std::optional<BytesView> KeyRing::find(KeyId id) const {
    const auto found = keys_.find(id);
    if (found == keys_.end()) return std::nullopt;
    return found->second.octets.view();
}

Bytes KeyRing::fingerprint() const {
    Bytes all;
    for (const auto& [id, key] : keys_) append(all, record_of(id, key.octets.view()));
    return all;
}

bool KeyRing::continues(BytesView remembered) const {
    if (remembered.empty() || remembered.size() % record_octets != 0) return false;
    for (; !remembered.empty(); remembered = remembered.subspan(record_octets)) {
        const auto record = remembered.first(record_octets);
        const auto id = id_of(record);
        const auto key = find(id);
        if (!key || !constant_time_equal(record_of(id, *key), record)) return false;
    }
    return true;
}

void KeyRing::add(KeyId id, Time created, BytesView octets) {
    keys_.emplace(std::piecewise_construct, std::tuple{id}, std::tuple{created, octets});
}

std::optional<KeyRing> KeyRing::parse(std::string_view text) {
    // A file cut off at the end of a line is noticed by its fingerprint, elsewhere by this.
    if (text.empty() || text.back() != '\n') return std::nullopt;
    text.remove_suffix(1);
    const auto lines = split(text, '\n');
    if (lines.front() != first_line || lines.size() < 2 || lines.size() > keys_max + 1) {
        return std::nullopt;
    }
    KeyRing ring;
    for (auto line = lines.begin() + 1; line != lines.end(); ++line) {
        const auto fields = split(*line, ' ');
        if (fields.size() != 3) return std::nullopt;
        const auto id = parse_integer<KeyId>(fields[0]);
        const auto created = parse_integer<std::int64_t>(fields[1]);
        auto octets = parse_hex(fields[2]);
        if (!id || !created || !octets || octets->size() != key_octets) return std::nullopt;
        if (*id == 0 || (!ring.keys_.empty() && *id <= ring.current())) return std::nullopt;
        ring.add(*id, from_micros(*created), Secret::taking(std::move(*octets)).view());
    }
    return ring;
}

Secret KeyRing::text() const {
    std::string text;
    // No more room is needed than this, so that no part of it stays behind where it grew out of.
    text.reserve(first_line.size() + 1 + keys_.size() * line_octets_max);
    text.append(first_line).push_back('\n');
    for (const auto& [id, key] : keys_) {
        text.append(std::to_string(id)).push_back(' ');
        text.append(std::to_string(to_micros(key.created))).push_back(' ');
        text.append(Secret::taking(to_hex(key.octets.view())).text()).push_back('\n');
    }
    return Secret::taking(std::move(text));
}

}  // namespace sparekey::crypto

#include "otp/setup_key.h"

#include <string>
#include <utility>

#include "base/check.h"
#include "base/text.h"

namespace sparekey::otp {

bool is_setup_key_length(int characters) {
    return characters == 16 || characters == 26 || characters == 32;
}

crypto::Secret new_setup_key(int characters) {
    ENSURE(is_setup_key_length(characters));
    // 26 characters hold 130 bits: 16 octets, and two bits that stay zero.
    return crypto::Secret::random(static_cast<std::size_t>(characters) * 5 / 8);
}

crypto::Secret setup_key_text(BytesView key) { return crypto::Secret::taking(to_base32(key)); }

crypto::Secret setup_key_groups(BytesView key) {
    return crypto::Secret::taking(group_in_fours(setup_key_text(key).text()));
}

std::optional<crypto::Secret> parse_setup_key(std::string_view typed, Leftover leftover) {
    if (typed.size() > setup_key_characters_max) return std::nullopt;
    auto bare = crypto::Secret::taking(without_grouping(typed));
    for (auto& octet : bare.writable()) {
        if (octet >= std::byte{'a'} && octet <= std::byte{'z'}) octet ^= std::byte{'a' ^ 'A'};
    }
    auto octets = parse_base32(bare.text(), leftover);
    if (!octets) return std::nullopt;
    auto key = crypto::Secret::taking(std::move(*octets));
    if (key.empty() || key.size() > setup_key_octets_max) return std::nullopt;
    return key;
}

}  // namespace sparekey::otp

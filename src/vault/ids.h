// Names of vaults, entries and devices: sixteen random octets, written as 32 hexadecimal digits.
#pragma once
#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"

namespace sparekey::vault {

template <class Tag>
struct LongId {
    std::array<std::byte, 16> octets{};

    auto operator<=>(const LongId&) const = default;
    [[nodiscard]] std::string text() const { return to_hex(octets); }
    [[nodiscard]] static LongId random() { return {random_bytes<16>()}; }
    // Lower case only, so that one id has one text.
    [[nodiscard]] static std::optional<LongId> parse(std::string_view text) {
        if (text.size() != 32 || text.find_first_not_of("0123456789abcdef") != text.npos) {
            return std::nullopt;
        }
        const auto octets = parse_hex(text);
        LongId id;
        std::copy(octets->begin(), octets->end(), id.octets.begin());
        return id;
    }
};

using VaultId = LongId<struct VaultTag>;
using EntryId = LongId<struct EntryTag>;
using DeviceId = LongId<struct DeviceTag>;

}  // namespace sparekey::vault

#include "http/client_key.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace sparekey::http {
namespace {

constexpr unsigned v4_prefix =
    96;  // An IPv4 address is the last 32 bits of ::ffff:0:0/96 (RFC 4291 2.5.5.2).

struct Address {
    std::array<unsigned char, 16> octets{};

    [[nodiscard]] bool is_v4() const {
        constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
        return std::ranges::equal(std::span{octets}.first<12>(), mapped);
    }
    [[nodiscard]] std::uint64_t word(std::size_t at) const {
        std::uint64_t value = 0;
        for (std::size_t i = at; i < at + 8; ++i) value = value << 8 | octets[i];
        return value;
    }
};

std::optional<Address> parse_address(std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.empty() || text.size() >= terminated.size()) return {};
    if (text.find('\0') != text.npos) return {};
    text.copy(terminated.data(), text.size());

    Address address;
    if (inet_pton(AF_INET6, terminated.data(), address.octets.data()) == 1) return address;
    in_addr v4{};
    if (inet_pton(AF_INET, terminated.data(), &v4) != 1) return {};
    address.octets = {};
    address.octets[10] = address.octets[11] = 0xff;
    std::memcpy(&address.octets[12], &v4, sizeof v4);
    return address;
}

std::string text_of_octets(int family, const unsigned char* octets) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(family, octets, text.data(), text.size());
    return text.data();
}

std::string text_of(const Address& address) {
    return address.is_v4() ? text_of_octets(AF_INET, &address.octets[12])
                           : text_of_octets(AF_INET6, address.octets.data());
}

// Both words with all but the first `prefix` bits cleared.
std::pair<std::uint64_t, std::uint64_t> masked(std::uint64_t high, std::uint64_t low,
                                               unsigned prefix) {
    const auto keep = [](std::uint64_t word, unsigned bits) {
        return bits == 0 ? 0 : bits >= 64 ? word : word & ~std::uint64_t{0} << (64 - bits);
    };
    return {keep(high, prefix), prefix <= 64 ? 0 : keep(low, prefix - 64)};
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

}  // namespace

std::string ClientKey::text() const {
    std::array<unsigned char, 16> octets{};
    const unsigned size = v6 ? 8 : 4;
    for (unsigned i = 0; i < size; ++i)
        octets[i] = static_cast<unsigned char>(bits >> 8 * (size - 1 - i));
    return v6 ? text_of_octets(AF_INET6, octets.data()) + "/64"
              : text_of_octets(AF_INET, octets.data());
}

std::optional<ClientKey> parse_client_key(std::string_view text) {
    const auto address = parse_address(text);
    if (!address) return {};
    if (address->is_v4()) return ClientKey{address->word(8) & 0xffffffff, false};
    return ClientKey{address->word(0), true};
}

std::optional<TrustedProxies> TrustedProxies::parse(std::span<const std::string> networks) {
    TrustedProxies parsed;
    for (const std::string_view text : networks) {
        const auto slash = text.find('/');
        const auto address = parse_address(text.substr(0, slash));
        if (!address) return {};
        const bool written_as_v4 = text.substr(0, slash).find(':') == text.npos;
        unsigned prefix = written_as_v4 ? 32 : 128;
        if (slash != text.npos) {
            const auto digits = text.substr(slash + 1);
            const unsigned most = prefix;
            const auto [end, error] = std::from_chars(digits.begin(), digits.end(), prefix);
            if (error != std::errc{} || end != digits.end() || prefix > most) return {};
        }
        if (written_as_v4) prefix += v4_prefix;
        const auto [high, low] = masked(address->word(0), address->word(8), prefix);
        parsed.networks_.push_back({high, low, prefix});
    }
    return parsed;
}

bool TrustedProxies::trusts(std::string_view text) const {
    if (networks_.empty()) return false;
    const auto address = parse_address(text);
    if (!address) return false;
    for (const auto& network : networks_) {
        if (masked(address->word(0), address->word(8), network.prefix) ==
            std::pair{network.high, network.low}) {
            return true;
        }
    }
    return false;
}

std::string TrustedProxies::client_of(std::string_view peer,
                                      std::span<const std::string_view> forwarded_for) const {
    const auto known = parse_address(peer);
    std::string client = known ? text_of(*known) : std::string(peer);
    // Several fields of one name are one list, in order (RFC 9110 5.3): so the last field is the
    // rightmost.
    for (auto field = forwarded_for.rbegin(); field != forwarded_for.rend(); ++field) {
        std::string_view rest = *field;
        while (true) {
            if (!trusts(client)) return client;
            const auto comma = rest.rfind(',');
            const auto entry =
                parse_address(trimmed(comma == rest.npos ? rest : rest.substr(comma + 1)));
            if (!entry) return client;
            client = text_of(*entry);
            if (comma == rest.npos) break;
            rest = rest.substr(0, comma);
        }
    }
    return client;
}

}  // namespace sparekey::http

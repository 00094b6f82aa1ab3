// Who is asking, as far as the network tells: what budgets of a client are keyed by.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sparekey::http {

// An IPv4 address, or the /64 of an IPv6 address: whoever has one IPv6 address has 2^64 of them.
// An IPv4 address mapped into IPv6 (::ffff:203.0.113.7) is that IPv4 address.
struct ClientKey {
    std::uint64_t bits = 0;
    bool v6 = false;
    auto operator<=>(const ClientKey&) const = default;

    // "203.0.113.7" or "2001:db8:1:2::/64".
    [[nodiscard]] std::string text() const;
};

// nullopt unless `address` is an IPv4 or IPv6 address, without port, brackets or zone.
[[nodiscard]] std::optional<ClientKey> parse_client_key(std::string_view address);

// The networks whose X-Forwarded-For is believed.
class TrustedProxies {
   public:
    TrustedProxies() = default;

    // Each "10.0.0.0/8", "2001:db8::/32" or a single address; nullopt when one is none of these.
    [[nodiscard]] static std::optional<TrustedProxies> parse(std::span<const std::string> networks);

    [[nodiscard]] bool trusts(std::string_view address) const;

    // The client's address: `peer` unless it is trusted; else the entries of X-Forwarded-For are
    // taken from the right, for as long as the one to the right of them is trusted. An entry that
    // is not an address ends the walk at the last address known, so that rubbish never becomes a
    // client.
    [[nodiscard]] std::string client_of(std::string_view peer,
                                        std::span<const std::string_view> forwarded_for) const;

    [[nodiscard]] bool empty() const { return networks_.empty(); }

   private:
    struct Network {
        std::uint64_t high = 0, low = 0;  // The address, IPv4 as mapped into IPv6.
        unsigned prefix = 0;              // 0 to 128.
    };
    std::vector<Network> networks_;
};

}  // namespace sparekey::http

template <>
struct std::hash<sparekey::http::ClientKey> {
    std::size_t operator()(const sparekey::http::ClientKey& key) const noexcept {
        return std::hash<std::uint64_t>{}(key.bits ^ (key.v6 ? 0x9e3779b97f4a7c15U : 0U));
    }
};

#include "otp/hotp.h"

#include <array>

#include "base/check.h"

namespace sparekey::otp {

std::uint32_t truncated(BytesView mac) {
    // "the low-order 4 bits of the last byte": up to 15, and four octets are read from there.
    ENSURE(mac.size() >= 20);
    const auto offset = std::to_integer<std::size_t>(mac.back() & std::byte{0x0f});
    std::uint32_t value = 0;
    for (const auto octet : mac.subspan(offset, 4)) {
        value = value << 8 | std::to_integer<std::uint32_t>(octet);
    }
    return value & 0x7fff'ffff;
}

std::uint32_t truncated_at(crypto::Hmac& mac, std::uint64_t counter) {
    // RFC 4226 5.1: "8-byte counter value", most significant octet first.
    std::array<std::byte, 8> octets;
    for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet, counter >>= 8) {
        *octet = static_cast<std::byte>(counter);
    }
    return truncated(mac(octets));
}

std::string hotp(BytesView key, std::uint64_t counter, int digits, Algorithm algorithm) {
    ENSURE(digits >= digits_min && digits <= digits_max);
    crypto::Hmac mac{algorithm, key};
    std::string code(static_cast<std::size_t>(digits), '0');
    auto value = truncated_at(mac, counter);
    for (auto digit = code.rbegin(); digit != code.rend(); ++digit, value /= 10) {
        *digit = static_cast<char>('0' + value % 10);
    }
    return code;
}

}  // namespace sparekey::otp

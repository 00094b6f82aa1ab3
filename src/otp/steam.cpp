#include "otp/steam.h"

#include <string_view>

#include "otp/hotp.h"

namespace sparekey::otp {

std::string steam_code(BytesView key, std::int64_t step) {
    constexpr std::string_view alphabet = "23456789BCDFGHJKMNPQRTVWXY";
    crypto::Hmac mac{Algorithm::sha1, key};
    auto value = truncated_at(mac, static_cast<std::uint64_t>(step));
    // The least significant character comes first.
    std::string code;
    for (int i = 0; i < steam_characters; ++i) {
        code.push_back(alphabet[value % alphabet.size()]);
        value /= static_cast<std::uint32_t>(alphabet.size());
    }
    return code;
}

}  // namespace sparekey::otp

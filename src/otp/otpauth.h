// otpauth URIs: a setup key as a QR code carries it, with its issuer and account name.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "crypto/secret.h"
#include "otp/hotp.h"

namespace sparekey::otp {

inline constexpr std::size_t otpauth_octets_max = 8192;  // Some carry a picture's address.
inline constexpr int period_s_max = 86400;

// otpauth://totp/Issuer:account?secret=..&issuer=Issuer&algorithm=SHA1&digits=6&period=30
// Only these three values: several apps ignore the parameters and use them anyway. A ':' in issuer
// or account is left out, since the label may have only one.
[[nodiscard]] crypto::Secret otpauth_uri(std::string_view issuer, std::string_view account,
                                         BytesView key);

struct OtpauthKey {
    enum class Kind { totp, hotp, steam };
    Kind kind = Kind::totp;
    std::string issuer;        // Valid UTF-8 without control characters, perhaps empty.
    std::string account;       // The same.
    std::string label_issuer;  // What the label says instead, where it is not the issuer.
    crypto::Secret key;
    Algorithm algorithm = Algorithm::sha1;
    int digits = digits_usual;
    int period_s = 30;             // Not of hotp.
    std::uint64_t counter = 0;     // Of hotp.
    bool counter_assumed = false;  // A hotp without one: it is not known, and taken as zero.
    // Parameters that mean nothing to us, decoded; written again by write_otpauth().
    std::vector<std::pair<std::string, std::string>> extra;
};

enum class OtpauthFault {
    no_otpauth,  // Another scheme, or no URI at all.
    too_long,
    no_secret,
    bad_secret,  // Not base32, or of no or too many octets.
    bad_type,    // Neither totp, hotp nor steam.
    bad_name,    // Issuer or account: not UTF-8, or with control characters.
    no_name,     // Neither issuer nor account.
    twice,       // A known parameter says two things: two readers could take a different one each.
    bad_algorithm,
    bad_digits,
    bad_period,
    bad_counter
};
// A sentence for people.
[[nodiscard]] std::string_view words_of(OtpauthFault);

// Reads what sites issue and apps export, so it is generous where apps are: any case, raw and
// encoded characters, unknown parameters, bits left over in the secret; Steam in each of its
// spellings, steam://SECRET too. The issuer parameter is the issuer, the label's prefix is kept
// beside it.
[[nodiscard]] std::variant<OtpauthKey, OtpauthFault> read_otpauth(std::string_view uri);
[[nodiscard]] std::optional<OtpauthKey> parse_otpauth(std::string_view uri);

// Any key, with every parameter, and with what read_otpauth() kept of others:
// otpauth://totp/Issuer:account?secret=..&issuer=..&algorithm=..&digits=..&period=..
// Names keep their colons, percent-encoded.
[[nodiscard]] crypto::Secret write_otpauth(const OtpauthKey&);

// "SHA1", "SHA256": as URIs and other apps' files have it.
[[nodiscard]] std::string_view name_of(Algorithm);
// SHA1, sha1, HmacSHA1, HMAC-SHA-1, Algorithm.sha1.
[[nodiscard]] std::optional<Algorithm> parse_algorithm(std::string_view);

}  // namespace sparekey::otp

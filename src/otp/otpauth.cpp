#include "otp/otpauth.h"

#include "base/text.h"
#include "otp/setup_key.h"

namespace sparekey::otp {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

// RFC 3986 2.3: what needs no percent-encoding.
bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

std::string percent_encoded(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        if (is_unreserved(c)) {
            encoded.push_back(c);
            continue;
        }
        const auto value = static_cast<unsigned char>(c);
        encoded.push_back('%');
        encoded.push_back(hex_digits[value >> 4]);
        encoded.push_back(hex_digits[value & 15]);
    }
    return encoded;
}

std::string percent_encoded_without_colons(std::string_view text) {
    std::string bare{text};
    std::erase(bare, ':');
    return percent_encoded(bare);
}

std::string_view type_of(OtpauthKey::Kind kind) {
    switch (kind) {
    case OtpauthKey::Kind::totp: return "totp";
    case OtpauthKey::Kind::hotp: return "hotp";
    case OtpauthKey::Kind::steam: return "steam";
    }
    return {};
}

// The prefix that the label shows; what tells a reader where the account begins.
std::string label_of(const OtpauthKey& key) {
    const auto& prefix = key.label_issuer.empty() ? key.issuer : key.label_issuer;
    const bool colon = !prefix.empty() || key.account.find(':') != std::string::npos;
    return percent_encoded(prefix) + (colon ? ":" : "") + percent_encoded(key.account);
}

std::string parameters_of(const OtpauthKey& key) {
    std::string text;
    if (!key.issuer.empty()) text += "&issuer=" + percent_encoded(key.issuer);
    text += "&algorithm=" + std::string{name_of(key.algorithm)};
    text += "&digits=" + std::to_string(key.digits);
    if (key.kind == OtpauthKey::Kind::hotp) {
        text += "&counter=" + std::to_string(key.counter);
    } else {
        text += "&period=" + std::to_string(key.period_s);
    }
    if (key.kind == OtpauthKey::Kind::steam) text += "&encoder=steam";
    for (const auto& [name, value] : key.extra) {
        text += '&' + percent_encoded(name);
        if (!value.empty()) text += '=' + percent_encoded(value);
    }
    return text;
}

// In one piece of memory from the beginning, so that no part of the key stays behind where the text
// grew out of.
crypto::Secret joined(std::string_view before, BytesView key, std::string_view after) {
    const auto secret = setup_key_text(key);
    std::string uri;
    uri.reserve(before.size() + secret.size() + after.size());
    uri.append(before).append(secret.text()).append(after);
    return crypto::Secret::taking(std::move(uri));
}

}  // namespace

crypto::Secret otpauth_uri(std::string_view issuer, std::string_view account, BytesView key) {
    const auto site = percent_encoded_without_colons(issuer);
    const auto name = percent_encoded_without_colons(account);
    return joined("otpauth://totp/" + site + ':' + name + "?secret=", key,
                  "&issuer=" + site + "&algorithm=SHA1&digits=6&period=30");
}

crypto::Secret write_otpauth(const OtpauthKey& key) {
    const auto type = std::string{type_of(key.kind)};
    return joined("otpauth://" + type + '/' + label_of(key) + "?secret=", key.key.view(),
                  parameters_of(key));
}

std::string_view name_of(Algorithm algorithm) {
    switch (algorithm) {
    case Algorithm::sha1: return "SHA1";
    case Algorithm::sha224: return "SHA224";
    case Algorithm::sha256: return "SHA256";
    case Algorithm::sha384: return "SHA384";
    case Algorithm::sha512: return "SHA512";
    }
    return {};
}

std::optional<Algorithm> parse_algorithm(std::string_view text) {
    const auto name = lower_ascii(without_grouping(text));
    auto bare = std::string_view{name};
    if (bare.starts_with("algorithm.")) bare.remove_prefix(10);
    if (bare.starts_with("hmac")) bare.remove_prefix(4);
    for (const auto algorithm : {Algorithm::sha1, Algorithm::sha224, Algorithm::sha256,
                                 Algorithm::sha384, Algorithm::sha512}) {
        if (bare == lower_ascii(name_of(algorithm))) return algorithm;
    }
    return std::nullopt;
}

std::string_view words_of(OtpauthFault fault) {
    switch (fault) {
    case OtpauthFault::no_otpauth: return "It is no otpauth URI.";
    case OtpauthFault::too_long: return "It is longer than any otpauth URI.";
    case OtpauthFault::no_secret: return "It has no secret.";
    case OtpauthFault::bad_secret: return "Its secret is not base32.";
    case OtpauthFault::bad_type: return "Its type is neither totp, hotp nor steam.";
    case OtpauthFault::bad_name: return "Its name is no readable text.";
    case OtpauthFault::no_name: return "It has neither an issuer nor an account.";
    case OtpauthFault::twice: return "One of its parameters says two things.";
    case OtpauthFault::bad_algorithm: return "Its algorithm is none that we know.";
    case OtpauthFault::bad_digits: return "Its number of digits is not from 4 to 10.";
    case OtpauthFault::bad_period: return "Its period is not from 1 to 86400 seconds.";
    case OtpauthFault::bad_counter: return "Its counter is no number.";
    }
    return {};
}

}  // namespace sparekey::otp

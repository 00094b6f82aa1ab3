#include "otp/otpauth.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "otp/setup_key.h"

namespace sparekey::otp {
namespace {

constexpr std::string_view scheme = "otpauth://";
constexpr std::string_view hex_digits = "0123456789ABCDEF";

// RFC 3986 2.3: what needs no percent-encoding.
bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

std::string percent_encoded_without_colons(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        if (c == ':') continue;
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

// nullopt when a '%' has no two hexadecimal digits after it.
std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded.push_back(text[i]);
            continue;
        }
        const auto octet = i + 2 < text.size() ? parse_hex(text.substr(i + 1, 2)) : std::nullopt;
        if (!octet) return std::nullopt;
        decoded.push_back(static_cast<char>(octet->front()));
        i += 2;
    }
    return decoded;
}

// A name for people: decoded, trimmed, valid UTF-8, nothing that moves the cursor.
std::optional<std::string> parse_name(std::string_view encoded) {
    const auto decoded = percent_decoded(encoded);
    if (!decoded || !is_valid_utf8(*decoded) || has_control_characters(*decoded)) {
        return std::nullopt;
    }
    return std::string{trim(*decoded)};
}

template <class Integer>
std::optional<Integer> parse_integer(std::string_view text, Integer min, Integer max) {
    Integer value{};
    const auto end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end || value < min || value > max) return std::nullopt;
    return value;
}

// Apps write SHA1, sha1, HmacSHA1 and HMAC-SHA-1.
std::optional<Algorithm> parse_algorithm(std::string_view text) {
    const auto name = lower_ascii(without_grouping(text));
    const auto bare = std::string_view{name}.substr(name.starts_with("hmac") ? 4 : 0);
    if (bare == "sha1") return Algorithm::sha1;
    if (bare == "sha256") return Algorithm::sha256;
    if (bare == "sha512") return Algorithm::sha512;
    return std::nullopt;
}

std::optional<crypto::Secret> parse_secret(std::string_view encoded) {
    auto decoded = percent_decoded(encoded);
    if (!decoded) return std::nullopt;
    // A '+' is a space that some form encoded, and spaces only group a secret.
    std::ranges::replace(*decoded, '+', ' ');
    const auto text = crypto::Secret::taking(std::move(*decoded));
    return parse_setup_key(text.text(), Leftover::any);
}

// The parameters that mean something to us, still encoded.
struct Parameters {
    std::optional<std::string_view> secret, issuer, algorithm, digits, period, counter;
};

// nullopt when one of them occurs twice: two readers could take a different one each.
std::optional<Parameters> parse_parameters(std::string_view query) {
    Parameters found;
    const std::array<std::pair<std::string_view, std::optional<std::string_view>*>, 6> known{{
        {"secret", &found.secret},
        {"issuer", &found.issuer},
        {"algorithm", &found.algorithm},
        {"digits", &found.digits},
        {"period", &found.period},
        {"counter", &found.counter},
    }};
    for (const auto pair : split(query, '&')) {
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = lower_ascii(pair.substr(0, equals));
        const auto entry = std::ranges::find(known, name, [](const auto& k) { return k.first; });
        if (entry == known.end()) continue;
        if (entry->second->has_value()) return std::nullopt;
        *entry->second = pair.substr(std::min(equals + 1, pair.size()));
    }
    return found;
}

bool read_label(std::string_view label, OtpauthKey& into) {
    // The separator may be encoded; so may a ':' within a name, and then the first one separates.
    const auto lower = lower_ascii(label);
    const auto plain = lower.find(':');
    const auto encoded = lower.find("%3a");
    const auto at = std::min(plain, encoded);
    const bool separated = at != std::string::npos;
    const auto account_at = separated ? at + (at == plain ? 1 : 3) : 0;
    auto issuer = parse_name(label.substr(0, separated ? at : 0));
    auto account = parse_name(label.substr(account_at));
    if (!issuer || !account) return false;
    into.issuer = std::move(*issuer);
    into.account = std::move(*account);
    return true;
}

bool read_issuer(std::string_view parameter, OtpauthKey& into) {
    // Half of the producers write a space as '+', none means a '+' by it.
    std::string spaced{parameter};
    std::ranges::replace(spaced, '+', ' ');
    auto issuer = parse_name(spaced);
    if (!issuer) return false;
    if (!issuer->empty()) into.issuer = std::move(*issuer);
    return true;
}

bool read_numbers(const Parameters& from, OtpauthKey& into) {
    const auto read = [](const std::optional<std::string_view>& text, auto min, auto max,
                         auto& number) {
        if (!text) return true;
        const auto value = parse_integer(*text, min, max);
        if (value) number = *value;
        return value.has_value();
    };
    if (!read(from.digits, digits_min, digits_max, into.digits)) return false;
    if (into.kind == OtpauthKey::Kind::totp)
        return read(from.period, 1, period_s_max, into.period_s);
    return read(from.counter, std::uint64_t{0}, UINT64_MAX, into.counter);
}

}  // namespace

crypto::Secret otpauth_uri(std::string_view issuer, std::string_view account, BytesView key) {
    const auto site = percent_encoded_without_colons(issuer);
    const auto name = percent_encoded_without_colons(account);
    const auto secret = setup_key_text(key);
    constexpr std::string_view rest = "&algorithm=SHA1&digits=6&period=30";
    std::string uri;
    // Room for all of it, so that no part of the key stays behind where the text grew out of.
    uri.reserve(scheme.size() + 32 + 2 * site.size() + name.size() + secret.size() + rest.size());
    uri.append(scheme).append("totp/").append(site).append(":").append(name);
    uri.append("?secret=").append(secret.text()).append("&issuer=").append(site).append(rest);
    return crypto::Secret::taking(std::move(uri));
}

std::optional<OtpauthKey> parse_otpauth(std::string_view uri) {
    uri = trim(uri);
    if (uri.size() > otpauth_octets_max) return std::nullopt;
    if (lower_ascii(uri.substr(0, scheme.size())) != scheme) return std::nullopt;
    uri.remove_prefix(scheme.size());
    const auto slash = uri.find('/');
    const auto question = uri.find('?');
    if (slash == uri.npos || question == uri.npos || question < slash) return std::nullopt;

    OtpauthKey found;
    const auto kind = lower_ascii(uri.substr(0, slash));
    if (kind != "totp" && kind != "hotp") return std::nullopt;
    found.kind = kind == "totp" ? OtpauthKey::Kind::totp : OtpauthKey::Kind::hotp;
    const auto parameters = parse_parameters(uri.substr(question + 1));
    if (!parameters || !parameters->secret) return std::nullopt;
    if (!read_label(uri.substr(slash + 1, question - slash - 1), found)) return std::nullopt;
    if (parameters->issuer && !read_issuer(*parameters->issuer, found)) return std::nullopt;
    if (found.issuer.empty() && found.account.empty()) return std::nullopt;
    if (!read_numbers(*parameters, found)) return std::nullopt;
    if (parameters->algorithm) {
        const auto algorithm = parse_algorithm(*parameters->algorithm);
        if (!algorithm) return std::nullopt;
        found.algorithm = *algorithm;
    }
    auto key = parse_secret(*parameters->secret);
    if (!key) return std::nullopt;
    found.key = std::move(*key);
    return found;
}

}  // namespace sparekey::otp

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "otp/otpauth.h"
#include "otp/steam.h"
#include "otp/typed_key.h"

namespace sparekey::otp {
namespace {

using Fault = OtpauthFault;
using Kind = OtpauthKey::Kind;

constexpr std::string_view scheme = "otpauth://";
constexpr std::string_view steam_scheme = "steam://";
constexpr std::size_t extra_max = 32;

// A '%' without two hexadecimal digits after it stands for itself: producers forget to encode it.
std::string percent_decoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool encoded = text[i] == '%' && i + 2 < text.size();
        const auto octet = encoded ? parse_hex(text.substr(i + 1, 2)) : std::nullopt;
        decoded.push_back(octet ? static_cast<char>(octet->front()) : text[i]);
        if (octet) i += 2;
    }
    return decoded;
}

std::string spaced(std::string_view text) {
    std::string all{text};
    std::ranges::replace(all, '+', ' ');
    return all;
}

// A name for people: trimmed, valid UTF-8, nothing that moves the cursor.
std::optional<std::string> name_from(std::string_view decoded) {
    if (!is_valid_utf8(decoded) || has_control_characters(decoded)) return std::nullopt;
    return std::string{trim(decoded)};
}

template <class Integer>
std::optional<Integer> parse_integer(std::string_view text, Integer min, Integer max) {
    Integer value{};
    const auto end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end || value < min || value > max) return std::nullopt;
    return value;
}

// The parameters that mean something to us, still encoded; the others, decoded.
struct Parameters {
    std::optional<std::string_view> secret, issuer, algorithm, digits, period, counter, encoder;
    bool steam = false;
    std::vector<std::pair<std::string, std::string>> extra;
};

std::optional<std::string_view>* known(Parameters& in, std::string_view name) {
    const std::array<std::pair<std::string_view, std::optional<std::string_view>*>, 7> all{{
        {"secret", &in.secret},
        {"issuer", &in.issuer},
        {"algorithm", &in.algorithm},
        {"digits", &in.digits},
        {"period", &in.period},
        {"counter", &in.counter},
        {"encoder", &in.encoder},
    }};
    const auto entry = std::ranges::find(all, name, [](const auto& k) { return k.first; });
    return entry == all.end() ? nullptr : entry->second;
}

// nullopt when a known one occurs twice and says two things.
std::optional<Parameters> parse_parameters(std::string_view query) {
    Parameters found;
    for (const auto pair : split(query, '&')) {
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = lower_ascii(pair.substr(0, equals));
        const auto value = pair.substr(std::min(equals + 1, pair.size()));
        if (auto* const place = known(found, name)) {
            // The same twice says one thing; OTPClient writes the issuer of Steam so.
            if (place->has_value() && **place != value) return std::nullopt;
            *place = value;
        } else if (name == "steam") {
            found.steam = true;
        } else if (!name.empty() && found.extra.size() < extra_max) {
            auto text = percent_decoded(pair.substr(0, equals));
            auto content = percent_decoded(spaced(value));
            const auto bare = lower_ascii(text);
            const bool means_something = known(found, bare) != nullptr || bare == "steam";
            if (!means_something && is_valid_utf8(text) && is_valid_utf8(content)) {
                found.extra.emplace_back(std::move(text), std::move(content));
            }
        }
    }
    return found;
}

// "issuer=Fooperiod=30": where an '&' was lost, as some exports lose it.
void mend_issuer(Parameters& found) {
    constexpr std::string_view lost = "period=";
    if (!found.issuer || found.period) return;
    const auto at = found.issuer->find(lost);
    if (at == std::string_view::npos) return;
    found.period = found.issuer->substr(at + lost.size());
    found.issuer = found.issuer->substr(0, at);
}

// Where the issuer ends in a raw label, and where the account begins.
struct Separator {
    std::size_t issuer_end = 0;
    std::size_t account_at = 0;
};

Separator separator_in(std::string_view label, std::string_view issuer) {
    const auto lower = lower_ascii(label);
    std::optional<Separator> first;
    for (std::size_t i = 0; i < lower.size(); ++i) {
        const bool plain = lower[i] == ':';
        if (!plain && lower.compare(i, 3, "%3a") != 0) continue;
        const Separator here{i, i + (plain ? 1 : 3)};
        if (!first) first = here;
        // An issuer may have a colon of its own: the parameter tells where it ends.
        if (!issuer.empty() && trim(percent_decoded(label.substr(0, i))) == issuer) return here;
    }
    return first.value_or(Separator{});
}

std::optional<Fault> read_names(std::string_view label, const Parameters& from, OtpauthKey& into) {
    // Half of the producers write a space as '+' in the issuer; none means a '+' by it. In the
    // label it stays: mail+tag@example.org.
    const auto parameter =
        name_from(percent_decoded(spaced(from.issuer.value_or(std::string_view{}))));
    if (!parameter) return Fault::bad_name;
    const auto at = separator_in(label, *parameter);
    auto prefix = name_from(percent_decoded(label.substr(0, at.issuer_end)));
    auto account = name_from(percent_decoded(label.substr(at.account_at)));
    if (!prefix || !account) return Fault::bad_name;
    into.issuer = parameter->empty() ? *prefix : *parameter;
    if (*prefix != into.issuer) into.label_issuer = std::move(*prefix);
    into.account = std::move(*account);
    if (into.issuer.empty() && into.account.empty()) return Fault::no_name;
    return std::nullopt;
}

bool is_steam(const Parameters& from, const OtpauthKey& key) {
    return from.steam || (from.encoder && lower_ascii(*from.encoder) == "steam") ||
           lower_ascii(key.issuer) == "steam";
}

std::optional<Fault> read_numbers(const Parameters& from, OtpauthKey& into) {
    if (into.kind == Kind::steam) {
        into.digits = steam_characters;
        return std::nullopt;
    }
    if (from.digits) {
        const auto digits = parse_integer(*from.digits, digits_min, digits_max);
        if (!digits) return Fault::bad_digits;
        into.digits = *digits;
    }
    if (from.algorithm) {
        const auto algorithm = parse_algorithm(percent_decoded(*from.algorithm));
        if (!algorithm) return Fault::bad_algorithm;
        into.algorithm = *algorithm;
    }
    if (into.kind == Kind::hotp) {
        into.counter_assumed = !from.counter;
        const auto counter =
            parse_integer(from.counter.value_or("0"), std::uint64_t{0}, UINT64_MAX);
        if (!counter) return Fault::bad_counter;
        into.counter = *counter;
    } else if (from.period) {
        const auto period = parse_integer(*from.period, 1, period_s_max);
        if (!period) return Fault::bad_period;
        into.period_s = *period;
    }
    return std::nullopt;
}

std::optional<Fault> read_secret(std::string_view encoded, OtpauthKey& into) {
    // A '+' is a space that some form encoded, and spaces only group a secret.
    const auto text = crypto::Secret::taking(percent_decoded(spaced(encoded)));
    auto key = read_typed_key(text.text());
    if (!std::holds_alternative<crypto::Secret>(key)) return Fault::bad_secret;
    into.key = std::move(std::get<crypto::Secret>(key));
    return std::nullopt;
}

// steam://SECRET, as Bitwarden and Proton write it.
std::variant<OtpauthKey, Fault> read_steam(std::string_view secret) {
    OtpauthKey found;
    found.kind = Kind::steam;
    found.issuer = "Steam";
    found.digits = steam_characters;
    if (trim(secret).empty()) return Fault::no_secret;
    if (const auto fault = read_secret(secret, found)) return *fault;
    return found;
}

std::optional<Kind> parse_kind(std::string_view text) {
    const auto name = lower_ascii(text);
    if (name == "totp") return Kind::totp;
    if (name == "hotp") return Kind::hotp;
    if (name == "steam") return Kind::steam;
    return std::nullopt;
}

}  // namespace

std::variant<OtpauthKey, OtpauthFault> read_otpauth(std::string_view uri) {
    uri = trim(uri);
    if (uri.size() > otpauth_octets_max) return Fault::too_long;
    if (lower_ascii(uri.substr(0, steam_scheme.size())) == steam_scheme) {
        return read_steam(uri.substr(steam_scheme.size()));
    }
    if (lower_ascii(uri.substr(0, scheme.size())) != scheme) return Fault::no_otpauth;
    uri.remove_prefix(scheme.size());
    const auto question = uri.find('?');
    const auto slash = uri.substr(0, question).find('/');
    const auto kind = parse_kind(uri.substr(0, std::min(slash, question)));
    if (!kind) return Fault::bad_type;
    if (question == uri.npos) return Fault::no_secret;
    if (slash == uri.npos) return Fault::no_name;

    OtpauthKey found;
    found.kind = *kind;
    auto parameters = parse_parameters(uri.substr(question + 1));
    if (!parameters) return Fault::twice;
    mend_issuer(*parameters);
    if (!parameters->secret) return Fault::no_secret;
    const auto label = uri.substr(slash + 1, question - slash - 1);
    if (const auto fault = read_names(label, *parameters, found)) return *fault;
    if (found.kind == Kind::totp && is_steam(*parameters, found)) found.kind = Kind::steam;
    if (const auto fault = read_numbers(*parameters, found)) return *fault;
    if (const auto fault = read_secret(*parameters->secret, found)) return *fault;
    found.extra = std::move(parameters->extra);
    if (parameters->encoder && found.kind != Kind::steam) {
        auto encoder = percent_decoded(*parameters->encoder);
        if (is_valid_utf8(encoder)) found.extra.emplace_back("encoder", std::move(encoder));
    }
    return found;
}

std::optional<OtpauthKey> parse_otpauth(std::string_view uri) {
    auto read = read_otpauth(uri);
    if (!std::holds_alternative<OtpauthKey>(read)) return std::nullopt;
    return std::move(std::get<OtpauthKey>(read));
}

}  // namespace sparekey::otp

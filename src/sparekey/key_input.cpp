#include "sparekey/key_input.h"

#include <algorithm>

#include "base/text.h"
#include "otp/steam.h"
#include "otp/typed_key.h"
#include "vault/otpauth_entry.h"

namespace sparekey::terminal {
namespace {

constexpr std::size_t input_octets_max = 16 * 1024;

// With both readings and their codes, so that the person can compare with what the site shows.
std::string look_alike_words(const otp::TypedKeyFault& fault, std::string_view typed, Time now) {
    std::string text = "The key " + words_of(fault);
    for (const auto& one : otp::candidates(typed)) {
        const vault::Key key{.secret = one.key.clone()};
        text += "\n  " + one.reading + ": the code now is " + code_of(key, step_at(key, now));
    }
    return text;
}

std::variant<crypto::Secret, Refusal> typed_line() {
    if (!is_terminal(0)) {
        auto all = read_standard_input(input_octets_max);
        if (!all) return Refusal{Exit::refused, "too-long", "Standard input has more than a key."};
        return crypto::Secret{trim(all->text())};
    }
    const auto tty = Tty::open();
    if (!tty) return Refusal{Exit::no_vault, "no-terminal", "There is no terminal to ask on."};
    auto typed = tty->ask_secret("Setup key or otpauth URI: ");
    if (!typed) return Refusal{Exit::refused, "cancelled", "Cancelled."};
    return std::move(*typed);
}

}  // namespace

std::variant<KeyInput, Refusal> read_key_input(const Context& context) {
    auto typed = typed_line();
    if (auto* refusal = std::get_if<Refusal>(&typed)) return std::move(*refusal);
    const auto text = trim(std::get<crypto::Secret>(typed).text());
    KeyInput input;
    if (text.find("://") != text.npos) {
        auto read = otp::read_otpauth(text);
        if (const auto* fault = std::get_if<otp::OtpauthFault>(&read)) {
            return Refusal{Exit::refused, "bad-uri", std::string{words_of(*fault)}};
        }
        auto& key = std::get<otp::OtpauthKey>(read);
        input.from_uri = true;
        input.counter_assumed = key.counter_assumed;
        input.entry = vault::entry_of(std::move(key));
        return input;
    }
    auto read = otp::read_typed_key(text);
    if (const auto* fault = std::get_if<otp::TypedKeyFault>(&read)) {
        return Refusal{Exit::refused, "bad-key", look_alike_words(*fault, text, context.now())};
    }
    input.entry.key.secret = std::move(std::get<crypto::Secret>(read));
    return input;
}

std::optional<Refusal> apply_key_options(const Arguments& arguments, vault::Entry& entry) {
    auto& key = entry.key;
    if (const auto type = arguments.value("--type")) {
        key.type = *type == "hotp"    ? vault::Type::hotp
                   : *type == "steam" ? vault::Type::steam
                                      : vault::Type::totp;
    }
    if (const auto algorithm = arguments.value("--algorithm")) {
        key.algorithm = *otp::parse_algorithm(*algorithm);
    }
    const auto bounded = [](std::int64_t value) {
        return static_cast<int>(std::clamp<std::int64_t>(value, -1, 1'000'000));
    };
    if (const auto digits = arguments.number("--digits")) key.digits = bounded(*digits);
    if (const auto period = arguments.number("--period")) key.period_s = bounded(*period);
    if (const auto counter = arguments.number("--counter")) {
        if (*counter < 0) return Refusal{Exit::usage, "usage", "--counter is at least 0."};
        entry.counter = static_cast<std::uint64_t>(*counter);
    }
    if (key.type == vault::Type::steam && !arguments.has("--digits")) {
        key.digits = otp::steam_characters;
    }
    return std::nullopt;
}

}  // namespace sparekey::terminal

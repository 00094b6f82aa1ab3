#include "operators/key.h"

#include <algorithm>

#include "base/text.h"

namespace sparekey::operators {

std::string_view slug(Scope scope) {
    switch (scope) {
    case Scope::accounts: return "accounts";
    case Scope::remove: return "delete";
    case Scope::enrol: return "enrol";
    case Scope::verify: return "verify";
    case Scope::restrictions: return "restrictions";
    case Scope::identity: return "identity";
    }
    return "";
}

std::optional<Scope> parse_scope(std::string_view text) {
    for (const auto scope : all_scopes) {
        if (slug(scope) == text) return scope;
    }
    return std::nullopt;
}

bool Scopes::has(Scope scope) const { return (bits_ >> static_cast<unsigned>(scope) & 1U) != 0; }

void Scopes::add(Scope scope) { bits_ |= 1U << static_cast<unsigned>(scope); }

std::string text_of(Scopes scopes) {
    std::string text;
    for (const auto scope : all_scopes) {
        if (!scopes.has(scope)) continue;
        if (!text.empty()) text += ',';
        text += slug(scope);
    }
    return text;
}

std::optional<Scopes> parse_scopes(std::string_view text) {
    Scopes scopes;
    for (const auto word : split(text, ',')) {
        const auto scope = parse_scope(word);
        if (!scope) return std::nullopt;
        scopes.add(*scope);
    }
    return scopes;
}

bool is_key_name(std::string_view name) {
    return is_valid_utf8(name) && !has_control_characters(name) &&
           code_points(name) <= key_name_characters_max;
}

crypto::Secret key_text(const account::Token& token) {
    return crypto::Secret::taking(std::string{key_prefix} + std::string{token.text().text()});
}

std::optional<account::Token> parse_key(std::string_view text) {
    if (!text.starts_with(key_prefix)) return std::nullopt;
    return account::Token::parse(text.substr(key_prefix.size()));
}

KeyVerdict judge(const std::optional<Key>& kept, const account::Token& shown, Scope needed) {
    if (!kept || !crypto::constant_time_equal(kept->digest, shown.digest()))
        return KeyVerdict::not_accepted;
    if (kept->revoked_at != Time{}) return KeyVerdict::not_accepted;
    if (!kept->scopes.has(needed)) return KeyVerdict::scope_missing;
    return KeyVerdict::accepted;
}

bool is_use_due(const Key& key, Time now) { return now >= key.last_used_at + use_noted_every; }

}  // namespace sparekey::operators

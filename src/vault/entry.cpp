#include "vault/entry.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/check.h"
#include "base/text.h"
#include "otp/otpauth.h"
#include "otp/setup_key.h"
#include "otp/steam.h"
#include "otp/totp.h"

namespace sparekey::vault {
namespace {

bool is_name(std::string_view text) {
    return text.size() <= name_octets_max && is_valid_utf8(text) && !has_control_characters(text);
}

bool is_note(std::string_view text) {
    if (text.size() > note_octets_max || !is_valid_utf8(text)) return false;
    return std::ranges::none_of(text, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
    });
}

bool is_small(const boost::json::object& members) {
    return members.empty() || boost::json::serialize(members).size() <= extra_octets_max;
}

bool is_tag(std::string_view text) {
    return !text.empty() && text.size() <= tag_octets_max && is_valid_utf8(text) &&
           !has_control_characters(text);
}

}  // namespace

Key Key::clone() const { return {type, secret.clone(), algorithm, digits, period_s}; }

bool operator==(const Key& a, const Key& b) {
    return a.type == b.type && a.algorithm == b.algorithm && a.digits == b.digits &&
           a.period_s == b.period_s && a.secret == b.secret;
}

Entry Entry::clone() const {
    return {key.clone(), issuer,  account, counter,  note,  tags,
            order,       created, edited,  restored, extra, other};
}

Time Entry::edited_at(Field field) const {
    const auto found = edited.find(field);
    return found == edited.end() ? created : found->second;
}

std::string_view name_of(Type type) {
    switch (type) {
    case Type::totp: return "totp";
    case Type::hotp: return "hotp";
    case Type::steam: return "steam";
    }
    ENSURE(false);
}

std::string_view name_of(Field field) {
    switch (field) {
    case Field::issuer: return "issuer";
    case Field::account: return "account";
    case Field::note: return "note";
    case Field::tags: return "tags";
    case Field::order: return "order";
    case Field::extra: return "extra";
    }
    ENSURE(false);
}

std::string_view shown_issuer(const Entry& entry) {
    const auto* label = entry.extra.if_contains("label_issuer");
    if (label && label->is_string() && !label->get_string().empty()) {
        return {label->get_string().data(), label->get_string().size()};
    }
    return entry.issuer;
}

std::string shown_name(const Entry& entry) {
    const auto issuer = shown_issuer(entry);
    if (issuer.empty()) return entry.account;
    std::string name{issuer};
    if (!entry.account.empty()) name += " (" + entry.account + ')';
    return name;
}

std::optional<std::string_view> fault_of(const Entry& entry) {
    const auto& key = entry.key;
    if (key.secret.empty()) return "Its secret is empty.";
    if (key.secret.size() > otp::setup_key_octets_max) return "Its secret is longer than any.";
    if (!is_name(entry.issuer)) return "Its issuer is too long or no readable text.";
    if (!is_name(entry.account)) return "Its account is too long or no readable text.";
    if (entry.issuer.empty() && entry.account.empty()) {
        return "It has neither an issuer nor an account.";
    }
    if (key.digits < otp::digits_min || key.digits > otp::digits_max) {
        return "Its number of digits is not from 4 to 10.";
    }
    if (key.period_s < 1 || key.period_s > otp::period_s_max) {
        return "Its period is not from 1 to 86400 seconds.";
    }
    if (key.type == Type::steam && (key.digits != otp::steam_characters || key.period_s != 30 ||
                                    key.algorithm != otp::Algorithm::sha1)) {
        return "Steam has codes of one kind only.";
    }
    if (!is_note(entry.note)) return "Its note is too long or no readable text.";
    if (!is_small(entry.extra) || !is_small(entry.other)) {
        return "What the other program kept beside it is too long.";
    }
    if (entry.tags.size() > tags_max || !std::ranges::all_of(entry.tags, is_tag)) {
        return "Its tags are too many, too long or no readable text.";
    }
    return std::nullopt;
}

std::int64_t step_at(const Key& key, Time at) {
    return otp::step_at(at, std::chrono::seconds{key.period_s});
}

std::string code_of(const Key& key, std::int64_t step_or_counter) {
    if (key.type == Type::steam) return otp::steam_code(key.secret.view(), step_or_counter);
    return otp::hotp(key.secret.view(), static_cast<std::uint64_t>(step_or_counter), key.digits,
                     key.algorithm);
}

}  // namespace sparekey::vault

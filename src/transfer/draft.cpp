#include "transfer/draft.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "otp/otpauth.h"
#include "otp/steam.h"
#include "otp/typed_key.h"
#include "vault/otpauth_entry.h"

namespace sparekey::transfer {
namespace {

using vault::Type;

// At the end of a code point.
std::string_view cut(std::string_view text, std::size_t octets_max) {
    if (text.size() <= octets_max) return text;
    while (octets_max > 0 && (static_cast<unsigned char>(text[octets_max]) & 0xc0) == 0x80) {
        --octets_max;
    }
    return text.substr(0, octets_max);
}

std::string without_controls(std::string_view text, bool keep_lines) {
    if (!is_valid_utf8(text)) return {};
    std::string clean;
    for (const char c : text) {
        const auto value = static_cast<unsigned char>(c);
        const bool control = value < 0x20 || value == 0x7f;
        clean += control && !(keep_lines && (c == '\n' || c == '\t')) ? ' ' : c;
    }
    return clean;
}

std::string name_of(const Draft& draft) {
    const auto issuer = clean_name(draft.issuer);
    const auto account = clean_name(draft.account);
    if (issuer.empty() || account.empty()) return issuer + account;
    return issuer + " (" + account + ')';
}

std::vector<std::string> clean_tags(const std::vector<std::string>& tags) {
    std::vector<std::string> clean;
    for (const auto& tag : tags) {
        const auto text =
            std::string{trim(cut(without_controls(tag, false), vault::tag_octets_max))};
        if (!text.empty() && !has_control_characters(text)) clean.push_back(text);
    }
    std::ranges::sort(clean);
    clean.erase(std::unique(clean.begin(), clean.end()), clean.end());
    if (clean.size() > vault::tags_max) clean.resize(vault::tags_max);
    return clean;
}

std::optional<Type> parse_type(std::string_view text) {
    const auto name = lower_ascii(text);
    if (name == "totp") return Type::totp;
    if (name == "hotp") return Type::hotp;
    if (name == "steam") return Type::steam;
    return std::nullopt;
}

int bounded(std::optional<std::int64_t> value, int otherwise) {
    return static_cast<int>(std::clamp<std::int64_t>(value.value_or(otherwise), -1, 1'000'000));
}

// The reason, where the draft's key is none.
std::optional<std::string> read_key(Draft& draft, vault::Key& key) {
    const auto type = parse_type(draft.type);
    if (!type) return "Codes of the type \"" + clean_name(draft.type) + "\" cannot be made.";
    key.type = *type;
    if (draft.octets) {
        key.secret = crypto::Secret::taking(std::move(*draft.octets));
    } else {
        const auto text = crypto::Secret::taking(std::move(draft.secret));
        auto read = otp::read_typed_key(text.text());
        if (const auto* fault = std::get_if<otp::TypedKeyFault>(&read)) {
            return "Its secret " + words_of(*fault);
        }
        key.secret = std::move(std::get<crypto::Secret>(read));
    }
    if (key.type == Type::steam) {
        key.digits = otp::steam_characters;
        return std::nullopt;
    }
    if (!draft.algorithm.empty()) {
        const auto algorithm = otp::parse_algorithm(draft.algorithm);
        if (!algorithm) return "Its algorithm is none that we know.";
        key.algorithm = *algorithm;
    }
    key.digits = bounded(draft.digits, otp::digits_usual);
    if (key.type == Type::totp) key.period_s = bounded(draft.period, 30);
    return std::nullopt;
}

void drop_large_extra(vault::Entry& entry) {
    if (boost::json::serialize(entry.extra).size() <= vault::extra_octets_max) return;
    entry.extra.clear();
}

}  // namespace

std::string clean_name(std::string_view text) {
    auto clean = without_controls(text, false);
    if (has_control_characters(clean)) {
        // Line and paragraph separators, and C1: rare enough to lose what else is not ASCII.
        std::erase_if(clean, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    }
    return std::string{trim(cut(trim(clean), vault::name_octets_max))};
}

void Collector::take(Draft&& draft) {
    vault::Entry entry;
    const auto name = name_of(draft);
    if (const auto reason = read_key(draft, entry.key)) return refuse(name, *reason);
    entry.issuer = clean_name(draft.issuer);
    entry.account = clean_name(draft.account);
    if (entry.key.type == Type::hotp) {
        if (draft.counter.value_or(0) < 0) return refuse(name, "Its counter is no number.");
        entry.counter = static_cast<std::uint64_t>(draft.counter.value_or(0));
        if (!draft.counter) doubt(name, "Its counter is not known, and taken as 0.");
    }
    entry.note = cut(without_controls(draft.note, true), vault::note_octets_max);
    entry.tags = clean_tags(draft.tags);
    entry.extra = std::move(draft.extra);
    finish(std::move(entry));
}

void Collector::take_uri(std::string_view uri, Draft&& more) {
    auto read = otp::read_otpauth(uri);
    if (const auto* fault = std::get_if<otp::OtpauthFault>(&read)) {
        // A name that only the file around it knows may be enough.
        return refuse(name_of(more), std::string{words_of(*fault)});
    }
    auto& key = std::get<otp::OtpauthKey>(read);
    const bool counter_assumed = key.counter_assumed;
    auto entry = vault::entry_of(std::move(key));
    entry.issuer = clean_name(entry.issuer);
    entry.account = clean_name(entry.account);
    if (entry.issuer.empty()) entry.issuer = clean_name(more.issuer);
    if (entry.account.empty()) entry.account = clean_name(more.account);
    entry.note = cut(without_controls(more.note, true), vault::note_octets_max);
    entry.tags = clean_tags(more.tags);
    for (const auto& member : more.extra) entry.extra[member.key()] = member.value();
    if (counter_assumed) doubt(shown_name(entry), "Its counter is not known, and taken as 0.");
    finish(std::move(entry));
}

void Collector::finish(vault::Entry&& entry) {
    drop_large_extra(entry);
    if (entry.issuer.empty() && entry.account.empty()) {
        entry.account = "unnamed " + std::to_string(number_ + 1);
        doubt(entry.account, "It had no name.");
    }
    if (const auto fault = fault_of(entry)) return refuse(shown_name(entry), std::string{*fault});
    if (read_.total() >= entries_max) return;
    ++number_;
    if (entry.key.secret.size() < otp::short_key_octets) {
        doubt(shown_name(entry), "Its secret is shorter than 80 bits.");
    }
    read_.entries.push_back(std::move(entry));
}

void Collector::refuse(std::string name, std::string reason) {
    if (read_.total() >= entries_max) return;
    read_.unread.push_back({++number_, clean_name(name), std::move(reason)});
}

void Collector::doubt(std::string name, std::string about) {
    read_.doubts.push_back({std::move(name), std::move(about)});
}

Result Collector::end(std::string_view what_it_is) {
    if (read_.total() == 0) {
        return Fault{Fault::What::nothing,
                     "It is " + std::string{what_it_is} + ", but there is no entry in it."};
    }
    return std::move(read_);
}

}  // namespace sparekey::transfer

#include "transfer/uri_list.h"

#include "base/text.h"
#include "otp/otpauth.h"
#include "transfer/draft.h"
#include "transfer/google.h"
#include "transfer/members.h"
#include "vault/otpauth_entry.h"

namespace sparekey::transfer {
namespace {

namespace json = boost::json;

// The value of Ente's parameter in a URI, which is JSON, percent-encoded.
std::optional<json::value> code_display(std::string_view uri) {
    const auto at = uri.find("codeDisplay=");
    if (at == uri.npos) return std::nullopt;
    const auto key = otp::parse_otpauth(uri);
    if (!key) return std::nullopt;
    for (const auto& [name, value] : key->extra) {
        if (name == "codeDisplay") return parse_file(value);
    }
    return std::nullopt;
}

void take_line(std::string_view line, Collector& collector) {
    Draft more;
    const auto display = code_display(line);
    if (const auto* beside = display ? display->if_object() : nullptr) {
        if (truth_at(*beside, "trashed")) {
            return collector.refuse({}, "It is in the other app's trash.");
        }
        more.note = text_at(*beside, "note");
        more.tags = texts_at(*beside, "tags");
        if (truth_at(*beside, "pinned")) more.tags.emplace_back("pinned");
    }
    collector.take_uri(line, std::move(more));
}

}  // namespace

Result read_uri_list(std::string_view text, std::string_view what_it_is) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    Collector collector;
    std::vector<std::string_view> migrations;
    for (auto line : split(text, '\n')) {
        line = trim(line);
        if (line.empty() || line.starts_with('#')) continue;
        if (lower_ascii(line.substr(0, migration_scheme.size())) == migration_scheme) {
            migrations.push_back(line);
        } else {
            take_line(line, collector);
        }
    }
    read_google(migrations, collector);
    return collector.end(what_it_is);
}

crypto::Secret write_uri_list(std::span<const vault::Entry* const> entries) {
    std::vector<crypto::Secret> lines;
    std::size_t octets = 0;
    for (const auto* entry : entries) {
        lines.push_back(otp::write_otpauth(vault::otpauth_of(*entry)));
        octets += lines.back().size() + 1;
    }
    std::string text;
    text.reserve(octets);
    for (const auto& line : lines) text.append(line.text()).append(1, '\n');
    return crypto::Secret::taking(std::move(text));
}

}  // namespace sparekey::transfer

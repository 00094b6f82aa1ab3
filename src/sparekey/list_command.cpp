#include <algorithm>
#include <boost/json/array.hpp>

#include "base/text.h"
#include "otp/otpauth.h"
#include "sparekey/commands.h"
#include "sparekey/entries.h"

namespace sparekey::terminal {
namespace {

std::string padded(std::string text, std::size_t points) {
    const auto have = code_points(text);
    if (have < points) text.append(points - have, ' ');
    return text;
}

// What is not as usual, and the tags.
std::string remarks(const vault::Entry& entry) {
    const auto& key = entry.key;
    std::string text;
    const auto add = [&](const std::string& word) { text += (text.empty() ? "" : " ") + word; };
    if (key.type != vault::Type::totp) add(std::string{name_of(key.type)});
    if (key.type == vault::Type::totp && key.period_s != 30)
        add(std::to_string(key.period_s) + "s");
    if (key.type != vault::Type::steam && key.digits != 6)
        add(std::to_string(key.digits) + " digits");
    if (key.algorithm != otp::Algorithm::sha1) add(std::string{otp::name_of(key.algorithm)});
    for (const auto& tag : entry.tags) add('#' + tag);
    return text;
}

}  // namespace

Exit run_list(Context& context) {
    auto opened = open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    const auto& vault = std::get<Session>(opened).vault;
    const auto tag = context.arguments.value("--tag");
    constexpr std::size_t issuer_points_max = 30;
    std::size_t widest = 0;
    std::vector<std::pair<vault::EntryId, const vault::Entry*>> rows;
    for (const auto& [id, entry] : vault.entries()) {
        if (!is_found_by(named(id, *entry), context.arguments.first())) continue;
        if (tag && std::ranges::find(entry->tags, *tag) == entry->tags.end()) continue;
        rows.emplace_back(id, entry);
        widest = std::max(widest, code_points(shown_issuer(*entry)));
    }
    boost::json::array all;
    std::string text;
    for (const auto& [id, entry] : rows) {
        if (context.out.as_json()) {
            all.emplace_back(told(id, *entry));
            continue;
        }
        const auto issuer =
            padded(std::string{shown_issuer(*entry)}, std::min(widest, issuer_points_max));
        auto line = issuer + "  " + entry->account;
        if (const auto more = remarks(*entry); !more.empty()) line += "  [" + more + ']';
        text += (text.empty() ? "" : "\n") + line;
    }
    context.out.json()["entries"] = std::move(all);
    if (!text.empty()) context.out.line(text);
    context.out.note(std::to_string(rows.size()) + (rows.size() == 1 ? " entry" : " entries"));
    return vault.unreadable() > 0 ? Exit::partly : Exit::done;
}

}  // namespace sparekey::terminal

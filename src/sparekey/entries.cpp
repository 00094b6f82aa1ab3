#include "sparekey/entries.h"

#include <boost/json/array.hpp>
#include <ctime>

#include "otp/otpauth.h"

namespace sparekey::terminal {
namespace {

constexpr std::size_t told_max = 10;

std::variant<vault::EntryId, Refusal> one_of(const std::vector<Named>& names,
                                             const std::vector<std::size_t>& found,
                                             std::string_view wanted) {
    if (found.size() == 1) return *vault::EntryId::parse(names[found.front()].id);
    const std::string quoted = '"' + std::string{wanted} + '"';
    if (found.empty())
        return Refusal{Exit::not_found, "not-found", "No entry is called " + quoted + '.'};
    std::string text = quoted + " may be " + std::to_string(found.size()) + " entries:";
    for (std::size_t i = 0; i < found.size() && i < told_max; ++i) {
        text += "\n  " + names[found[i]].shown + "  " + names[found[i]].id;
    }
    if (found.size() > told_max) text += "\n  ...";
    return Refusal{Exit::ambiguous, "ambiguous", std::move(text)};
}

}  // namespace

Named named(const vault::EntryId& id, const vault::Entry& entry) {
    return {id.text(), entry.issuer, entry.account, shown_name(entry)};
}

std::variant<vault::EntryId, Refusal> find_entry(const vault::Vault& vault,
                                                 std::string_view wanted) {
    std::vector<Named> names;
    names.reserve(vault.items().size());
    for (const auto& [id, item] : vault.items()) {
        if (item.entry) names.push_back(named(id, *item.entry));
    }
    return one_of(names, find_named(names, wanted), wanted);
}

std::variant<vault::EntryId, Refusal> find_any(const vault::Vault& vault, std::string_view wanted) {
    std::vector<Named> names;
    for (const auto& [id, item] : vault.items()) {
        if (item.entry) {
            names.push_back(named(id, *item.entry));
            continue;
        }
        for (auto past = item.past.rbegin(); past != item.past.rend(); ++past) {
            const auto entry = vault.version(id, past->record.revision);
            if (!entry) continue;
            names.push_back(named(id, *entry));
            break;
        }
    }
    return one_of(names, find_named(names, wanted), wanted);
}

boost::json::object told(const vault::EntryId& id, const vault::Entry& entry) {
    const auto& key = entry.key;
    boost::json::object all{{"id", id.text()},           {"issuer", entry.issuer},
                            {"account", entry.account},  {"name", shown_name(entry)},
                            {"type", name_of(key.type)}, {"algorithm", otp::name_of(key.algorithm)},
                            {"digits", key.digits}};
    if (key.type == vault::Type::hotp) {
        all["counter"] = entry.counter;
    } else {
        all["period"] = key.period_s;
    }
    boost::json::array tags;
    for (const auto& tag : entry.tags) tags.emplace_back(tag);
    all["tags"] = std::move(tags);
    all["note"] = entry.note;
    return all;
}

std::string told(Time time) {
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts)};
}

}  // namespace sparekey::terminal

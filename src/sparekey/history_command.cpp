#include <boost/json/array.hpp>

#include "sparekey/commands.h"
#include "sparekey/entries.h"

namespace sparekey::terminal {
namespace {

using vault::Version;

std::string_view word_of(Version::What what) {
    switch (what) {
    case Version::What::added: return "added";
    case Version::What::edited: return "edited";
    case Version::What::deleted: return "deleted";
    case Version::What::restored: return "restored";
    }
    return {};
}

boost::json::object told(const Version& version) {
    return {{"id", version.id.text()},
            {"name", version.name},
            {"revision", version.revision},
            {"what", word_of(version.what)},
            {"at", to_micros(version.changed) / 1'000'000},
            {"current", version.current}};
}

// An earlier version of one entry, brought back as a new one.
std::optional<Version> bring_back(vault::Vault& vault, const vault::EntryId& id,
                                  std::uint64_t revision, Time now) {
    const auto entry = vault.version(id, revision);
    if (!entry || !vault.restore(id, revision, now)) return std::nullopt;
    return Version{id, revision, Version::What::restored, now, true, shown_name(*entry)};
}

std::optional<Refusal> undo_in(const Context& context, vault::Vault& vault, Time now,
                               std::optional<Version>& undone) {
    const auto name = context.arguments.first();
    const auto revision = context.arguments.number("--to");
    if (name.empty()) {
        if (revision) return Refusal{Exit::usage, "usage", "--to takes the name of an entry, too."};
        undone = vault.undo_last(now);
    } else {
        const auto found = find_any(vault, name);
        if (const auto* refusal = std::get_if<Refusal>(&found)) return *refusal;
        const auto& id = std::get<vault::EntryId>(found);
        undone = revision ? bring_back(vault, id, static_cast<std::uint64_t>(*revision), now)
                          : vault.undo(id, now);
    }
    if (undone) return std::nullopt;
    return Refusal{Exit::not_found, "nothing-to-undo",
                   revision ? "There is no such version, or it was a deletion."
                            : "There is nothing to take back: changes are kept for 30 days."};
}

}  // namespace

Exit run_undo(Context& context) {
    auto opened = open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    std::optional<Version> undone;
    const auto failed =
        change(context, std::get<Session>(opened),
               [&](vault::Vault& vault, Time now) { return undo_in(context, vault, now, undone); });
    if (failed) return context.out.refuse(*failed);
    context.out.json()["undone"] = told(*undone);
    if (context.arguments.has("--to")) {
        context.out.line(undone->name + " is as it was.");
    } else {
        context.out.line("Taken back: " + undone->name + ", " + std::string{word_of(undone->what)} +
                         " " + terminal::told(undone->changed) + '.');
    }
    return Exit::done;
}

Exit run_history(Context& context) {
    auto opened = open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    const auto& vault = std::get<Session>(opened).vault;
    std::vector<Version> versions;
    if (const auto name = context.arguments.first(); name.empty()) {
        versions = vault.history();
    } else {
        const auto found = find_any(vault, name);
        if (const auto* refusal = std::get_if<Refusal>(&found)) {
            return context.out.refuse(*refusal);
        }
        versions = vault.history(std::get<vault::EntryId>(found));
    }
    boost::json::array all;
    std::string text;
    for (const auto& version : versions) {
        if (context.out.as_json()) all.emplace_back(told(version));
        std::string what{word_of(version.what)};
        what.resize(8, ' ');
        text += terminal::told(version.changed) + "  " + what + "  " + version.name + "  (" +
                std::to_string(version.revision) + (version.current ? ", now)" : ")") + '\n';
    }
    context.out.json()["history"] = std::move(all);
    if (!text.empty()) text.pop_back();
    context.out.line(text);
    return Exit::done;
}

}  // namespace sparekey::terminal

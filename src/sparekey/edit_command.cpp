#include <algorithm>
#include <boost/json/value.hpp>

#include "sparekey/commands.h"
#include "sparekey/entries.h"
#include "sparekey/key_input.h"

namespace sparekey::terminal {
namespace {

bool changes_key(const Arguments& arguments) {
    return arguments.has("--key") || arguments.has("--algorithm") || arguments.has("--digits") ||
           arguments.has("--period");
}

vault::Entry wanted(const Arguments& arguments, const vault::Entry& now) {
    auto entry = now.clone();
    if (const auto issuer = arguments.value("--issuer")) {
        entry.issuer = *issuer;
        // Who renames it wants to see that name, and not the one an import's label had.
        entry.extra.erase("label_issuer");
    }
    if (const auto account = arguments.value("--account")) entry.account = *account;
    if (const auto note = arguments.value("--note")) entry.note = *note;
    if (const auto order = arguments.number("--order")) entry.order = *order;
    if (arguments.has("--no-tags")) entry.tags.clear();
    if (arguments.has("--tag")) entry.tags = arguments.values("--tag");
    std::ranges::sort(entry.tags);
    entry.tags.erase(std::unique(entry.tags.begin(), entry.tags.end()), entry.tags.end());
    return entry;
}

std::optional<Refusal> new_key(const Context& context, vault::Entry& entry) {
    if (context.arguments.has("--key")) {
        auto input = read_key_input(context);
        if (auto* refusal = std::get_if<Refusal>(&input)) return std::move(*refusal);
        auto& read = std::get<KeyInput>(input);
        if (read.from_uri) {
            entry.key = std::move(read.entry.key);
            entry.counter = read.entry.counter;
        } else {
            entry.key.secret = std::move(read.entry.key.secret);
        }
    }
    return apply_key_options(context.arguments, entry);
}

}  // namespace

Exit run_edit(Context& context) {
    auto opened = open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    auto& session = std::get<Session>(opened);
    const auto found = find_entry(session.vault, context.arguments.first());
    if (const auto* refusal = std::get_if<Refusal>(&found)) return context.out.refuse(*refusal);
    auto id = std::get<vault::EntryId>(found);
    auto next = wanted(context.arguments, *session.vault.find(id));
    const bool another_key = changes_key(context.arguments);
    if (another_key) {
        if (const auto refusal = new_key(context, next)) return context.out.refuse(*refusal);
    }
    if (const auto fault = fault_of(next)) {
        return context.out.refuse({Exit::refused, "bad-entry", std::string{*fault}});
    }
    const auto failed = change(context, session, [&](vault::Vault& vault, Time now) {
        if (!vault.find(id)) {
            return std::optional<Refusal>{{Exit::not_found, "not-found", "It is gone."}};
        }
        static_cast<void>(vault.edit(id, next, now));
        if (another_key && vault.find(id)->key != next.key) {
            id = *vault.replace_key(id, next.key.clone(), now);
        }
        return std::optional<Refusal>{};
    });
    if (failed) return context.out.refuse(*failed);
    context.out.json()["edited"] = told(id, *session.vault.find(id));
    context.out.line(shown_name(*session.vault.find(id)) + " is changed.");
    return Exit::done;
}

Exit run_delete(Context& context) {
    auto opened = open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    auto& session = std::get<Session>(opened);
    const auto found = find_entry(session.vault, context.arguments.first());
    if (const auto* refusal = std::get_if<Refusal>(&found)) return context.out.refuse(*refusal);
    const auto id = std::get<vault::EntryId>(found);
    const auto name = shown_name(*session.vault.find(id));
    if (!context.arguments.has("--yes") && is_terminal(0)) {
        const auto tty = Tty::open();
        if (tty && !tty->ask_yes("Delete " + name + "? [y/N] ")) {
            return context.out.refuse({Exit::refused, "cancelled", "Nothing was deleted."});
        }
    }
    const auto failed = change(context, session, [&](vault::Vault& vault, Time now) {
        static_cast<void>(vault.remove(id, now));
        return std::optional<Refusal>{};
    });
    if (failed) return context.out.refuse(*failed);
    context.out.json()["deleted"] = {{"id", id.text()}, {"name", name}};
    context.out.line(name + " is deleted. sparekey undo brings it back for 30 days.");
    return Exit::done;
}

}  // namespace sparekey::terminal

#include "sparekey/take_in.h"

#include <boost/json/array.hpp>

#include "otp/otpauth.h"
#include "sparekey/entries.h"
#include "transfer/addition.h"
#include "vault/proof.h"

namespace sparekey::terminal {
namespace {

constexpr std::size_t proofs_max = 3;

struct Added {
    std::vector<vault::EntryId> ids;
    std::size_t known = 0;
};

void add_new(vault::Vault& vault, const transfer::Read& read, Time now, Added& added) {
    std::vector<const vault::Entry*> there;
    for (const auto& [id, item] : vault.items()) {
        if (item.entry) there.push_back(&*item.entry);
    }
    const auto places = transfer::new_ones(there, read.entries);
    added = {{}, read.entries.size() - places.size()};
    for (const auto place : places) {
        added.ids.push_back(vault.add(read.entries[place].clone(), now));
    }
}

void tell_json(Context& context, const transfer::Read& read, const Added& added,
               const vault::Vault& vault) {
    auto& json = context.out.json();
    json["of"] = read.total();
    json["read"] = read.entries.size();
    json["known"] = added.known;
    boost::json::array all;
    for (const auto& id : added.ids) all.emplace_back(told(id, *vault.find(id)));
    json["added"] = std::move(all);
    boost::json::array unread;
    for (const auto& one : read.unread) {
        unread.push_back({{"number", one.number}, {"name", one.name}, {"reason", one.reason}});
    }
    json["unread"] = std::move(unread);
    boost::json::array doubts;
    for (const auto& one : read.doubts) {
        doubts.push_back({{"name", one.name}, {"about", one.about}});
    }
    json["doubts"] = std::move(doubts);
}

void tell_people(Context& context, const transfer::Read& read, const Added& added,
                 const vault::Vault& vault) {
    std::string text;
    for (const auto& id : added.ids) text += "  " + shown_name(*vault.find(id)) + '\n';
    for (const auto& one : read.doubts) text += "  ? " + one.name + ": " + one.about + '\n';
    for (const auto& one : read.unread) {
        text += "  ! entry " + std::to_string(one.number) +
                (one.name.empty() ? "" : ", " + one.name) + ": " + one.reason + '\n';
    }
    const bool dry = context.arguments.has("--dry-run");
    text += std::to_string(read.entries.size()) + " of " + std::to_string(read.total()) +
            " read; " + std::to_string(added.ids.size()) + (dry ? " would be" : "") + " added";
    if (added.known > 0) text += ", " + std::to_string(added.known) + " are there already";
    context.out.line(text + '.');
}

// "Type the code that your old app shows now", for a few entries, on a terminal only.
void prove_some(Context& context, const Added& added, const vault::Vault& vault) {
    if (context.out.as_json() || !is_terminal(0) || !is_terminal(1)) return;
    const auto tty = Tty::open();
    if (!tty) return;
    std::size_t proved = 0;
    for (const auto& id : added.ids) {
        const auto& entry = *vault.find(id);
        if (entry.key.type == vault::Type::hotp || proved == proofs_max) continue;
        if (proved++ == 0) {
            tty->say("\nBefore you wipe the old app, prove that the import is right.\n");
        }
        const auto typed = tty->ask("The code that the old app shows now for " + shown_name(entry) +
                                    " (Enter ends): ");
        if (!typed || typed->empty()) return;
        const auto proof = vault::prove(entry, *typed, context.now());
        tty->say("The code " + vault::words_of(proof) + '\n');
        if (!proof.key) continue;
        tty->say("Correct it: sparekey edit " + id.text() + " --period " +
                 std::to_string(proof.key->period_s) + " --digits " +
                 std::to_string(proof.key->digits) + " --algorithm " +
                 std::string{otp::name_of(proof.key->algorithm)} + '\n');
    }
}

}  // namespace

Exit take_in(Context& context, transfer::Read&& read) {
    if (read.entries.empty()) {
        std::string text = "None of " + std::to_string(read.total()) + " could be read.";
        for (const auto& one : read.unread) {
            text += "\n  ! " + (one.name.empty() ? "" : one.name + ": ") + one.reason;
        }
        return context.out.refuse({Exit::refused, "nothing-read", std::move(text)});
    }
    auto opened = open_or_make_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    auto& session = std::get<Session>(opened);
    Added added;
    if (context.arguments.has("--dry-run")) {
        add_new(session.vault, read, context.now(), added);
    } else {
        const auto failed = change(context, session, [&](vault::Vault& vault, Time now) {
            add_new(vault, read, now, added);
            return std::optional<Refusal>{};
        });
        if (failed) return context.out.refuse(*failed);
    }
    tell_json(context, read, added, session.vault);
    tell_people(context, read, added, session.vault);
    if (!context.arguments.has("--dry-run")) prove_some(context, added, session.vault);
    return read.unread.empty() ? Exit::done : Exit::partly;
}

}  // namespace sparekey::terminal

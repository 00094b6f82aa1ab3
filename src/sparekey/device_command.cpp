#include <boost/json/array.hpp>

#include "sparekey/approve_command.h"
#include "sparekey/commands.h"
#include "sparekey/join_command.h"
#include "sparekey/sync_steps.h"

namespace sparekey::terminal {
namespace {

namespace json = boost::json;

Exit list_devices(Context& context, const Session& session) {
    const auto roster = vault::parse_roster(session.vault.header().roster.text);
    json::array all;
    for (const auto& member : roster->devices) {
        const bool own = session.vault.device() && session.vault.device()->id == member.id;
        all.push_back(
            json::object{{"id", member.id.text()}, {"name", member.name}, {"this_one", own}});
        context.out.line(member.id.text().substr(0, 8) + "  " + printable(member.name) +
                         (own ? "  (this one)" : ""));
    }
    context.out.json()["devices"] = std::move(all);
    return Exit::done;
}

// By name, or by the first digits of its id.
const vault::Member* find_device(const vault::Roster& roster, const std::string& wanted) {
    const vault::Member* found = nullptr;
    for (const auto& member : roster.devices) {
        if (member.name != wanted && !(wanted.size() >= 8 && member.id.text().starts_with(wanted)))
            continue;
        if (found != nullptr) return nullptr;
        found = &member;
    }
    return found;
}

Exit remove_device(Context& context, Session& session, const std::string& wanted) {
    if (!session.vault.server() || !session.vault.device()) {
        return context.out.refuse({Exit::refused, "no-server", "This vault is at no server."});
    }
    // What is pending may be refused, by what the very device has done: it is taken out all the
    // same.
    const auto before = exchange(context, session);
    if (const auto* refusal = std::get_if<Refusal>(&before)) return context.out.refuse(*refusal);
    const auto roster = vault::parse_roster(session.vault.header().roster.text);
    const auto* member = find_device(*roster, wanted);
    if (member == nullptr) {
        return context.out.refuse({Exit::not_found, "not-found", "No one device is called that."});
    }
    const auto removed = member->id;
    context.out.note("The removed device knows the passphrase, so the vault gets a new one.");
    const auto asked = ask_new_passphrase(context, "--new-passphrase-file");
    if (const auto* refusal = std::get_if<Refusal>(&asked)) return context.out.refuse(*refusal);
    const auto kdf = vault::Kdf::with_new_salt();
    auto derived = vault::derive(std::get<crypto::Secret>(asked).text(), kdf);
    auto link = ServerLink::to(session.vault.server()->url);
    if (const auto* refusal = std::get_if<Refusal>(&link)) return context.out.refuse(*refusal);
    SyncClient client{std::get<ServerLink>(link), session.vault};
    if (auto failed = client.remove(removed, kdf, derived, context.now()))
        return context.out.refuse(*failed);
    session.wrapping_key = std::move(derived.wrapping);
    if (session.save(context.now()) != vault::Written::done) {
        return context.out.refuse(
            {Exit::failed, "changed-meanwhile",
             "It is removed at the server, but another program changed the vault here meanwhile. "
             "Sync again."});
    }
    // What was sealed anew goes there with a sync; where that fails, with the next one.
    if (auto failed = sync_now(context, session)) {
        context.out.note("It is removed, but what was sealed anew is not at the server yet.");
        return context.out.refuse(*failed);
    }
    context.out.json()["removed"] = removed.text();
    context.out.line(
        "Removed. It has seen every secret of this vault until now; what it holds "
        "already it keeps. Change what matters at the sites themselves.");
    return Exit::done;
}

}  // namespace

Exit run_device(Context& context) {
    if (context.arguments.has("--join")) return join_vault(context);
    auto opened = open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    auto& session = std::get<Session>(opened);
    if (context.arguments.has("--approve")) return approve_device(context, session);
    if (const auto wanted = context.arguments.value("--remove"))
        return remove_device(context, session, *wanted);
    return list_devices(context, session);
}

}  // namespace sparekey::terminal

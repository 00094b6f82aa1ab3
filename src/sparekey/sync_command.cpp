#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "sparekey/commands.h"
#include "sparekey/recovery.h"
#include "sparekey/sync_client.h"

namespace sparekey::terminal {
namespace {

namespace json = boost::json;

std::variant<vault::Server, Refusal> given_server(const Context& context) {
    const auto url = context.arguments.value("--server");
    const auto email = context.arguments.value("--email");
    if (!url || !email) {
        return Refusal{Exit::usage, "usage",
                       "This vault is at no server yet: give --server and --email."};
    }
    const auto link = ServerLink::to(*url);
    if (const auto* refusal = std::get_if<Refusal>(&link)) return *refusal;
    return vault::Server{*url, *email};
}

// A request that no device signs yet.
std::variant<json::object, Refusal> post(ServerLink& link, const std::string& path,
                                         const json::object& body,
                                         const ServerLink::Headers& headers = {}) {
    auto sent = link.send("POST", "/api/v1/sync/" + path, json::serialize(body), headers);
    if (auto* refusal = std::get_if<Refusal>(&sent)) return std::move(*refusal);
    auto& answer = std::get<Answer>(sent);
    if (answer.status >= 300) return refusal_of(answer);
    return std::move(answer.body);
}

std::variant<vault::PassphraseKeys, Refusal> ask_passphrase(const Context& context,
                                                            const vault::Kdf& kdf) {
    auto asked = ask_secret(context, "--passphrase-file", "Passphrase: ");
    if (auto* refusal = std::get_if<Refusal>(&asked)) return std::move(*refusal);
    return vault::derive(std::get<crypto::Secret>(asked).text(), kdf);
}

// The address is confirmed by a mailed code; with it goes what the server keeps of the vault.
std::optional<Refusal> sign_up(const Context& context, const Session& session,
                               const vault::Server& server) {
    const auto& header = session.vault.header();
    if (!has_recovery_key(header)) {
        return Refusal{Exit::refused, "no-recovery-key",
                       "Make the recovery key first: sparekey recovery-key."};
    }
    const auto keys = ask_passphrase(context, header.kdf);
    if (const auto* refusal = std::get_if<Refusal>(&keys)) return *refusal;
    const auto& passphrase = std::get<vault::PassphraseKeys>(keys);
    if (!vault::open_by_passphrase(header, passphrase.wrapping.view())) {
        return Refusal{Exit::wrong_passphrase, "wrong-passphrase",
                       "That is not the passphrase of this vault."};
    }
    auto linked = ServerLink::to(server.url);
    if (const auto* refusal = std::get_if<Refusal>(&linked)) return *refusal;
    auto& link = std::get<ServerLink>(linked);
    const auto device = session.vault.device()->id.text();
    const auto begun = post(link, "sign-up",
                            {{"email", server.email},
                             {"device", device},
                             {"login_key", to_base64url(passphrase.login.view())}});
    if (const auto* refusal = std::get_if<Refusal>(&begun)) return *refusal;
    const auto tty = Tty::open();
    if (!tty) {
        return Refusal{Exit::no_vault, "no-terminal",
                       "There is no terminal to ask for the mailed code on."};
    }
    const auto code = tty->ask("The code from the mail to " + printable(server.email) + ": ");
    if (!code) return Refusal{Exit::refused, "cancelled", "Cancelled."};
    const auto confirmed = post(link, "sign-up/confirm",
                                {{"sign_up", text_at(std::get<json::object>(begun), "sign_up")},
                                 {"device", device},
                                 {"code", *code},
                                 {"head", head_text(header)}});
    if (const auto* refusal = std::get_if<Refusal>(&confirmed)) return *refusal;
    return std::nullopt;
}

std::optional<Refusal> no_device() {
    return Refusal{Exit::refused, "no-device",
                   "This vault file has no keys of a device: sparekey recovery-key makes some."};
}

void say(Context& context, const Synced& done) {
    auto& json = context.out.json();
    json["sent"] = done.sent;
    json["received"] = done.received;
    json["merged"] = done.merged;
    json["copies"] = done.copies;
    json["unreadable"] = done.unreadable;
    context.out.line("Synced: " + std::to_string(done.sent) + " sent, " +
                     std::to_string(done.received) + " received, " + std::to_string(done.merged) +
                     " merged.");
    if (done.copies > 0) {
        context.out.line(std::to_string(done.copies) +
                         " could not be merged and stand beside, tagged \"conflict copy\".");
    }
    if (done.unreadable > 0) {
        context.out.note(std::to_string(done.unreadable) +
                         " changes of another device cannot be opened; what is here was kept, and "
                         "sent again over them.\nA device that is broken or in other hands may be "
                         "in the vault: look at `sparekey device`.");
    }
}

// What came is kept where it was proven, also where what was to go was refused.
std::variant<Synced, Refusal> exchange(Context& context, Session& session,
                                       const vault::PassphraseKeys* restored = nullptr) {
    Synced done;
    auto failed = change(context, session, [&](vault::Vault& vault, Time now) {
        auto link = ServerLink::to(vault.server()->url);
        if (const auto* refusal = std::get_if<Refusal>(&link)) return std::optional{*refusal};
        SyncClient client{std::get<ServerLink>(link), vault};
        const auto result = restored ? client.sync_with_restored(*restored, now)
                                     : client.sync(session.wrapping_key.view(), now);
        if (const auto* refusal = std::get_if<Refusal>(&result)) return std::optional{*refusal};
        done = std::get<Synced>(result);
        return std::optional<Refusal>{};
    });
    if (failed) return *std::move(failed);
    say(context, done);
    return done;
}

std::optional<Refusal> sync_now(Context& context, Session& session) {
    auto result = exchange(context, session);
    if (auto* refusal = std::get_if<Refusal>(&result)) return std::move(*refusal);
    return std::get<Synced>(std::move(result)).refused;
}

std::optional<Refusal> sync_with_restored(Context& context, Session& session) {
    context.out.note(
        "Everything is compared anew. What the server forgot is sent again; what was deleted since "
        "its backup comes back.\nA server that lies says the same: do this only when you know "
        "that it was restored.");
    const auto asked = ask_passphrase(context, session.vault.header().kdf);
    if (const auto* refusal = std::get_if<Refusal>(&asked)) return *refusal;
    const auto& passphrase = std::get<vault::PassphraseKeys>(asked);
    if (!vault::open_by_passphrase(session.vault.header(), passphrase.wrapping.view())) {
        return Refusal{Exit::wrong_passphrase, "wrong-passphrase",
                       "That is not the passphrase of this vault."};
    }
    auto result = exchange(context, session, &passphrase);
    if (auto* refusal = std::get_if<Refusal>(&result)) return std::move(*refusal);
    return std::get<Synced>(std::move(result)).refused;
}

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

Exit run_sync(Context& context) {
    auto opened = open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    auto& session = std::get<Session>(opened);
    if (!session.vault.device()) return context.out.refuse(*no_device());
    if (!session.vault.server()) {
        const auto given = given_server(context);
        if (const auto* refusal = std::get_if<Refusal>(&given)) return context.out.refuse(*refusal);
        const auto& server = std::get<vault::Server>(given);
        if (auto refusal = sign_up(context, session, server)) return context.out.refuse(*refusal);
        auto failed = change(context, session, [&](vault::Vault& vault, Time) {
            vault.set_server(server);
            return std::optional<Refusal>{};
        });
        if (failed) return context.out.refuse(*failed);
    }
    auto failed = context.arguments.has("--server-restored") ? sync_with_restored(context, session)
                                                             : sync_now(context, session);
    if (failed) return context.out.refuse(*failed);
    return Exit::done;
}

namespace {

struct Joined {
    vault::Header header;
    crypto::Secret wrapping_key;
    vault::Device device;
};

// A person looks at the list before the recovery key signs it: a server may have written into it.
std::optional<Refusal> confirm_devices(const Tty& tty, const vault::Header& header) {
    tty.say("These devices are in the vault:\n");
    for (const auto& member : vault::parse_roster(header.roster.text)->devices)
        tty.say("  " + printable(member.name) + "\n");
    if (tty.ask_yes("Are all of them yours? ")) return std::nullopt;
    return Refusal{Exit::refused, "cancelled", "Cancelled. Nothing was done."};
}

std::variant<Joined, Refusal> join_server(Context& context, const vault::Server& server) {
    auto linked = ServerLink::to(server.url);
    if (auto* refusal = std::get_if<Refusal>(&linked)) return std::move(*refusal);
    auto& link = std::get<ServerLink>(linked);
    const auto kdf_answer = post(link, "kdf", {{"email", server.email}});
    if (const auto* refusal = std::get_if<Refusal>(&kdf_answer)) return *refusal;
    const auto& told = std::get<json::object>(kdf_answer);
    const auto salt = parse_base64url(text_at(told, "salt"));
    vault::Kdf kdf;
    const auto* memory = told.if_contains("memory_kib");
    const auto* passes = told.if_contains("passes");
    if (!salt || salt->size() != kdf.salt.size() || !memory || !memory->is_int64() || !passes ||
        !passes->is_int64()) {
        return lied("It answers what it should not.");
    }
    std::ranges::copy(*salt, kdf.salt.begin());
    kdf.memory_kib = static_cast<std::uint32_t>(memory->get_int64());
    kdf.passes = static_cast<std::uint32_t>(passes->get_int64());
    // Less would be a cheap way to find out the passphrase.
    if (!kdf.is_acceptable()) return lied("It asks for a passphrase that is protected too little.");
    auto asked = ask_passphrase(context, kdf);
    if (auto* refusal = std::get_if<Refusal>(&asked)) return std::move(*refusal);
    auto& passphrase = std::get<vault::PassphraseKeys>(asked);

    auto device = new_device();
    const auto signed_in = post(link, "sign-in",
                                {{"email", server.email},
                                 {"device", device.id.text()},
                                 {"login_key", to_base64url(passphrase.login.view())}});
    if (const auto* refusal = std::get_if<Refusal>(&signed_in)) return *refusal;
    const auto& opened = std::get<json::object>(signed_in);
    auto header = parse_head(opened);
    if (!header) return lied("It handed out no vault.");
    const auto keys = vault::open_by_passphrase(*header, passphrase.wrapping.view());
    if (!keys) return lied("The vault that it handed out does not open.");

    const auto tty = Tty::open();
    if (!tty) return Refusal{Exit::no_vault, "no-terminal", "There is no terminal to ask on."};
    if (auto refusal = confirm_devices(*tty, *header)) return *std::move(refusal);
    auto recovery = ask_recovery_key("Recovery key: ");
    if (auto* refusal = std::get_if<Refusal>(&recovery)) return std::move(*refusal);
    const vault::Member added{device.id, device_name(), device.public_keys(), context.now()};
    if (!vault::join_by_recovery_key(*header, *keys, added,
                                     std::get<crypto::Secret>(recovery).view())) {
        return Refusal{Exit::wrong_passphrase, "wrong-recovery-key",
                       "That is not the recovery key of this vault."};
    }
    const auto joined = post(link, "devices", {{"head", head_text(*header)}},
                             {{"Authorization", "Bearer " + text_at(opened, "token")}});
    if (const auto* refusal = std::get_if<Refusal>(&joined)) return *refusal;
    return Joined{*std::move(header), std::move(passphrase.wrapping), std::move(device)};
}

Exit join_vault(Context& context) {
    const auto path = vault_path(context.arguments);
    std::error_code error;
    if (std::filesystem::exists(path, error)) {
        return context.out.refuse({Exit::refused, "vault-exists",
                                   "There is a vault here already: " + path.string() + "."});
    }
    const auto given = given_server(context);
    if (const auto* refusal = std::get_if<Refusal>(&given)) return context.out.refuse(*refusal);
    auto result = join_server(context, std::get<vault::Server>(given));
    if (const auto* refusal = std::get_if<Refusal>(&result)) return context.out.refuse(*refusal);
    auto& joined = std::get<Joined>(result);
    auto keys = vault::open_by_device(joined.header, joined.device);
    vault::Document document;
    document.header = std::move(joined.header);
    Session session{path, std::nullopt, vault::Vault{std::move(document), *std::move(keys)},
                    std::move(joined.wrapping_key)};
    session.vault.become(std::move(joined.device));
    session.vault.set_server(std::get<vault::Server>(given));
    // The device is in: its keys are kept before anything else can fail.
    if (session.save(context.now()) != vault::Written::done) {
        return context.out.refuse(
            {Exit::failed, "changed-meanwhile", "Another program made a vault there meanwhile."});
    }
    if (auto failed = sync_now(context, session)) return context.out.refuse(*failed);
    return Exit::done;
}

}  // namespace

Exit run_device(Context& context) {
    if (context.arguments.has("--join")) return join_vault(context);
    auto opened = open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    auto& session = std::get<Session>(opened);
    if (const auto wanted = context.arguments.value("--remove"))
        return remove_device(context, session, *wanted);
    return list_devices(context, session);
}

}  // namespace sparekey::terminal

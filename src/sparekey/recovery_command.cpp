#include <boost/json/value.hpp>

#include "sparekey/commands.h"
#include "sparekey/recovery.h"
#include "sparekey/remember.h"
#include "sparekey/sync_client.h"

namespace sparekey::terminal {
namespace {

// A file that was brought here without its device gets one.
void ensure_device(vault::Vault& vault, Time now) {
    if (vault.device()) return;
    auto device = new_device();
    begin_anew(vault.header(), vault.keys(), {device.id, device_name(), device.public_keys(), now},
               device);
    vault.become(std::move(device));
}

Exit check_recovery_key(Context& context) {
    // No passphrase: this is for whoever has forgotten it, too.
    const auto path = vault_path(context.arguments);
    const auto content = vault::read_whole(path, vault::document_octets_max);
    if (!content) {
        return context.out.refuse({Exit::no_vault, "no-vault", "There is no vault yet."});
    }
    const auto read = vault::read_document(content->text);
    if (const auto* fault = std::get_if<vault::DocumentFault>(&read)) {
        return context.out.refuse(refusal_of(*fault, path));
    }
    const auto typed = ask_recovery_key("Recovery key: ");
    if (const auto* refusal = std::get_if<Refusal>(&typed)) return context.out.refuse(*refusal);
    const auto& header = std::get<vault::Document>(read).header;
    if (!open_by_recovery_key(header, std::get<crypto::Secret>(typed).view())) {
        return context.out.refuse({Exit::wrong_passphrase, "wrong-recovery-key",
                                   "That is not the recovery key of this vault."});
    }
    context.out.json()["opens"] = true;
    context.out.line("It opens this vault.");
    return Exit::done;
}

// Opens the vault by the recovery key alone.
Opened recovered(Context& context) {
    const auto path = vault_path(context.arguments);
    auto content = vault::read_whole(path, vault::document_octets_max);
    if (!content) return Refusal{Exit::no_vault, "no-vault", "There is no vault yet."};
    auto read = vault::read_document(content->text);
    if (const auto* fault = std::get_if<vault::DocumentFault>(&read)) {
        return refusal_of(*fault, path);
    }
    auto& document = std::get<vault::Document>(read);
    auto typed = ask_recovery_key("Recovery key: ");
    if (auto* refusal = std::get_if<Refusal>(&typed)) return std::move(*refusal);
    auto keys = open_by_recovery_key(document.header, std::get<crypto::Secret>(typed).view());
    if (!keys) {
        return Refusal{Exit::wrong_passphrase, "wrong-recovery-key",
                       "That is not the recovery key of this vault."};
    }
    return Session{path, content->state, vault::Vault{std::move(document), std::move(*keys)}, {}};
}

// The server's login key comes from the passphrase, too. A device that was removed there changes
// its own file's alone.
std::optional<Refusal> change_at_server(vault::Vault& vault, const vault::PassphraseKeys& derived,
                                        Time now) {
    if (!vault.server() || !vault.device()) return std::nullopt;
    auto link = ServerLink::to(vault.server()->url);
    if (const auto* refusal = std::get_if<Refusal>(&link)) return *refusal;
    SyncClient client{std::get<ServerLink>(link), vault};
    auto failed = client.change_passphrase(derived, now);
    if (failed && failed->slug == "device-not-accepted") return std::nullopt;
    return failed;
}

}  // namespace

Exit run_recovery_key(Context& context) {
    if (context.arguments.has("--check")) return check_recovery_key(context);
    auto opened = open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    const auto made = new_recovery_key_on_paper();
    if (const auto* refusal = std::get_if<Refusal>(&made)) return context.out.refuse(*refusal);
    const auto& key = std::get<crypto::Secret>(made);
    const auto failed =
        change(context, std::get<Session>(opened), [&](vault::Vault& vault, Time now) {
            ensure_device(vault, now);
            set_recovery_key(vault.header(), vault.keys(), key.view(), *vault.device());
            return std::optional<Refusal>{};
        });
    if (failed) return context.out.refuse(*failed);
    context.out.json()["recovery_key"] = "set";
    context.out.line("The recovery key counts from now on. Backups made before do not know it.");
    return Exit::done;
}

Exit run_passphrase(Context& context) {
    auto opened = context.arguments.has("--recover") ? recovered(context) : open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    auto& session = std::get<Session>(opened);
    const auto asked = ask_new_passphrase(context, "--new-passphrase-file");
    if (const auto* refusal = std::get_if<Refusal>(&asked)) return context.out.refuse(*refusal);
    const auto kdf = vault::Kdf::with_new_salt();
    auto derived = vault::derive(std::get<crypto::Secret>(asked).text(), kdf);
    forget(session.vault.header().vault);
    change_passphrase(session.vault.header(), session.vault.keys(), kdf, derived.wrapping.view());
    if (auto failed = change_at_server(session.vault, derived, context.now()))
        return context.out.refuse(*failed);
    // Not run again when another program was faster: what that one wrote opens with the old one.
    if (session.save(context.now()) != vault::Written::done) {
        return context.out.refuse({Exit::failed, "changed-meanwhile",
                                   "Another program changed the vault meanwhile. Try again."});
    }
    context.out.json()["passphrase"] = "changed";
    context.out.line("The passphrase is changed. Backups made before open with the old one.");
    return Exit::done;
}

Exit run_lock(Context& context) {
    const auto path = vault_path(context.arguments);
    const auto content = vault::read_whole(path, vault::document_octets_max);
    if (!content) {
        return context.out.refuse({Exit::no_vault, "no-vault", "There is no vault yet."});
    }
    const auto read = vault::read_document(content->text);
    if (const auto* fault = std::get_if<vault::DocumentFault>(&read)) {
        return context.out.refuse(refusal_of(*fault, path));
    }
    const bool had = forget(std::get<vault::Document>(read).header.vault);
    context.out.json()["forgot"] = had;
    context.out.line(had ? "Locked." : "It was locked already.");
    return Exit::done;
}

}  // namespace sparekey::terminal

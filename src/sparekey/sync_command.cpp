#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "sparekey/approval_client.h"
#include "sparekey/commands.h"
#include "sparekey/recovery.h"
#include "sparekey/sync_steps.h"

namespace sparekey::terminal {
namespace {

namespace json = boost::json;

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

// A server that cannot tell keeps nobody from syncing.
void say_who_asks(Context& context, Session& session) {
    auto link = ServerLink::to(session.vault.server()->url);
    if (std::holds_alternative<Refusal>(link)) return;
    SyncClient client{std::get<ServerLink>(link), session.vault};
    const auto asked = who_asks(client, context.now());
    const auto* question = std::get_if<std::optional<Question>>(&asked);
    if (question == nullptr || !*question) return;
    const auto& name = (*question)->device.name;
    context.out.json()["asking"] = name;
    context.out.line('"' + printable(name) +
                     "\" asks to be let into this vault: sparekey device --approve.");
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
    say_who_asks(context, session);
    return Exit::done;
}

}  // namespace sparekey::terminal

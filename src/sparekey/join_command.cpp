#include "sparekey/join_command.h"

#include <algorithm>

#include "sparekey/approval_client.h"
#include "sparekey/recovery.h"
#include "sparekey/sync_steps.h"

namespace sparekey::terminal {
namespace {

namespace json = boost::json;

struct Joined {
    vault::Header header;
    crypto::Secret wrapping_key;
    vault::Device device;
};

// A person looks at the list before the recovery key signs it: a server may have written into it.
std::optional<Refusal> confirm_devices(const Tty& tty, const vault::Header& header) {
    tty.say("These devices are in the vault:\n");
    const auto roster = vault::parse_roster(header.roster.text);
    for (const auto& member : roster->devices) tty.say("  " + printable(member.name) + "\n");
    if (tty.ask_yes("Are all of them yours? ")) return std::nullopt;
    return Refusal{Exit::refused, "cancelled", "Cancelled. Nothing was done."};
}

// What the passphrase opens at the server; this device is not one of it yet.
struct AtServer {
    vault::Header header;
    vault::Keys keys;
    crypto::Secret wrapping_key;
    std::string token;
    vault::Device device;
};

std::variant<vault::Kdf, Refusal> fetch_kdf(ServerLink& link, const std::string& email) {
    const auto answer = post(link, "kdf", {{"email", email}});
    if (const auto* refusal = std::get_if<Refusal>(&answer)) return *refusal;
    const auto& told = std::get<json::object>(answer);
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
    return kdf;
}

std::variant<AtServer, Refusal> open_at_server(Context& context, ServerLink& link,
                                               const std::string& email) {
    const auto kdf = fetch_kdf(link, email);
    if (const auto* refusal = std::get_if<Refusal>(&kdf)) return *refusal;
    auto asked = ask_passphrase(context, std::get<vault::Kdf>(kdf));
    if (auto* refusal = std::get_if<Refusal>(&asked)) return std::move(*refusal);
    auto& passphrase = std::get<vault::PassphraseKeys>(asked);
    auto device = new_device();
    const auto signed_in = post(link, "sign-in",
                                {{"email", email},
                                 {"device", device.id.text()},
                                 {"login_key", to_base64url(passphrase.login.view())}});
    if (const auto* refusal = std::get_if<Refusal>(&signed_in)) return *refusal;
    const auto& told = std::get<json::object>(signed_in);
    auto header = parse_head(told);
    if (!header || header->kdf != std::get<vault::Kdf>(kdf)) return lied("It handed out no vault.");
    auto keys = vault::open_by_passphrase(*header, passphrase.wrapping.view());
    if (!keys) return lied("The vault that it handed out does not open.");
    return AtServer{*std::move(header), *std::move(keys), std::move(passphrase.wrapping),
                    text_at(told, "token"), std::move(device)};
}

std::variant<vault::Header, Refusal> join_by_paper(Context& context, ServerLink& link,
                                                   const Tty& tty, const AtServer& opened) {
    auto header = opened.header;
    if (auto refusal = confirm_devices(tty, header)) return *std::move(refusal);
    auto recovery = ask_recovery_key("Recovery key: ");
    if (auto* refusal = std::get_if<Refusal>(&recovery)) return std::move(*refusal);
    const auto& device = opened.device;
    const vault::Member added{device.id, device_name(), device.public_keys(), context.now()};
    if (!vault::join_by_recovery_key(header, opened.keys, added,
                                     std::get<crypto::Secret>(recovery).view())) {
        return Refusal{Exit::wrong_passphrase, "wrong-recovery-key",
                       "That is not the recovery key of this vault."};
    }
    const auto joined = post(link, "devices", {{"head", head_text(header)}},
                             {{"Authorization", "Bearer " + opened.token}});
    if (const auto* refusal = std::get_if<Refusal>(&joined)) return *refusal;
    return header;
}

// What `look` finds, once a second until ten minutes are over.
template <class Found>
std::variant<Found, Refusal> wait_for(
    const Context& context, const Asker& asker,
    const std::function<std::variant<std::optional<Found>, Refusal>()>& look) {
    for (;;) {
        auto looked = look();
        if (auto* refusal = std::get_if<Refusal>(&looked)) return std::move(*refusal);
        if (auto& found = std::get<std::optional<Found>>(looked)) return *std::move(found);
        if (asker.is_over(context.now())) return not_let_in();
        wait_a_moment();
    }
}

std::variant<vault::Header, Refusal> join_by_device(Context& context, ServerLink& link,
                                                    const Tty& tty, const AtServer& opened) {
    Asker asker{link, opened.token, opened.header, opened.keys, opened.device};
    if (auto refusal = asker.ask(device_name(), context.now())) return *std::move(refusal);
    tty.say(
        "On a device that is in, type sparekey device --approve, or open the devices of the "
        "authenticator's page. Waiting, ten minutes at most.\n");
    const auto code = wait_for<std::string>(context, asker, [&] { return asker.code(); });
    if (const auto* refusal = std::get_if<Refusal>(&code)) return *refusal;
    tty.say("\n    " + vault::shown_code(std::get<std::string>(code)) +
            "\n\nType these digits there, and read them to nobody.\n");
    return wait_for<vault::Header>(context, asker, [&] { return asker.let_in(); });
}

std::variant<Joined, Refusal> join_server(Context& context, const vault::Server& server) {
    auto linked = ServerLink::to(server.url);
    if (auto* refusal = std::get_if<Refusal>(&linked)) return std::move(*refusal);
    auto& link = std::get<ServerLink>(linked);
    auto at_server = open_at_server(context, link, server.email);
    if (auto* refusal = std::get_if<Refusal>(&at_server)) return std::move(*refusal);
    auto& opened = std::get<AtServer>(at_server);
    const auto tty = Tty::open();
    if (!tty) return Refusal{Exit::no_vault, "no-terminal", "There is no terminal to ask on."};
    const auto join = context.arguments.has("--ask") ? join_by_device : join_by_paper;
    auto header = join(context, link, *tty, opened);
    if (auto* refusal = std::get_if<Refusal>(&header)) return std::move(*refusal);
    return Joined{std::move(std::get<vault::Header>(header)), std::move(opened.wrapping_key),
                  std::move(opened.device)};
}

}  // namespace

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

}  // namespace sparekey::terminal

#include "sparekey/approve_command.h"

#include "sparekey/approval_client.h"
#include "sparekey/sync_steps.h"

namespace sparekey::terminal {
namespace {

constexpr int typed_max = 3;
constexpr std::string_view knows_passphrase =
    "If it was none of yours, whoever asked knows your passphrase: change it now, by sparekey "
    "passphrase.";

std::variant<std::string, Refusal> wait_for_code(const Context& context, Approver& approver,
                                                 const vault::Header& known) {
    for (;;) {
        auto code = approver.code(known, context.now());
        if (auto* refusal = std::get_if<Refusal>(&code)) return std::move(*refusal);
        if (auto& digits = std::get<std::optional<std::string>>(code)) return *std::move(digits);
        wait_a_moment();
    }
}

// nullopt: they are the same. What is typed wrong may be typed again: the digits of both devices
// stand, so that nobody gains by another try.
std::optional<Refusal> compare(const Tty& tty, const std::string& name, const std::string& code) {
    tty.say('"' + name +
            "\" asks to be let into this vault. If it is yours and in front of you, type the 8 "
            "digits that it shows.\n");
    for (int i = 0; i < typed_max; ++i) {
        const auto typed = tty.ask("Its digits (Enter alone refuses it): ");
        if (!typed || typed->empty()) {
            return Refusal{Exit::refused, "not-approved",
                           "It was refused. " + std::string{knows_passphrase}};
        }
        if (vault::is_code(*typed, code)) return std::nullopt;
        tty.say("Those are not the digits that this device has.\n");
    }
    return Refusal{Exit::wrong_passphrase, "wrong-digits",
                   "It was refused: this device has " + vault::shown_code(code) +
                       ", so what asks is another device than the one that you look at. " +
                       std::string{knows_passphrase}};
}

std::optional<Refusal> approve(Context& context, Session& session, Approver& approver,
                               const Tty& tty) {
    if (auto refusal = approver.give_nonce(context.now())) return refusal;
    const auto code = wait_for_code(context, approver, session.vault.header());
    if (const auto* refusal = std::get_if<Refusal>(&code)) return *refusal;
    if (auto refusal =
            compare(tty, printable(approver.device().name), std::get<std::string>(code))) {
        if (const auto failed = approver.refuse(context.now())) return failed;
        return refusal;
    }
    if (approver.is_over(context.now())) return not_let_in();
    return change(context, session, [&](vault::Vault& vault, Time now) {
        auto link = ServerLink::to(vault.server()->url);
        if (const auto* refusal = std::get_if<Refusal>(&link)) return std::optional{*refusal};
        SyncClient client{std::get<ServerLink>(link), vault};
        auto added = approver.device();
        added.added = now;
        auto refusal = client.let_in(added, session.wrapping_key.view(), now);
        if (refusal && refusal->slug == "nobody-asks") return std::optional{not_let_in()};
        return refusal;
    });
}

}  // namespace

Exit approve_device(Context& context, Session& session) {
    if (!session.vault.server() || !session.vault.device()) {
        return context.out.refuse({Exit::refused, "no-server", "This vault is at no server."});
    }
    if (auto failed = sync_now(context, session)) return context.out.refuse(*failed);
    auto link = ServerLink::to(session.vault.server()->url);
    if (const auto* refusal = std::get_if<Refusal>(&link)) return context.out.refuse(*refusal);
    SyncClient client{std::get<ServerLink>(link), session.vault};
    auto asked = who_asks(client, context.now());
    if (const auto* refusal = std::get_if<Refusal>(&asked)) return context.out.refuse(*refusal);
    auto& question = std::get<std::optional<Question>>(asked);
    if (!question) {
        return context.out.refuse({Exit::refused, "nobody-asks",
                                   "No device asks to be let in. Begin there: sparekey device "
                                   "--join --ask, or the authenticator's page in a browser."});
    }
    const auto tty = Tty::open();
    if (!tty) {
        return context.out.refuse({Exit::no_vault, "no-terminal",
                                   "There is no terminal to ask for the other's digits on."});
    }
    Approver approver{client, *std::move(question)};
    if (auto failed = approve(context, session, approver, *tty)) return context.out.refuse(*failed);
    const auto& device = approver.device();
    context.out.json()["approved"] = device.id.text();
    context.out.json()["name"] = device.name;
    context.out.line("\"" + printable(device.name) + "\" is one of this vault's devices now.");
    return Exit::done;
}

}  // namespace sparekey::terminal

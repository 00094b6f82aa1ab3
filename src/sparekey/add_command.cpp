#include <boost/json/value.hpp>

#include "otp/typed_key.h"
#include "sparekey/commands.h"
#include "sparekey/entries.h"
#include "sparekey/key_input.h"

namespace sparekey::terminal {
namespace {

// "Issuer:account", or only one of the two, which is the issuer's.
void name_by_argument(const std::string& name, vault::Entry& entry) {
    const auto colon = name.find(':');
    if (name.empty()) return;
    entry.issuer = name.substr(0, colon);
    if (colon != name.npos) entry.account = name.substr(colon + 1);
}

std::optional<Refusal> complete(const Context& context, vault::Entry& entry) {
    const auto& arguments = context.arguments;
    name_by_argument(arguments.first(), entry);
    if (const auto issuer = arguments.value("--issuer")) entry.issuer = *issuer;
    if (const auto account = arguments.value("--account")) entry.account = *account;
    if (const auto note = arguments.value("--note")) entry.note = *note;
    entry.tags = arguments.values("--tag");
    if (auto refusal = apply_key_options(arguments, entry)) return refusal;
    if (entry.issuer.empty() && entry.account.empty() && is_terminal(0)) {
        const auto tty = Tty::open();
        const auto name = tty ? tty->ask("Name (Issuer:account): ") : std::nullopt;
        if (!name) return Refusal{Exit::refused, "cancelled", "Cancelled."};
        name_by_argument(*name, entry);
    }
    if (const auto fault = fault_of(entry)) {
        return Refusal{Exit::refused, "bad-entry", std::string{*fault}};
    }
    return std::nullopt;
}

void tell_doubts(Context& context, const vault::Entry& entry, bool counter_assumed) {
    if (entry.key.secret.size() < otp::short_key_octets) {
        context.out.note("sparekey: the key is shorter than 80 bits. It can be guessed.");
    }
    if (counter_assumed) {
        context.out.note("sparekey: the URI names no counter; it is taken as 0.");
    }
}

}  // namespace

Exit run_add(Context& context) {
    auto opened = open_or_make_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    auto& session = std::get<Session>(opened);
    auto input = read_key_input(context);
    if (const auto* refusal = std::get_if<Refusal>(&input)) return context.out.refuse(*refusal);
    auto& [entry, from_uri, counter_assumed] = std::get<KeyInput>(input);
    if (const auto refusal = complete(context, entry)) return context.out.refuse(*refusal);

    const auto id = vault::EntryId::random();
    const auto failed = change(context, session, [&](vault::Vault& vault, Time now) {
        vault.add_as(id, entry.clone(), now);
        return std::optional<Refusal>{};
    });
    if (failed) return context.out.refuse(*failed);
    tell_doubts(context, entry, counter_assumed);
    context.out.json()["added"] = told(id, *session.vault.find(id));
    context.out.line("Added " + shown_name(entry) + '.');
    return Exit::done;
}

}  // namespace sparekey::terminal

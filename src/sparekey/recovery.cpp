#include "sparekey/recovery.h"

#include "vault/recovery_key.h"

namespace sparekey::terminal {
namespace {

// Has it written down and typed back. The screen is cleared before, so that it is not copied from
// there.
std::optional<Refusal> make_on_paper(const Tty& tty, const crypto::Secret& key) {
    tty.say(
        "\nThis is your recovery key. It opens the vault when the passphrase is forgotten.\n"
        "Write it on paper, now, and keep that where you keep your passport:\n\n    ");
    tty.say(vault::recovery_key_text(key.view()).text());
    tty.say("\n\nPress Enter when it is written. The screen is cleared then.");
    if (!tty.ask_secret("")) return Refusal{Exit::refused, "cancelled", "Cancelled."};
    tty.say("\x1b[2J\x1b[3J\x1b[H");
    for (;;) {
        auto typed = ask_recovery_key("Type it from the paper: ");
        if (auto* refusal = std::get_if<Refusal>(&typed)) {
            if (refusal->slug == "cancelled" || refusal->slug == "no-terminal") return *refusal;
            tty.say(refusal->text + "\n");
            continue;
        }
        if (std::get<crypto::Secret>(typed) == key) return std::nullopt;
        tty.say("That is another recovery key.\n");
    }
}

}  // namespace

bool has_recovery_key(const vault::Header& header) {
    const auto roster = vault::parse_roster(header.roster.text);
    return roster && roster->recovery.has_value();
}

AskedRecoveryKey ask_recovery_key(std::string_view prompt) {
    const auto tty = Tty::open();
    if (!tty) {
        return Refusal{Exit::no_vault, "no-terminal",
                       "There is no terminal to ask for the recovery key on."};
    }
    const auto typed = tty->ask_secret(prompt);
    if (!typed) return Refusal{Exit::refused, "cancelled", "Cancelled."};
    auto read = vault::read_recovery_key(typed->text());
    if (const auto* fault = std::get_if<vault::RecoveryKeyFault>(&read)) {
        return Refusal{Exit::wrong_passphrase, "bad-recovery-key", std::string{words_of(*fault)}};
    }
    return std::move(std::get<crypto::Secret>(read));
}

AskedRecoveryKey new_recovery_key_on_paper() {
    const auto tty = Tty::open();
    if (!tty) {
        return Refusal{Exit::no_vault, "no-terminal",
                       "There is no terminal to show the recovery key on."};
    }
    auto key = vault::new_recovery_key();
    if (auto refusal = make_on_paper(*tty, key)) return *std::move(refusal);
    return key;
}

std::optional<Refusal> first_recovery_key(Context& context, vault::Vault& vault) {
    const auto tty = Tty::open();
    if (!tty || context.arguments.has("--passphrase-file")) {
        context.out.note(
            "sparekey: this vault has no recovery key yet. sparekey recovery-key makes one.");
        return std::nullopt;
    }
    const auto made = new_recovery_key_on_paper();
    if (const auto* refusal = std::get_if<Refusal>(&made)) return *refusal;
    const auto& key = std::get<crypto::Secret>(made);
    set_recovery_key(vault.header(), vault.keys(), key.view(), *vault.device());
    tty->say("The recovery key counts from now on.\n");
    return std::nullopt;
}

}  // namespace sparekey::terminal

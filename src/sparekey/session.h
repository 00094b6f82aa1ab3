// One run of a command with its vault: finds the file, asks for the passphrase, and saves what a
// decision changed, on the condition that nobody else has changed it meanwhile.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "base/time.h"
#include "sparekey/arguments.h"
#include "sparekey/output.h"
#include "sparekey/tty.h"
#include "vault/safe_file.h"
#include "vault/vault.h"

namespace sparekey::terminal {

struct Context {
    const Arguments& arguments;
    Output& out;
    Time (*clock)();  // wall_clock, but in tests.

    [[nodiscard]] Time now() const { return clock(); }
};

// $SPAREKEY_VAULT, $XDG_DATA_HOME/sparekey/vault.json, ~/.local/share/sparekey/vault.json.
[[nodiscard]] std::filesystem::path vault_path(const Arguments&);

// The first line of a file of mode 0600, or what is typed without being shown.
using AskedSecret = std::variant<crypto::Secret, Refusal>;
[[nodiscard]] AskedSecret ask_secret(const Context&, std::string_view file_option,
                                     std::string_view prompt);
// The same, typed twice, and good enough to be a passphrase.
[[nodiscard]] AskedSecret ask_new_passphrase(const Context&, std::string_view file_option);

struct Session {
    std::filesystem::path path;
    std::optional<vault::FileState> state;  // None: the file is not there yet.
    vault::Vault vault;
    crypto::Secret wrapping_key;

    // Writes it if the file is still the one that was read.
    [[nodiscard]] vault::Written save(Time now);
};

using Opened = std::variant<Session, Refusal>;
// Refuses with no_vault where there is none.
[[nodiscard]] Opened open_session(Context&);
// Makes one where there is none: asks for a new passphrase and, on a terminal, has the recovery key
// written down and typed back before the vault counts.
[[nodiscard]] Opened open_or_make_session(Context&);

// Pure but for what it reads of the vault: it may run again when another program was faster, so it
// says nothing until its change is on the disk.
using Decision = std::function<std::optional<Refusal>(vault::Vault&, Time now)>;
[[nodiscard]] std::optional<Refusal> change(Context&, Session&, const Decision&);

// A document that was read from elsewhere, opened with a passphrase that is asked for.
[[nodiscard]] Refusal refusal_of(vault::DocumentFault, const std::filesystem::path&);
[[nodiscard]] vault::Device new_device();
[[nodiscard]] std::string device_name();

}  // namespace sparekey::terminal

// The recovery key on paper: shown once, and of no account until it was typed back.
#pragma once
#include <optional>

#include "sparekey/exit.h"
#include "sparekey/session.h"

namespace sparekey::terminal {

// For a vault that is just made. Without a terminal there is nobody to write it down: the vault is
// made without, and says so.
[[nodiscard]] std::optional<Refusal> first_recovery_key(Context&, vault::Vault&);

// Asks for the recovery key on the terminal.
using AskedRecoveryKey = std::variant<crypto::Secret, Refusal>;
[[nodiscard]] AskedRecoveryKey ask_recovery_key(std::string_view prompt);

// A new one, shown, written down and typed back. Nothing knows it yet.
[[nodiscard]] AskedRecoveryKey new_recovery_key_on_paper();

[[nodiscard]] bool has_recovery_key(const vault::Header&);

}  // namespace sparekey::terminal

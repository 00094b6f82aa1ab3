// Entries as commands speak of them: found by a name, and told to people and programs.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sparekey/exit.h"
#include "sparekey/find.h"
#include "vault/vault.h"

namespace sparekey::terminal {

[[nodiscard]] Named named(const vault::EntryId&, const vault::Entry&);
// The one live entry that is meant.
[[nodiscard]] std::variant<vault::EntryId, Refusal> find_entry(const vault::Vault&,
                                                               std::string_view wanted);
// Deleted ones, too, by the last name they had.
[[nodiscard]] std::variant<vault::EntryId, Refusal> find_any(const vault::Vault&,
                                                             std::string_view wanted);

// No secret, no code: id, issuer, account, type, algorithm, digits, period or counter, tags, note.
[[nodiscard]] boost::json::object told(const vault::EntryId&, const vault::Entry&);
// "2026-11-23 09:00:05" in this machine's time zone.
[[nodiscard]] std::string told(Time);

}  // namespace sparekey::terminal

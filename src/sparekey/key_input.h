// A setup key or an otpauth URI from the terminal or from standard input, never from an argument.
#pragma once
#include <optional>
#include <variant>

#include "sparekey/session.h"
#include "vault/entry.h"

namespace sparekey::terminal {

// What was typed; an entry's name and parameters come with a URI only.
struct KeyInput {
    vault::Entry entry;
    bool from_uri = false;
    bool counter_assumed = false;
};
[[nodiscard]] std::variant<KeyInput, Refusal> read_key_input(const Context&);

// The options --type, --algorithm, --digits, --period and --counter over what there is.
[[nodiscard]] std::optional<Refusal> apply_key_options(const Arguments&, vault::Entry&);

}  // namespace sparekey::terminal

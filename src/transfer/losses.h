// What another app's format cannot carry of an entry: said before it is written.
#pragma once
#include <optional>
#include <string>

#include <vector>

#include "vault/entry.h"

namespace sparekey::transfer {

enum class Target { otpauth, google, aegis };

// A sentence, nullopt when nothing is lost but what only we have (order, times, history).
[[nodiscard]] std::optional<std::string> loss(const vault::Entry&, Target);
// Whether the entry cannot be written at all.
[[nodiscard]] bool is_left_out(const vault::Entry&, Target);

}  // namespace sparekey::transfer

// What the owner of an authenticator's vault is told, in English.
#pragma once
#include "mail/letters_en.h"

namespace sparekey::mail {

[[nodiscard]] Words vault_changed(const Facts&);

}  // namespace sparekey::mail

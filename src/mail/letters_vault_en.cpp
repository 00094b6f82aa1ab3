#include "mail/letters_vault_en.h"

#include <fmt/format.h>

#include "mail/letter_parts_en.h"

namespace sparekey::mail {
namespace {

std::string vault_change(const Facts& facts) {
    if (facts.what == "device_added") return "A device was added to";
    if (facts.what == "device_removed") return "A device was taken out of";
    if (facts.what == "passphrase") return "Another passphrase was set for";
    return "Somebody deleted";
}

}  // namespace

Words vault_changed(const Facts& facts) {
    const bool is_gone = facts.what == "deleted";
    return {
        "Your authenticator's vault at " + facts.site,
        {fmt::format("{} the vault with the codes of your authenticator, which your devices sync "
                     "over {}.",
                     vault_change(facts), facts.site),
         is_gone ? "What your devices hold stays on them and stays readable: they can begin a new "
                   "vault at any time."
                 : "Nobody here can read it. Whoever did this had a device of the vault, or its "
                   "passphrase and recovery key.",
         when_and_where(facts),
         "Was it not you? Then look at the list of devices in your authenticator, take out what is "
         "not yours, and set another passphrase:",
         set_apart(facts.home + "authenticator")}};
}

}  // namespace sparekey::mail

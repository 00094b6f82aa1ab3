// What an operator may do with one account: look at it, end its sessions, close it. Nothing here
// removes a second factor, refills a budget or shows a secret; there is no side door around the
// three ways back.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "account/services.h"
#include "sparekeyd/realms.h"

namespace sparekey::sparekeyd {

enum class Verb { show, end_sessions, close };

// "show", "end-sessions", "close".
[[nodiscard]] std::string_view name(Verb);
[[nodiscard]] const std::vector<Verb>& verbs();

struct Answered {
    bool done;
    std::string text;  // For the operator's terminal; whole lines.
};

// `who` is an e-mail address or an account's id. Waits for the database: never on an io thread.
// Throws as Database::change.
[[nodiscard]] Answered administer(const account::Services&, Verb, const std::string& who);

// Whom the operator means at the site; nullopt when there is no such account. A member of the staff
// is none.
[[nodiscard]] std::optional<AccountId> find_account(const account::Services&,
                                                    const std::string& who);

// The same over admin.sock: {"verb":"show","who":"..."} to {"done":true,"text":"..."}. A malformed
// request is answered with done false.
[[nodiscard]] std::string request_text(Verb, const std::string& who);
// Of an account, or of the staff.
[[nodiscard]] std::string answer_request(const Realms&, const std::string& request);
[[nodiscard]] Answered parse_answer(const std::string& answer);

}  // namespace sparekey::sparekeyd

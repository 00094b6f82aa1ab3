// The keys of the operator's API: make, list, revoke. Only here, on the server: no key makes
// another.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sparekeyd/administration.h"

namespace sparekey::sparekeyd {

enum class KeyVerb { create, list, revoke };

// "create", "list", "revoke".
[[nodiscard]] std::string_view name(KeyVerb);
[[nodiscard]] const std::vector<KeyVerb>& key_verbs();

struct KeyRequest {
    KeyVerb verb = KeyVerb::list;
    std::string id = {};      // Of `revoke`.
    std::string name = {};    // Of `create`, as the next one.
    std::string scopes = {};  // "verify,enrol".
};

// Waits for the database: never on an io thread. Throws as Database::transact.
[[nodiscard]] Answered administer_keys(const account::Services&, const KeyRequest&);

// The same over admin.sock: {"key":"create","id":"","name":"...","scopes":"..."}.
[[nodiscard]] std::string request_text(const KeyRequest&);
// nullopt where the text is no such request; a malformed one is none.
[[nodiscard]] std::optional<KeyRequest> parse_key_request(const std::string& request);

}  // namespace sparekey::sparekeyd

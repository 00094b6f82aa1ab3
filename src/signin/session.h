// Sessions: an opaque token in a cookie, stored hashed, new at every step up; idle 1 h, at most 24
// h. It records how it came to be and its level (1: password; 2: password and factor).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/action.h"
#include "account/services.h"
#include "account/token.h"
#include "base/ids.h"
#include "store/statement.h"

namespace sparekey::signin {

using account::Method;
using SessionId = Id<struct SessionTag>;

[[nodiscard]] std::string_view slug(Method);

struct Session {
    Bytes token_digest;
    SessionId id;  // The same through every rotation of the token: what lists name.
    int level = 1;
    Method method = Method::password;
    Time created_at{};
    Time seen_at{};
    Time proven_at{};  // When a factor or password was last given.
    Bytes browser_digest;
    std::string client;
    std::string agent;
    bool operator==(const Session&) const = default;
};

[[nodiscard]] bool alive(const Session&, const account::Settings&, Time now);
[[nodiscard]] Time idle_end(const Session&, const account::Settings&);
[[nodiscard]] Time absolute_end(const Session&, const account::Settings&);

// `seen_at` is written at most once in this long.
inline constexpr Duration touch_every = std::chrono::seconds{60};

[[nodiscard]] Session new_session(const account::Token&, Method, const account::Client&, Time now);
// The same session under a new token, as a step-up leaves it.
[[nodiscard]] Session rotated(Session, const account::Token& next, Time now);

extern const store::Load load_session;   // $2: the token's digest.
extern const store::Load load_sessions;  // Newest first.
[[nodiscard]] std::vector<Session> read_sessions(const store::Rows&);
[[nodiscard]] std::optional<Session> read_session(const store::Rows&);
[[nodiscard]] store::SaveCall save_session(const Session&);
[[nodiscard]] store::SaveCall touch_session(const Session&, Time now);
// Touches one row: whoever ends a session that is gone meanwhile has lost a race.
[[nodiscard]] store::SaveCall end_session(BytesView token_digest);
[[nodiscard]] store::SaveCall end_session_by_id(SessionId);
[[nodiscard]] store::SaveCall end_all_sessions();
[[nodiscard]] store::SaveCall end_other_sessions(SessionId kept);

}  // namespace sparekey::signin

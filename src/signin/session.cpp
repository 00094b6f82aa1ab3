#include "signin/session.h"

#include <algorithm>

namespace sparekey::signin {
std::string_view slug(Method method) {
    switch (method) {
    case Method::password: return "password";
    case Method::authenticator: return "authenticator";
    case Method::backup_code: return "backup_code";
    case Method::reset: return "reset";
    }
    return "";
}

Time idle_end(const Session& session, const account::Settings& settings) {
    return std::min(session.seen_at + settings.session_idle, absolute_end(session, settings));
}

Time absolute_end(const Session& session, const account::Settings& settings) {
    return session.created_at + settings.session_absolute;
}

bool alive(const Session& session, const account::Settings& settings, Time now) {
    return now < idle_end(session, settings);
}

Session new_session(const account::Token& token, Method method, const account::Client& client,
                    Time now) {
    const int level = method == Method::password ? 1 : 2;
    return {token.digest(),        SessionId{random_id()}, level,       method, now, now, now,
            client.browser_digest, client.address,         client.agent};
}

Session rotated(Session session, const account::Token& next, Time now) {
    session.token_digest = next.digest();
    session.seen_at = now;
    session.proven_at = now;
    return session;
}

}  // namespace sparekey::signin

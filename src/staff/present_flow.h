// Who sits at the desk: a session of the staff's realm, of a member who is on duty.
#pragma once
#include <optional>
#include <string>

#include "account/services.h"
#include "account/token.h"
#include "signin/session.h"
#include "staff/member.h"

namespace sparekey::staff {

inline constexpr Duration session_idle_max = std::chrono::hours{1};
// Of the desk: what the site has, but that a session idles an hour at most, and that keys are long.
[[nodiscard]] account::Settings desk_settings(account::Settings site);

// Whether this session may act for this member: with a factor, and neither gone nor suspended. What
// is read at a request's door is asked again in the transaction that changes something.
[[nodiscard]] bool on_duty(const std::optional<signin::Session>&, const std::optional<Member>&,
                           const account::Settings&, Time now);

struct Present {
    Member member;
    signin::Session session;
    std::string email;
};
[[nodiscard]] Awaitable<std::optional<Present>> present(const account::Services&,
                                                        std::optional<account::Token>, Time now);

}  // namespace sparekey::staff

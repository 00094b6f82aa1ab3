#include "staff/present_flow.h"

#include "base/check.h"
#include "signin/current.h"
#include "staff/join_flow.h"

namespace sparekey::staff {

account::Settings desk_settings(account::Settings site) {
    site.setup_key_characters = setup_key_characters;
    site.backup_codes_viewable = false;
    site.session_idle = std::min(site.session_idle, session_idle_max);
    return site;
}

bool on_duty(const std::optional<signin::Session>& session, const std::optional<Member>& member,
             const account::Settings& settings, Time now) {
    return session && signin::alive(*session, settings, now) && session->level == 2 && member &&
           status_of(*member) == Status::active;
}

Awaitable<std::optional<Present>> present(const account::Services& services,
                                          std::optional<account::Token> token, Time now) {
    ENSURE(services.realm == account::Realm::staff);
    if (!token) co_return std::nullopt;
    auto found = co_await signin::current(services, std::move(token), now);
    if (!found) co_return std::nullopt;
    std::vector<store::LoadCall> loads;
    loads.emplace_back(load_member);
    const auto loaded = co_await services.db.load(found->who, std::move(loads));
    auto member = read_member(loaded.rows[0]);
    if (!on_duty(found->session, member, services.settings, now)) co_return std::nullopt;
    co_return Present{*std::move(member), std::move(found->session), std::move(found->email)};
}

}  // namespace sparekey::staff

#include "http/site_routes.h"

#include "account/password.h"

namespace sparekey::http {
namespace {

Awaitable<Response> get_site(const Web& web, Request&) {
    const auto& settings = web.services.settings;
    boost::json::object site{
        {"name", settings.site_name},
        {"setup_key_length", settings.setup_key_characters},
        {"backup_codes_viewable", settings.backup_codes_viewable},
        {"password_min_only_factor", account::password_min_only_factor},
        {"password_min_with_factor", account::password_min_with_factor},
        {"mailbox", web.mailbox},
        {"hold_hours", std::chrono::ceil<std::chrono::hours>(settings.hold).count()},
        {"support", nullptr},
        {"desk", web.office != nullptr}};
    if (web.support) site["support"] = *web.support;
    co_return json(200, site);
}

}  // namespace

void add_site_routes(Router& router, const Web& web) {
    router.get("/api/v1/site", [&web](Request& request) { return get_site(web, request); });
}

}  // namespace sparekey::http

#include "http/mailbox_routes.h"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <boost/json/array.hpp>

#include "http/feature.h"
#include "http/refusals.h"
#include "mail/folder.h"

namespace sparekey::http {
namespace {

constexpr std::array<std::string_view, 4> proxy_headers{"Forwarded", "X-Forwarded-For", "X-Real-IP",
                                                        "Via"};

bool names_this_machine(std::string_view host) {
    const auto colon = host.starts_with('[') ? host.find(':', host.find(']')) : host.find(':');
    const auto name = host.substr(0, colon);
    return name == "localhost" || name == "127.0.0.1" || name == "[::1]";
}

Awaitable<Response> mailbox(const Request& request, const std::filesystem::path& folder) {
    if (!is_on_this_machine(request)) co_return not_found();
    boost::json::array mails;
    for (auto& mail : mail::list_mails(folder)) {
        mails.push_back(boost::json::object{{"id", mail.id},
                                            {"to", mail.to},
                                            {"subject", mail.subject},
                                            {"text", mail.text},
                                            {"at", time_json(mail.at)}});
    }
    co_return json(200, boost::json::object{{"mails", std::move(mails)}});
}

}  // namespace

bool is_on_this_machine(const Request& request) {
    boost::system::error_code error;
    const auto peer = boost::asio::ip::make_address(request.client_address, error);
    if (error || !peer.is_loopback()) return false;
    const auto passed_on = [&](std::string_view name) { return request.header(name).has_value(); };
    if (std::ranges::any_of(proxy_headers, passed_on)) return false;
    return names_this_machine(request.header("Host").value_or(""));
}

void add_mailbox_routes(Router& router, std::filesystem::path folder) {
    const auto shared = std::make_shared<const std::filesystem::path>(std::move(folder));
    router.get("/api/v1/mailbox", [shared](Request& request) { return mailbox(request, *shared); });
}

}  // namespace sparekey::http

#include "http/operator_request.h"

#include "base/text.h"
#include "base/user_agent.h"
#include "crypto/keyed_digest.h"
#include "http/refusals.h"

namespace sparekey::http {
namespace {

using account::Refusal;
using operators::Caller;
using operators::ExternalId;

constexpr std::size_t address_octets_max = 64;
constexpr std::size_t agent_octets_max = 512;
constexpr std::size_t browser_octets_max = 128;

}  // namespace

Awaitable<CalledOrNot> called(const Web& web, const Request& request, operators::Scope scope) {
    const auto id = ExternalId::parse(request.path_parameter("id"));
    const auto shown = request.bearer().value_or(std::string_view{});
    auto external = id ? id->text() : std::string{};
    const auto result =
        co_await operators::called_by(web.services, shown, scope, std::move(external), request.now);
    if (const auto* refusal = std::get_if<Refusal>(&result)) {
        if (refusal->why == account::Why::key_not_accepted) {
            if (auto often = too_often(web, request, ClientLimits::Kind::sign_in))
                co_return std::move(*often);
        }
        co_return refused(*refusal, request.now);
    }
    const auto& caller = std::get<Caller>(result);
    co_return Called{caller.key, id, caller.account};
}

account::Client person_unknown() {
    return {.address = {}, .agent = {}, .browser_digest = {}, .by_operator = true};
}

account::Client person_field(const Web& web, Fields& fields) {
    auto person = person_unknown();
    auto& client = fields.optional_object("client");
    if (const auto address = client.optional_text("address", address_octets_max)) {
        const auto key = parse_client_key(*address);
        if (!key) client.reject("address", "is no IPv4 or IPv6 address.");
        if (key) person.address = key->text();
    }
    if (const auto agent = client.optional_text("agent", agent_octets_max))
        person.agent = agent_text(agent_of(*agent));
    if (const auto browser = client.optional_text("browser", browser_octets_max)) {
        person.browser_digest = to_bytes(
            crypto::keyed_digest(web.services.pepper, "operator.browser", bytes_of(*browser)));
    }
    return person;
}

RepeatOrNot repeat_of(const Web& web, const Request& request, AccountId key) {
    const auto text = request.header("Idempotency-Key");
    if (!text) return std::optional<operators::Repeat>{};
    const bool good = !text->empty() && text->size() <= operators::idempotency_key_octets_max &&
                      !has_control_characters(*text);
    if (!good) return malformed_request();
    return std::optional{operators::repeat_of(
        web.services.pepper, key, *text,
        std::string{name_of(request.method)} + ' ' + request.path(), request.body)};
}

RouteOptions for_programs() {
    RouteOptions options;
    options.origin = OriginCheck::none;
    return options;
}

boost::json::object restriction_json(const guard::Standing& standing) {
    return {{"kind", guard::slug(standing.restriction)}, {"until", time_json(standing.until)}};
}

}  // namespace sparekey::http

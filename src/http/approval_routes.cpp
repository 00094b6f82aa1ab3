#include "http/approval_routes.h"

#include <algorithm>

#include "http/sync_request.h"
#include "sync/approval_flow.h"

namespace sparekey::http {
namespace {

constexpr std::size_t digest_letters = 43;  // 32 octets, base64url.
constexpr std::size_t body_octets_max = 16 * 1024;

std::array<std::byte, 32> octets_field(Fields& fields, std::string_view name) {
    std::array<std::byte, 32> into{};
    const auto octets = parse_base64url(fields.text(name, digest_letters));
    if (octets && octets->size() == into.size())
        std::ranges::copy(*octets, into.begin());
    else
        fields.reject(name, "is not 32 octets, base64url.");
    return into;
}

std::optional<vault::DeviceId> device_of_path(const Request& request) {
    return vault::DeviceId::parse(request.path_parameter("device"));
}

boost::json::value nonce_json(const std::optional<vault::ApprovalNonce>& nonce) {
    if (!nonce) return nullptr;
    return boost::json::value(to_base64url(*nonce));
}

Response told(const sync::Result<account::Done>& result, Time now) {
    if (const auto* refusal = std::get_if<sync::Refusal>(&result)) return refused(*refusal, now);
    return no_content();
}

template <class T>
std::optional<Response> refused_by(const sync::SignedIn<T>& result, Time now) {
    if (const auto* refusal = std::get_if<account::Refusal>(&result)) return refused(*refusal, now);
    if (const auto* refusal = std::get_if<sync::Refusal>(&result)) return refused(*refusal, now);
    return std::nullopt;
}

Awaitable<Response> post_approval(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sign_in))
        co_return std::move(*often);
    Fields fields{request};
    vault::Member device;
    device.id = device_field(fields).value_or(vault::DeviceId{});
    device.name = fields.text("name", vault::device_name_octets_max);
    device.keys = {octets_field(fields, "box"), octets_field(fields, "sign")};
    const auto commitment = octets_field(fields, "commitment");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = bearer_of_vault(request);
    if (!token) co_return refused(account::Why::not_signed_in, request.now);
    const auto result =
        co_await sync::ask(web.services, *token, std::move(device), commitment, request.now);
    if (auto refusal = refused_by(result, request.now)) co_return *std::move(refusal);
    co_return no_content();
}

Awaitable<Response> get_waiting(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sync)) co_return std::move(*often);
    const auto token = bearer_of_vault(request);
    if (!token) co_return refused(account::Why::not_signed_in, request.now);
    const auto device = device_of_path(request);
    if (!device) co_return refused(sync::Refusal{sync::Why::nobody_asks, {}}, request.now);
    const auto result = co_await sync::waiting(web.services, *token, *device, request.now);
    if (auto refusal = refused_by(result, request.now)) co_return *std::move(refusal);
    const auto& [answer, shelf] = std::get<sync::Waiting>(result);
    boost::json::value head = nullptr;
    if (shelf) head = boost::json::value(shelf->head.text);
    co_return json(200, boost::json::object{{"answer", nonce_json(answer)}, {"head", head}});
}

Awaitable<Response> post_open(const Web& web, Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sync)) co_return std::move(*often);
    Fields fields{request};
    const auto device = device_field(fields);
    const auto nonce = octets_field(fields, "nonce");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto token = bearer_of_vault(request);
    if (!token) co_return refused(account::Why::not_signed_in, request.now);
    const auto result = co_await sync::open(web.services, *token, *device, nonce, request.now);
    if (auto refusal = refused_by(result, request.now)) co_return *std::move(refusal);
    co_return no_content();
}

boost::json::value asking_json(const std::optional<sync::Asking>& asking) {
    if (!asking) return nullptr;
    const auto& [id, name, keys, added] = asking->device;
    return boost::json::object{{"device", id.text()},
                               {"name", name},
                               {"box", to_base64url(keys.box)},
                               {"sign", to_base64url(keys.sign)},
                               {"commitment", to_base64url(asking->commitment)},
                               {"asked_at", time_json(asking->asked_at)},
                               {"answered", asking->answer.has_value()},
                               {"opened", nonce_json(asking->opened)}};
}

Awaitable<Response> get_approval(const Web& web, Request& request) {
    auto signed_or_not = asked_by_device(web, request);
    if (auto* refusal = std::get_if<Response>(&signed_or_not)) co_return std::move(*refusal);
    const auto& by = std::get<sync::SignedRequest>(signed_or_not);
    const auto result = co_await sync::asked(web.services, by, request.now);
    if (const auto* refusal = std::get_if<sync::Refusal>(&result))
        co_return refused(*refusal, request.now);
    const auto& asking = std::get<std::optional<sync::Asking>>(result);
    co_return json(200, boost::json::object{{"asking", asking_json(asking)}});
}

Awaitable<Response> put_approval(const Web& web, Request& request) {
    auto signed_or_not = asked_by_device(web, request);
    if (auto* refusal = std::get_if<Response>(&signed_or_not)) co_return std::move(*refusal);
    const auto& by = std::get<sync::SignedRequest>(signed_or_not);
    Fields fields{request};
    const auto device = device_field(fields);
    const auto nonce = octets_field(fields, "nonce");
    if (auto wrong = fields.problem()) co_return std::move(*wrong);
    const auto result = co_await sync::answer(web.services, by, *device, nonce, request.now);
    co_return told(result, request.now);
}

Awaitable<Response> delete_approval(const Web& web, Request& request) {
    auto signed_or_not = asked_by_device(web, request);
    if (auto* refusal = std::get_if<Response>(&signed_or_not)) co_return std::move(*refusal);
    const auto& by = std::get<sync::SignedRequest>(signed_or_not);
    const auto device = device_of_path(request);
    if (!device) co_return refused(sync::Refusal{sync::Why::nobody_asks, {}}, request.now);
    const auto result = co_await sync::refuse(web.services, by, *device, request.now);
    co_return told(result, request.now);
}

}  // namespace

void add_approval_routes(Router& router, const Web& web) {
    RouteOptions options;
    options.body_max = body_octets_max;
    options.origin = OriginCheck::none;
    const auto with = [&web](auto handler) {
        return [&web, handler](Request& request) { return handler(web, request); };
    };
    router.post("/api/v1/sync/approval", with(post_approval), options);
    router.get("/api/v1/sync/approval", with(get_approval));
    router.put("/api/v1/sync/approval", with(put_approval), options);
    router.remove("/api/v1/sync/approval/waiting/{device}", with(delete_approval), options);
    router.get("/api/v1/sync/approval/waiting/{device}", with(get_waiting));
    router.post("/api/v1/sync/approval/open", with(post_open), options);
}

}  // namespace sparekey::http

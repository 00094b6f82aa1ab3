#include "http/evidence_routes.h"

#include <charconv>

#include "http/appeal_json.h"
#include "http/body_stream.h"
#include "http/refusals.h"
#include "recovery/upload_flow.h"
#include "recovery/video_flow.h"

namespace sparekey::http {
namespace {

using account::Done;
using account::Refusal;
using account::Token;
using account::Why;

// All references outlive every request.
struct Desk {
    const Web& web;
    evidence::Store& store;
};

std::optional<std::int64_t> number_in(std::string_view text, std::int64_t max) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && number >= 0 && number <= max ? std::optional{number} : std::nullopt;
}

constexpr std::string_view picture_types = "image/jpeg, image/png, image/webp";
constexpr std::string_view chunk_types = "video/webm, video/mp4";

// nullopt for an empty body without a type; of any other the core has looked at the type.
std::optional<evidence::Media> media_of(const Request& request) {
    return evidence::parse_media(request.header("Content-Type").value_or(""));
}

evidence::ReadUpload reading(const Request& request) {
    auto* const stream = request.stream;
    return [stream](std::span<std::byte> room) { return stream->read(room); };
}

Response wrong_query() {
    Problem invalid{422, "invalid-fields", "Some fields cannot be accepted.",
                    "Look at each of them."};
    invalid.more["errors"] = boost::json::array{boost::json::object{
        {"pointer", "/captured"}, {"detail", "must be \"camera\" or \"file\"."}}};
    return problem(std::move(invalid));
}

Awaitable<Response> post_picture(const Desk& at, Request& request) {
    const auto access = token_of(request, appeal_cookie);
    if (!access) co_return refused(Why::no_appeal, request.now);
    const auto kind = evidence::parse_kind(request.path_parameter("kind"));
    if (!kind || *kind == evidence::Kind::video) co_return refused(Why::not_found, request.now);
    const auto captured = evidence::parse_captured(request.query("captured").value_or(""));
    if (!captured) co_return wrong_query();
    const auto media = media_of(request);
    if (!media) co_return unsupported_content_type(picture_types);
    if (auto often = too_often(at.web, request, ClientLimits::Kind::upload)) {
        co_return std::move(*often);
    }
    const auto who = asking(request);
    const recovery::Offered offered{*kind, *captured, *media};
    auto read = reading(request);
    const auto kept = co_await recovery::receive_picture(*at.web.office, at.store, who.client,
                                                         *access, offered, std::move(read));
    if (const auto* refusal = std::get_if<Refusal>(&kept)) co_return refused(*refusal, request.now);
    co_return json(201, item_json(std::get<evidence::Item>(kept)));
}

Awaitable<Response> post_remove(const Desk& at, Request& request) {
    const auto access = token_of(request, appeal_cookie);
    if (!access) co_return refused(Why::no_appeal, request.now);
    const auto id = id_parameter(request);
    if (!id) co_return refused(Why::not_found, request.now);
    const auto who = asking(request);
    const auto done = co_await recovery::remove_item(*at.web.office, at.store, who.client, *access,
                                                     evidence::ItemId{*id});
    if (const auto* refusal = std::get_if<Refusal>(&done)) co_return refused(*refusal, request.now);
    co_return Response{204};
}

boost::json::object session_json(const recovery::VideoOpened& opened) {
    const auto& take = opened.take;
    boost::json::array prompts;
    std::int64_t n = 0;
    for (const auto& prompt : take.script.prompts) {
        prompts.push_back(boost::json::object{{"n", ++n},
                                              {"at_s", prompt.at_s},
                                              {"kind", recovery::slug(prompt.kind)},
                                              {"text", prompt.text}});
    }
    return {{"take", take.number},
            {"takes_left", opened.takes_left},
            {"seconds", take.script.seconds},
            {"expires_at", time_json(take.expires_at())},
            {"prompts", std::move(prompts)}};
}

Awaitable<Response> post_video_open(const Desk& at, Request& request) {
    const auto access = token_of(request, appeal_cookie);
    if (!access) co_return refused(Why::no_appeal, request.now);
    const auto who = asking(request);
    const auto opened =
        co_await recovery::open_video(*at.web.office, at.store, who.client, *access);
    if (const auto* refusal = std::get_if<Refusal>(&opened))
        co_return refused(*refusal, request.now);
    co_return json(200, session_json(std::get<recovery::VideoOpened>(opened)));
}

// More than any appeal can have.
constexpr std::int64_t takes_numbered_max = 1000;

Awaitable<Response> post_chunk(const Desk& at, Request& request) {
    const auto access = token_of(request, appeal_cookie);
    if (!access) co_return refused(Why::no_appeal, request.now);
    const auto take = number_in(request.path_parameter("take"), takes_numbered_max);
    const auto number = number_in(request.path_parameter("n"), evidence::chunks_max);
    if (!take || !number) co_return refused(Why::wrong_state, request.now);
    const auto media = media_of(request);
    if (!media) co_return unsupported_content_type(chunk_types);
    const auto who = asking(request);
    const recovery::OfferedChunk offered{*take, *number, request.stream->length(), *media};
    auto read = reading(request);
    const auto kept = co_await recovery::receive_chunk(*at.web.office, at.store, who.client,
                                                       *access, offered, std::move(read));
    if (const auto* refusal = std::get_if<Refusal>(&kept)) co_return refused(*refusal, request.now);
    co_return Response{204};
}

Awaitable<Response> post_video_finish(const Desk& at, Request& request) {
    const auto access = token_of(request, appeal_cookie);
    if (!access) co_return refused(Why::no_appeal, request.now);
    const auto take = number_in(request.path_parameter("take"), takes_numbered_max);
    if (!take) co_return refused(Why::wrong_state, request.now);
    const auto who = asking(request);
    const auto done =
        co_await recovery::finish_video(*at.web.office, at.store, who.client, *access, *take);
    if (const auto* refusal = std::get_if<Refusal>(&done)) co_return refused(*refusal, request.now);
    co_return co_await answer_with_state(at.web, request, 200);
}

}  // namespace

void add_evidence_routes(Router& router, const Web& web, evidence::Store& store) {
    const auto post = [&](std::string_view path, auto handler, RouteOptions options = {}) {
        router.post(
            path,
            [at = Desk{web, store}, handler](Request& request) { return handler(at, request); },
            std::move(options));
    };
    RouteOptions picture;
    picture.body_max = evidence::picture_octets_max;
    picture.content_type = picture_types;
    picture.streamed = true;
    RouteOptions chunk;
    chunk.body_max = evidence::chunk_octets_max;
    chunk.content_type = chunk_types;
    chunk.streamed = true;
    post("/api/v1/appeal/evidence/{kind}", post_picture, std::move(picture));
    post("/api/v1/appeal/evidence/{id}/remove", post_remove);
    post("/api/v1/appeal/video/open", post_video_open);
    post("/api/v1/appeal/video/{take}/chunks/{n}", post_chunk, std::move(chunk));
    post("/api/v1/appeal/video/{take}/finish", post_video_finish);
}

}  // namespace sparekey::http

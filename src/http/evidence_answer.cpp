#include "http/evidence_answer.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>

#include "http/body_stream.h"
#include "http/byte_range.h"

namespace sparekey::http {
namespace {

// The same for pictures and videos: no script, no form, no origin, no frame of others. (no-store
// and nosniff are on every answer of the API.)
constexpr std::string_view sandbox = "sandbox; default-src 'none'; frame-ancestors 'none'";

Response shown(int status, std::string_view type) {
    Response response{status};
    response.content_type = type;
    response.content_security_policy = sandbox;
    response.header("Content-Disposition", "inline");
    return response;
}

// Where reading goes on: a chunk, and how far in it.
struct Cursor {
    evidence::Place place;
    std::int64_t in_chunk = 0;
    std::int64_t left = 0;
};

Cursor cursor_at(evidence::Place first, std::int64_t from, std::int64_t length,
                 const std::vector<std::int64_t>& chunk_octets) {
    Cursor cursor{first, from, length};
    for (const auto octets : chunk_octets) {
        if (cursor.in_chunk < octets) break;
        cursor.in_chunk -= octets;
        ++cursor.place.chunk;
    }
    return cursor;
}

Awaitable<std::optional<Bytes>> next_piece(evidence::Store& store, std::shared_ptr<Cursor> at) {
    while (true) {
        auto piece = co_await store.open_chunk(at->place, at->in_chunk);
        if (!piece) co_return std::nullopt;
        if (piece->empty()) {
            ++at->place.chunk;
            at->in_chunk = 0;
            continue;
        }
        piece->resize(std::min(piece->size(), static_cast<std::size_t>(at->left)));
        at->in_chunk += static_cast<std::int64_t>(piece->size());
        at->left -= static_cast<std::int64_t>(piece->size());
        co_return piece;
    }
}

}  // namespace

Response picture_answer(Bytes jpeg) {
    auto response = shown(200, "image/jpeg");
    response.body = text_of(jpeg);
    return response;
}

Response video_answer(const Request& request, evidence::Store& store, const evidence::Place& first,
                      evidence::Media media, const std::vector<std::int64_t>& chunk_octets) {
    const auto total = std::accumulate(chunk_octets.begin(), chunk_octets.end(), std::int64_t{0});
    const auto range = parse_range(request.header("Range"), total);
    const auto type = evidence::media_type(media);
    if (range.kind == ByteRange::Kind::unsatisfiable) {
        auto response = shown(416, "");
        response.header("Content-Range", "bytes */" + std::to_string(total));
        return response;
    }
    const bool is_part = range.kind == ByteRange::Kind::part;
    auto response = shown(is_part ? 206 : 200, type);
    response.header("Accept-Ranges", "bytes");
    if (is_part) {
        response.header("Content-Range", "bytes " + std::to_string(range.from) + "-" +
                                             std::to_string(range.from + range.length - 1) + "/" +
                                             std::to_string(total));
    }
    const auto at =
        std::make_shared<Cursor>(cursor_at(first, range.from, range.length, chunk_octets));
    auto source = std::make_shared<BodySource>();
    source->length = static_cast<std::size_t>(range.length);
    source->next = [&store, at] { return next_piece(store, at); };
    response.source = std::move(source);
    return response;
}

}  // namespace sparekey::http

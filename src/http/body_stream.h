// Bodies that are never whole in memory: one that a handler takes as it arrives, and one that is
// sent as it is made.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>

#include "base/async.h"
#include "base/bytes.h"

namespace sparekey::http {

// Of a route that is `streamed`: instead of Request::body. A handler that does not read stops the
// client, since nothing is taken from the connection meanwhile.
class BodyStream {
   public:
    explicit BodyStream(std::size_t length) : length_(length) {}
    virtual ~BodyStream() = default;
    BodyStream(const BodyStream&) = delete;
    BodyStream& operator=(const BodyStream&) = delete;

    // As the client announced it; not more than the route's body_max.
    [[nodiscard]] std::size_t length() const { return length_; }
    // The next octets, one at least and as many as fit at most; 0 at the body's end. nullopt when
    // no more will come: the client is gone, or too slow. Whatever the handler answers then, the
    // client reads a 408 or nothing.
    [[nodiscard]] virtual Awaitable<std::optional<std::size_t>> read(std::span<std::byte> room) = 0;

   private:
    std::size_t length_;
};

// A response's body of a known length, piece by piece. `next` is called until it has given `length`
// octets; where it gives nullopt or an empty piece before, the connection is cut, so that nobody
// takes a part for the whole.
struct BodySource {
    std::size_t length = 0;
    std::function<Awaitable<std::optional<Bytes>>()> next;
};

}  // namespace sparekey::http

// Internal to the server: turns octets into a Request, with every limit on the way.
#pragma once
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/request.h"

namespace sparekey::http {

// What was received and not yet read; wiped behind the reader, for it holds cookies and passwords.
// An idle connection keeps the inline part only.
class InputBuffer {
   public:
    [[nodiscard]] std::string_view data() const { return {begin() + from_, to_ - from_}; }
    [[nodiscard]] bool empty() const { return from_ == to_; }
    void consume(std::size_t octets);
    // As much as fits, out of it and into `room`.
    std::size_t take(std::span<std::byte> room);

    // Room to receive into; grows up to `octets_max`, and is empty when that much waits already.
    [[nodiscard]] std::span<char> room(std::size_t octets_max);
    void commit(std::size_t octets) { to_ += octets; }

   private:
    [[nodiscard]] char* begin() { return grown_.empty() ? inline_.data() : grown_.data(); }
    [[nodiscard]] const char* begin() const {
        return grown_.empty() ? inline_.data() : grown_.data();
    }
    [[nodiscard]] std::size_t size() const {
        return grown_.empty() ? inline_.size() : grown_.size();
    }

    std::array<char, 4096> inline_;
    std::string grown_;
    std::size_t from_ = 0, to_ = 0;
};

struct ReadLimits {
    std::size_t head_octets_max, head_fields_max;
};

// One request. First take_head() until it is `ready`, then set_body_max(), then take_body() until
// it is `ready`.
class RequestReader {
   public:
    RequestReader(Request& into, ReadLimits limits);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    enum class Outcome { more, ready, malformed, too_large };

    // Both consume what they read from `input`, and want more octets after Outcome::more.
    [[nodiscard]] Outcome take_head(InputBuffer& input);
    [[nodiscard]] Outcome take_body(InputBuffer& input);

    // Once the head is ready:
    [[nodiscard]] bool has_body() const;
    [[nodiscard]] bool keep_alive() const;  // As the client wishes.
    [[nodiscard]] bool is_http_1_0() const;
    [[nodiscard]] bool expects_continue() const;  // RFC 9110 10.1.1.
    // As announced; nullopt where a body comes in chunks. Whoever takes the body from the
    // connection by it does not call take_body().
    [[nodiscard]] std::optional<std::uint64_t> content_length() const;
    // False when a longer body than this is announced already.
    [[nodiscard]] bool set_body_max(std::size_t octets);

   private:
    class Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace sparekey::http

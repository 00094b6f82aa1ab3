// One request, as a handler sees it: read whole, checked, with the time taken once.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "http/client_key.h"
#include "http/target.h"

namespace sparekey::http {

class BodyStream;

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, other };

// "GET"; Method::other is "OTHER".
[[nodiscard]] std::string_view name_of(Method method);

// Lives in its connection until the answer is sent: views into it hold that long, across every
// co_await.
class Request {
   public:
    Request() = default;
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;
    ~Request();  // Wipes the body: it may hold a password.

    Method method = Method::get;  // A handler never sees `head`: it is run as `get`.
    Target target;
    std::string body;              // Empty when there was none.
    BodyStream* stream = nullptr;  // Instead of `body`, on a route that is streamed: body_stream.h.
    Time now;                      // When the request's head had been read. Rules take this one.
    std::string
        id;  // 16 hexadecimal digits, random; in the log, in X-Request-Id and in problem details.
    bool secure = false;         // The client spoke TLS, to us or to a trusted proxy.
    ClientKey client;            // For budgets.
    std::string client_address;  // For a letter that says from where; never for the log.

    [[nodiscard]] const std::string& path() const { return target.path; }

    // The part of the path that stands at {name} in the route's pattern; empty if the pattern has
    // none.
    [[nodiscard]] std::string_view path_parameter(std::string_view name) const;

    [[nodiscard]] std::optional<std::string_view> query(std::string_view name) const;

    // Names without regard to case; the first of that name, its outer white space removed.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
    // Every value of that name, in order.
    [[nodiscard]] std::vector<std::string_view> headers(std::string_view name) const;
    [[nodiscard]] std::size_t header_count() const { return fields_.size(); }

    // nullopt when there is none of that name, or more than one.
    [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;

    // The token of "Authorization: Bearer <token>".
    [[nodiscard]] std::optional<std::string_view> bearer() const;

    // For the reader of requests and for tests.
    void add_header(std::string_view name, std::string_view value);
    void add_path_parameter(std::string_view name, std::string_view value);

   private:
    // Places in head_, which may move while it grows.
    struct Field {
        std::uint32_t name_at, name_size, value_at, value_size;
    };
    [[nodiscard]] std::string_view name_at(const Field& f) const;
    [[nodiscard]] std::string_view value_at(const Field& f) const;

    std::string head_;
    std::vector<Field> fields_;
    std::vector<std::pair<std::string_view, std::string>> path_parameters_;
};

}  // namespace sparekey::http

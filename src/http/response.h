// What a handler gives back, and problem details (RFC 9457) for everything that is not a success.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace sparekey::http {

struct BodySource;

// `slug` is stable and has its paragraph in doc/errors.md. `title` is the same for every problem of
// that slug; `detail` is a whole sentence for the person, without anything internal.
struct Problem {
    // (A constructor, because g++ 12 frees aggregate temporaries twice in a co_await expression.)
    Problem(int status_, std::string_view slug_, std::string_view title_,
            std::string_view detail_ = {})
        : status(status_), slug(slug_), title(title_), detail(detail_) {}

    int status;
    std::string slug, title, detail;
    boost::json::object more;  // Further members, specific to the slug: {"retry_after_s": 30}.
};

class Response {
   public:
    explicit Response(int status_code = 200) : status(status_code) {}

    int status;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string content_type;  // Empty when there is no body.
    std::string body;
    // A body that lives as long as the server and is sent without being copied; used instead of
    // `body`.
    std::string_view lasting_body;
    // A body that is sent as it is made; used instead of `body`.
    std::shared_ptr<const BodySource> source;
    // Instead of `body`: rendered when sent, with the request's id as its `instance`.
    std::optional<Problem> problem;
    // For pages; empty means the one for everything else: default-src 'none'.
    std::string content_security_policy;

    // Adds a header. Throws Failure::Kind::broken when it holds a line break: it would be a second
    // header.
    Response& header(std::string_view name, std::string_view value);
    // Set-Cookie, from http/cookie.h.
    Response& cookie(std::string_view set_cookie) { return header("Set-Cookie", set_cookie); }
};

// RFC 8259; one allocation for the text.
[[nodiscard]] Response json(int status, const boost::json::value& value);
[[nodiscard]] Response no_content();
[[nodiscard]] Response problem(Problem what);
// The same with Retry-After, rounded up to whole seconds, and the member "retry_after_s".
[[nodiscard]] Response problem(Problem what, std::chrono::microseconds retry_after);

// {"type":"/errors/<slug>","title":…,"status":…,"detail":…,"instance":"<request id>", …}
// `type` is relative: it resolves against the site, which serves doc/errors.md there.
[[nodiscard]] std::string render(const Problem& what, std::string_view request_id);

}  // namespace sparekey::http

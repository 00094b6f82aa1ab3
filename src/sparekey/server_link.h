// One server, spoken to over HTTPS: its certificate is verified, redirects are not followed, and
// what it answers is bounded.
#pragma once
#include <boost/json/object.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "sparekey/exit.h"

namespace sparekey::terminal {

struct Answer {
    int status = 0;
    std::string slug;  // Of a problem; empty for a success.
    boost::json::object body;
};

// A text in what a server said; empty where there is none.
[[nodiscard]] std::string text_at(const boost::json::object& from, std::string_view name);

class ServerLink {
   public:
    using Headers = std::map<std::string, std::string>;

    // `url` is https://host[:port]; http:// for this machine alone. A refusal for any other.
    [[nodiscard]] static std::variant<ServerLink, Refusal> to(std::string url);
    ~ServerLink();
    ServerLink(ServerLink&&) noexcept;

    // `path` begins with a slash. A refusal where the server was not reached, or did not answer as
    // one of ours.
    [[nodiscard]] std::variant<Answer, Refusal> send(std::string_view method,
                                                     const std::string& path,
                                                     const std::string& body,
                                                     const Headers& headers = {});

   private:
    struct Curl;
    explicit ServerLink(std::string url);
    std::string url_;
    std::unique_ptr<Curl> curl_;
};

}  // namespace sparekey::terminal

// For tests: a client that writes octets to a socket as it is told, and reads what comes back.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace sparekey::http {

struct RawAnswer {
    int status = 0;  // 0: the connection ended before an answer was whole.
    std::multimap<std::string, std::string> headers;  // Names in lower case.
    std::string body;

    [[nodiscard]] std::string header(const std::string& name) const;
};

// Every wait ends after ten seconds and throws: no test hangs.
class RawClient {
   public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    // False once the other side no longer takes it.
    bool send(std::string_view octets);
    // The next answer; `to_head` has no body.
    RawAnswer receive(bool to_head = false);
    // Waits until the other side has closed; false if it sends something instead.
    bool is_closed();
    // Whether something has come within that time.
    bool answered_within(std::chrono::milliseconds time);
    RawAnswer ask(std::string_view octets) { return send(octets), receive(); }

   private:
    bool fill();
    int socket_;
    std::string received_;
};

}  // namespace sparekey::http

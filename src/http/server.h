// The HTTP server: one io_context a thread, each with an acceptor of its own on the same port
// (SO_REUSEPORT), so that a connection lives on one thread and needs no strand.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "http/client_key.h"
#include "http/router.h"

namespace sparekey::http {

// PEM files: the chain with the server's own certificate first, and its key.
struct TlsFiles {
    std::string certificate_chain, private_key;
};

struct Limits {
    std::size_t header_octets_max = 16 * 1024;  // Request line and fields together; beyond it 431.
    std::size_t header_fields_max = 100;
    std::size_t connections_max = 20'000;  // Beyond it 503 and closed.
    std::chrono::milliseconds handshake{10'000};
    std::chrono::milliseconds header{10'000};  // From a head's first octet to its last.
    std::chrono::milliseconds body{30'000};    // The whole body.
    // Of a streamed body the next progress_octets: 4 KiB a second at least.
    std::chrono::milliseconds progress{15'000};
    std::size_t progress_octets = 64 * 1024;
    std::chrono::milliseconds idle{60'000};   // Between two requests.
    std::chrono::milliseconds write{30'000};  // The whole answer.
    std::chrono::milliseconds drain{25'000};  // After stop(): for what was taken.
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one, see Server::port().
    unsigned threads = 1;
    Limits limits;
    std::optional<TlsFiles> tls;
    std::vector<std::string>
        public_origins;  // Where our own pages live: "https://accounts.example".
    TrustedProxies trusted_proxies;
    Duration slow = std::chrono::seconds{1};  // Requests that take longer are logged.
    // Told on a server's thread after each request that may have changed something: may not block.
    std::function<void()> changed = [] {};
};

class Server {
   public:
    // Throws Failure::Kind::refused when the port or a TLS file cannot be used. Serves from then
    // on.
    Server(ServerOptions options, Router router);
    ~Server();  // Stops, if stop() was not called.
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::size_t connections() const;

    // In two steps: nothing new is accepted and idle connections are closed; what was taken is
    // finished, its answer says "Connection: close". Returns when that is done, or false after
    // limits.drain, when the rest is cut off. Call it before what the handlers use is stopped, and
    // destroy the server after: a late completion may still be posted to its threads' contexts.
    bool stop();

    // Reads the TLS files again: for new connections. False, and nothing changed, when they cannot
    // be used.
    [[nodiscard]] bool reload_tls();

   private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace sparekey::http

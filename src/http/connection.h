// Internal to the server: one connection, from its first octet to its last.
#pragma once
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "base/async.h"
#include "http/lane.h"
#include "http/server.h"

namespace sparekey::http {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

// What all connections of a server share and none of them changes.
struct Service {
    ServerOptions options;
    Router router;
    std::string security;  // From security_headers().
};

// Reads requests and answers them until either side has had enough. `tls` is null for plain HTTP.
// Throws nothing but what is a bug: handlers' exceptions become answers.
[[nodiscard]] Awaitable<void> serve(Lane& lane, const Service& service, Socket socket,
                                    std::shared_ptr<boost::asio::ssl::context> tls);

}  // namespace sparekey::http

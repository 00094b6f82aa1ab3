// The yardstick: what a bare Beast server answers on this machine, with nothing of ours in it.
//
//   hello --port 8080 --threads 2
//   wrk -t1 -c256 -d3 http://127.0.0.1:8080/
//
// It reads a request with its body, whatever it is, and answers 200 octets of JSON; an io_context a
// thread, SO_REUSEPORT, keep-alive, no deadlines, no limits, no routes.

// links: sparekey_asio
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using Error = boost::system::error_code;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr asio::use_awaitable_t<Executor> use_awaitable;

std::string answer_of(std::size_t body_octets) {
    const std::string body = "{\"hello\":\"" + std::string(body_octets - 12, 'x') + "\"}";
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

asio::awaitable<void, Executor> serve(Socket socket) {
    static const std::string answer = answer_of(200);
    boost::beast::flat_buffer buffer;
    Error error;
    while (!error) {
        http::request<http::string_body> request;
        co_await http::async_read(socket, buffer, request,
                                  asio::redirect_error(use_awaitable, error));
        if (error) break;
        co_await asio::async_write(socket, asio::buffer(answer),
                                   asio::redirect_error(use_awaitable, error));
        if (!request.keep_alive()) break;
    }
}

asio::awaitable<void, Executor> accept(Acceptor acceptor) {
    while (true) {
        auto socket = co_await acceptor.async_accept(use_awaitable);
        socket.set_option(Tcp::no_delay(true));
        auto served = serve(std::move(socket));
        asio::co_spawn(acceptor.get_executor(), std::move(served), asio::detached);
    }
}

void run(unsigned short port) {
    asio::io_context context{1};
    Acceptor acceptor{context};
    acceptor.open(Tcp::v4());
    acceptor.set_option(Acceptor::reuse_address(true));
    acceptor.set_option(ReusePort(true));
    acceptor.bind({asio::ip::address_v4::loopback(), port});
    acceptor.listen(4096);
    auto accepting = accept(std::move(acceptor));
    asio::co_spawn(context, std::move(accepting), asio::detached);
    context.run();
}

unsigned number_after(int count, char** words, std::string_view name, unsigned otherwise) {
    for (int i = 1; i + 1 < count; ++i) {
        if (words[i] != name) continue;
        const std::string_view digits = words[i + 1];
        std::from_chars(digits.begin(), digits.end(), otherwise);
    }
    return otherwise;
}

}  // namespace

int main(int count, char** words) {
    const auto port = static_cast<unsigned short>(number_after(count, words, "--port", 8080));
    const auto threads = number_after(count, words, "--threads", 1);
    std::vector<std::jthread> running;
    for (unsigned i = 1; i < threads; ++i) running.emplace_back(run, port);
    run(port);
}

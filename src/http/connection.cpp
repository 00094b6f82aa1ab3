#include "http/connection.h"

#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <string_view>

#include "http/access_log.h"
#include "http/admission.h"
#include "http/refusals.h"
#include "http/request_reader.h"
#include "http/response_writer.h"

namespace sparekey::http {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Error = boost::system::error_code;
using TlsStream = asio::ssl::stream<Socket&>;

// A client that was refused in mid-sentence gets this long to read why, and so much is thrown away
// meanwhile: closing at once would reset the connection, and the answer with it (RFC 9112 9.6).
constexpr auto linger = 2s;
constexpr std::size_t linger_octets_max = 1024 * 1024;

enum class Received { ready, malformed, too_large, timed_out, gone };

template <class Stream>
class Connection final : Watchdog::Watched {
   public:
    Connection(Lane& lane, const Service& service, Socket& socket, Stream& stream)
        : Watched(lane.watchdog),
          lane_(lane),
          service_(service),
          limits_(service.options.limits),
          socket_(socket),
          stream_(stream) {
        Error error;
        const auto peer = socket.remote_endpoint(error).address().to_string();
        peer_ = TrustedProxies{}.client_of(peer.substr(0, peer.find('%')), {});
        is_behind_proxy_ = service.options.trusted_proxies.trusts(peer_);
        client_ = parse_client_key(peer_).value_or(ClientKey{});
    }

    Awaitable<void> run() {
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            if (!co_await shake_hands()) co_return;
        }
        bool more = true;
        // (g++ 12 loses the coroutine's frame in `while (co_await one_request()) {}`.)
        while (more) more = co_await one_request();
        if (!expired()) co_await close();
    }

   private:
    // What is known of one request while it is answered.
    struct Exchange {
        Request request;
        RequestReader reader;
        Method method = Method::other;  // As it was sent; `request` says GET for HEAD.
        std::string_view route = "none";
        Steady::time_point since;

        explicit Exchange(const Limits& limits)
            : reader(request, {limits.header_octets_max, limits.header_fields_max}) {}
    };

    void expire() override {
        Error ignored;  // Whether or not something was waiting, it is over.
        socket_.cancel(ignored);
    }

    Awaitable<bool> shake_hands() {
        set_deadline(limits_.handshake, true);
        Error error;
        co_await stream_.async_handshake(asio::ssl::stream_base::server,
                                         asio::redirect_error(use_awaitable, error));
        co_return !error && !expired();
    }

    // True to go on with the next one.
    Awaitable<bool> one_request() {
        if (input_.empty()) {
            if (lane_.stopping) co_return false;
            set_deadline(limits_.idle, true);
            if (co_await receive_some() != Received::ready) co_return false;
        }
        Exchange exchange{limits_};
        set_deadline(limits_.header);
        if (const auto got = co_await receive(exchange.reader, &RequestReader::take_head);
            got != Received::ready) {
            co_return co_await refuse_unread(exchange, got, head_too_large());
        }
        meet(exchange);

        auto admission = admit(service_.router, service_.options.public_origins, exchange.request,
                               exchange.reader.has_body());
        if (admission.route) exchange.route = admission.route->pattern;
        if (admission.pages) exchange.route = "pages";
        const std::size_t body_max = admission.route ? admission.route->options.body_max : 0;
        if (admission.refusal)
            co_return co_await send(exchange, *admission.refusal, !exchange.reader.has_body());

        if (exchange.reader.has_body()) {
            const auto got = co_await receive_body(exchange.reader, body_max);
            if (got != Received::ready)
                co_return co_await refuse_unread(exchange, got, body_too_large(body_max));
        }
        clear_deadline();
        exchange.request.method = exchange.method == Method::head ? Method::get : exchange.method;
        const auto response = co_await answer(exchange, admission);
        co_return co_await send(exchange, response, true);
    }

    Awaitable<Received> receive_some() {
        const auto room = input_.room(limits_.header_octets_max);
        Error error;
        const auto octets = co_await stream_.async_read_some(
            asio::buffer(room.data(), room.size()), asio::redirect_error(use_awaitable, error));
        if (expired()) co_return Received::timed_out;
        if (error) co_return Received::gone;
        input_.commit(octets);
        co_return Received::ready;
    }

    using Take = RequestReader::Outcome (RequestReader::*)(InputBuffer&);

    Awaitable<Received> receive(RequestReader& reader, Take take) {
        while (true) {
            switch ((reader.*take)(input_)) {
            case RequestReader::Outcome::ready: co_return Received::ready;
            case RequestReader::Outcome::malformed: co_return Received::malformed;
            case RequestReader::Outcome::too_large: co_return Received::too_large;
            case RequestReader::Outcome::more: break;
            }
            if (const auto got = co_await receive_some(); got != Received::ready) co_return got;
        }
    }

    Awaitable<Received> receive_body(RequestReader& reader, std::size_t octets_max) {
        if (!reader.set_body_max(octets_max)) co_return Received::too_large;
        set_deadline(limits_.body);
        if (reader.expects_continue() && input_.empty()) {
            constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            Error error;
            co_await asio::async_write(stream_, asio::buffer(go_on),
                                       asio::redirect_error(use_awaitable, error));
            if (error) co_return Received::gone;
        }
        co_return co_await receive(reader, &RequestReader::take_body);
    }

    // Fills in what the head does not say.
    void meet(Exchange& exchange) {
        auto& request = exchange.request;
        exchange.method = request.method;
        exchange.since = Steady::now();
        request.now = wall_clock();
        request.id = lane_.request_id();
        request.secure = service_.options.tls.has_value();
        request.client = client_;
        request.client_address = peer_;
        if (!is_behind_proxy_) return;
        request.client_address =
            service_.options.trusted_proxies.client_of(peer_, request.headers("X-Forwarded-For"));
        request.client = parse_client_key(request.client_address).value_or(client_);
        request.secure |= request.header("X-Forwarded-Proto") == "https";
    }

    Awaitable<Response> answer(Exchange& exchange, const Admission& admission) {
        std::exception_ptr thrown;
        try {
            if (admission.pages) co_return (*admission.pages)(exchange.request);
            co_return co_await admission.route->handler(exchange.request);
        } catch (...) {
            thrown = std::current_exception();
        }
        co_return answer_to(thrown, exchange.route, exchange.request.id);
    }

    Awaitable<bool> refuse_unread(Exchange& exchange, Received why, const Response& too_large) {
        if (why == Received::gone) co_return false;
        if (exchange.request.id.empty()) meet(exchange);
        Response refusal = why == Received::malformed ? malformed_request() : too_large;
        if (why == Received::timed_out) {
            refusal = request_timeout();
            renew();
        }
        co_return co_await send(exchange, refusal, false);
    }

    // `is_read`: nothing of the request is left on the wire, so that the next one may follow.
    Awaitable<bool> send(Exchange& exchange, const Response& response, bool is_read) {
        if (expired()) co_return false;
        const bool close = !is_read || lane_.stopping || !exchange.reader.keep_alive();
        Envelope envelope;
        envelope.security = service_.security;
        envelope.date = lane_.date(exchange.request.now);
        envelope.request_id = exchange.request.id;
        envelope.close = close;
        envelope.keep_alive = exchange.reader.is_http_1_0();
        envelope.head_only = exchange.method == Method::head;
        envelope.no_store = is_api(exchange.request.path());
        const auto text = serialise(response, envelope);
        const auto behind = envelope.head_only ? std::string_view{} : response.lasting_body;

        set_deadline(limits_.write);
        const std::array<asio::const_buffer, 2> parts{asio::buffer(text), asio::buffer(behind)};
        Error error;
        if (behind.empty()) {
            co_await asio::async_write(stream_, parts[0],
                                       asio::redirect_error(use_awaitable, error));
        } else {
            co_await asio::async_write(stream_, parts, asio::redirect_error(use_awaitable, error));
        }
        const auto took = std::chrono::duration_cast<Duration>(Steady::now() - exchange.since);
        note({exchange.method, exchange.route, response.status, took, exchange.request.id,
              text.size() + behind.size()},
             service_.options.slow);
        if (error || expired()) co_return false;
        if (!is_read) co_await drain();
        co_return !close;
    }

    // Reads and forgets what a refused client still sends, until it has seen that we will not
    // listen.
    Awaitable<void> drain() {
        set_deadline(linger, true);
        Error error;
        if constexpr (std::is_same_v<Stream, Socket>)
            socket_.shutdown(Socket::shutdown_send, error);
        std::array<char, 4096> unread;
        for (std::size_t octets = 0; octets < linger_octets_max && !error && !expired();) {
            octets += co_await stream_.async_read_some(asio::buffer(unread),
                                                       asio::redirect_error(use_awaitable, error));
        }
    }

    Awaitable<void> close() {
        Error error;
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            set_deadline(linger, true);
            co_await stream_.async_shutdown(asio::redirect_error(use_awaitable, error));
        }
        socket_.shutdown(Socket::shutdown_both, error);
    }

    Lane& lane_;
    const Service& service_;
    const Limits& limits_;
    Socket& socket_;
    Stream& stream_;
    InputBuffer input_;
    std::string peer_;
    ClientKey client_;
    bool is_behind_proxy_ = false;
};

}  // namespace

Awaitable<void> serve(Lane& lane, const Service& service, Socket socket,
                      std::shared_ptr<asio::ssl::context> tls) {
    if (tls) {
        TlsStream stream{socket, *tls};
        Connection<TlsStream> connection{lane, service, socket, stream};
        co_await connection.run();
    } else {
        Connection<Socket> connection{lane, service, socket, socket};
        co_await connection.run();
    }
}

}  // namespace sparekey::http

#include "http/connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "http/access_log.h"
#include "http/admission.h"
#include "http/body_stream.h"
#include "http/progress.h"
#include "http/received.h"
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

// An idle connection keeps no more room for its next answer than this.
constexpr std::size_t text_kept_max = 4096;

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
        exchange_.reset();  // Wiped before anything is waited for.
        if (input_.empty()) {
            if (lane_.stopping) co_return false;
            set_deadline(limits_.idle, true);
            if (co_await receive_some() != Received::ready) co_return false;
        }
        set_deadline(limits_.header);
        exchange_.emplace(limits_);
        auto got = co_await receive(&RequestReader::take_head);
        if (got != Received::ready) co_return co_await refuse_unread(got, 0);
        meet();

        auto& [request, reader, method, route, since] = *exchange_;
        const auto admission =
            admit(service_.router, service_.options.public_origins, request, reader.has_body());
        if (admission.route) route = admission.route->pattern;
        if (admission.pages) route = "pages";
        if (admission.refusal) co_return co_await send(*admission.refusal, !reader.has_body());
        if (admission.route && admission.route->options.streamed)
            co_return co_await one_stream(admission);

        if (reader.has_body()) {
            const auto octets_max = admission.route->options.body_max;
            got = co_await receive_body(octets_max);
            if (got != Received::ready) co_return co_await refuse_unread(got, octets_max);
        }
        clear_deadline();
        request.method = method == Method::head ? Method::get : method;
        const auto response = co_await answer(admission);
        co_return co_await send(response, true);
    }

    // The body of the request at hand, as its handler asks for it: from the connection into the
    // handler's own memory, past every buffer of ours.
    class Arriving final : public BodyStream {
       public:
        Arriving(Connection& connection, std::size_t length)
            : BodyStream(length),
              progress(connection.limits_.progress, connection.limits_.progress_octets),
              connection_(connection),
              left_(length) {}

        Awaitable<std::optional<std::size_t>> read(std::span<std::byte> room) override {
            if (left_ == 0) co_return 0;
            const auto got =
                co_await connection_.take_some(room.first(std::min(room.size(), left_)), *this);
            if (!got) co_return std::nullopt;
            left_ -= *got;
            co_return *got;
        }

        [[nodiscard]] bool is_whole() const { return left_ == 0; }
        std::optional<Received> failure;  // Why no more comes.
        bool is_asked_for = false;
        Progress progress;

       private:
        Connection& connection_;
        std::size_t left_;
    };

    Awaitable<bool> one_stream(const Admission& admission) {
        const auto announced = exchange_->reader.content_length();
        const auto octets_max = admission.route->options.body_max;
        if (!announced) co_return co_await send(length_required(), false);
        if (*announced > octets_max) co_return co_await send(body_too_large(octets_max), false);
        clear_deadline();
        Arriving arriving{*this, static_cast<std::size_t>(*announced)};
        exchange_->request.stream = &arriving;
        const auto response = co_await answer(admission);
        exchange_->request.stream = nullptr;
        if (arriving.failure) co_return co_await refuse_unread(*arriving.failure, octets_max);
        co_return co_await send(response, arriving.is_whole());
    }

    // How long it takes until the next read is the handler's business, not the client's.
    Awaitable<std::optional<std::size_t>> take_some(std::span<std::byte> room, Arriving& body) {
        if (!std::exchange(body.is_asked_for, true)) {
            const bool is_there = co_await invite();
            if (!is_there) body.failure = Received::gone;
        }
        if (body.failure) co_return std::nullopt;
        if (!input_.empty()) co_return input_.take(room);
        const auto since = Steady::now();
        set_deadline(body.progress.time_left());
        Error error;
        const auto octets = co_await stream_.async_read_some(
            asio::buffer(room.data(), room.size()), asio::redirect_error(use_awaitable, error));
        clear_deadline();
        if (expired() || error) {
            body.failure = expired() ? Received::timed_out : Received::gone;
            co_return std::nullopt;
        }
        body.progress.took(octets, Steady::now() - since);
        co_return octets;
    }

    // RFC 9110 10.1.1: a client may wait for this before it sends a body. False when it is gone.
    Awaitable<bool> invite() {
        if (!exchange_->reader.expects_continue() || !input_.empty()) co_return true;
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        Error error;
        set_deadline(limits_.write);
        co_await asio::async_write(stream_, asio::buffer(go_on),
                                   asio::redirect_error(use_awaitable, error));
        co_return !error && !expired();
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

    Awaitable<Received> receive(Take take) {
        while (true) {
            switch ((exchange_->reader.*take)(input_)) {
            case RequestReader::Outcome::ready: co_return Received::ready;
            case RequestReader::Outcome::malformed: co_return Received::malformed;
            case RequestReader::Outcome::too_large: co_return Received::too_large;
            case RequestReader::Outcome::more: break;
            }
            if (const auto got = co_await receive_some(); got != Received::ready) co_return got;
        }
    }

    Awaitable<Received> receive_body(std::size_t octets_max) {
        if (!exchange_->reader.set_body_max(octets_max)) co_return Received::too_large;
        // (In the condition g++ 12 mixes up this frame's arguments.)
        const bool is_there = co_await invite();
        if (!is_there) co_return Received::gone;
        set_deadline(limits_.body);
        co_return co_await receive(&RequestReader::take_body);
    }

    // Fills in what the head does not say.
    void meet() {
        auto& request = exchange_->request;
        exchange_->method = request.method;
        exchange_->since = Steady::now();
        request.now = wall_clock();
        request.id = lane_.request_id();
        request.secure = service_.options.tls.has_value();
        request.client = client_;
        request.client_address = peer_;
        if (!is_behind_proxy_) return;
        const auto& proxies = service_.options.trusted_proxies;
        request.client_address = proxies.client_of(peer_, request.headers("X-Forwarded-For"));
        request.client = parse_client_key(request.client_address).value_or(client_);
        request.secure |= request.header("X-Forwarded-Proto") == "https";
    }

    Awaitable<Response> answer(const Admission& admission) {
        std::exception_ptr thrown;
        try {
            if (admission.pages) co_return (*admission.pages)(exchange_->request);
            auto response = co_await admission.route->handler(exchange_->request);
            if (exchange_->request.method != Method::get) service_.options.changed();
            co_return response;
        } catch (...) {
            thrown = std::current_exception();
        }
        co_return answer_to(thrown, exchange_->route, exchange_->request.id);
    }

    // For what did not arrive whole. `body_max` is 0 while it is the head.
    Awaitable<bool> refuse_unread(Received why, std::size_t body_max) {
        if (why == Received::gone) co_return false;
        if (exchange_->request.id.empty()) meet();
        if (why == Received::timed_out) renew();
        // Named: GCC 12 destroys temporaries of a conditional twice in a co_await.
        const auto refusal = refusal_of(why, body_max);
        co_return co_await send(refusal, false);
    }

    // `is_read`: nothing of the request is left on the wire, so that the next one may follow.
    Awaitable<bool> send(const Response& response, bool is_read) {
        if (expired()) co_return false;
        const auto& exchange = *exchange_;
        const bool head_only = exchange.method == Method::head;
        const bool close = !is_read || lane_.stopping || !exchange.reader.keep_alive();
        Envelope envelope;
        envelope.security = service_.security;
        envelope.date = lane_.date(exchange.request.now);
        envelope.request_id = exchange.request.id;
        envelope.close = close;
        envelope.keep_alive = exchange.reader.is_http_1_0();
        envelope.head_only = head_only;
        envelope.no_store = is_api(exchange.request.path());
        serialise(response, envelope, text_);
        const auto behind = head_only ? std::string_view{} : response.lasting_body;

        set_deadline(limits_.write);
        Error error;
        co_await asio::async_write(stream_, asio::buffer(text_),
                                   asio::redirect_error(use_awaitable, error));
        if (!behind.empty() && !error) {
            co_await asio::async_write(stream_, asio::buffer(behind),
                                       asio::redirect_error(use_awaitable, error));
        }
        auto octets = text_.size() + behind.size();
        if (response.source && !head_only && !error) {
            const auto sent = co_await send_source(*response.source);
            octets += sent;
            if (sent != response.source->length) error = asio::error::operation_aborted;
        }
        log(response.status, octets);
        if (text_.capacity() > text_kept_max) text_ = {};
        if (error || expired()) co_return false;
        if (!is_read) co_await drain();
        co_return !close;
    }

    // How many octets were sent: not all of them when the source failed or the client is gone.
    Awaitable<std::size_t> send_source(const BodySource& source) {
        std::size_t sent = 0;
        while (sent < source.length && !expired()) {
            clear_deadline();
            const auto piece = co_await next_of(source);
            if (!piece || piece->empty() || piece->size() > source.length - sent) break;
            set_deadline(limits_.write);
            Error error;
            sent += co_await asio::async_write(stream_, asio::buffer(piece->data(), piece->size()),
                                               asio::redirect_error(use_awaitable, error));
            if (error) break;
        }
        co_return expired() ? 0 : sent;
    }

    // The head is sent, so that a failure can be told by cutting the connection only.
    Awaitable<std::optional<Bytes>> next_of(const BodySource& source) {
        std::exception_ptr thrown;
        try {
            co_return co_await source.next();
        } catch (...) {
            thrown = std::current_exception();
        }
        static_cast<void>(answer_to(thrown, exchange_->route, exchange_->request.id));
        co_return std::nullopt;
    }

    void log(int status, std::size_t octets) const {
        const auto& [request, reader, method, route, since] = *exchange_;
        const auto took = std::chrono::duration_cast<Duration>(Steady::now() - since);
        note({method, route, status, took, request.id, octets}, service_.options.slow);
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
    std::string text_;                  // The answer; its room is kept for the next one.
    std::optional<Exchange> exchange_;  // The request at hand.
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

#include "http/server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/check.h"
#include "base/failure.h"
#include "base/log.h"
#include "http/connection.h"
#include "http/origin.h"
#include "http/response_writer.h"
#include "http/tls.h"

namespace sparekey::http {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Error = boost::system::error_code;
using Tcp = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr int backlog = 4096;
constexpr auto out_of_files_pause = 100ms;
constexpr auto cut_off_wait = 1s;

[[noreturn]] void refuse(const ServerOptions& options, const std::string& why) {
    throw Failure{Failure::Kind::refused, "cannot listen on " + options.address + " port " +
                                              std::to_string(options.port) + ": " + why};
}

Acceptor listen(asio::io_context& context, const ServerOptions& options, std::uint16_t port) {
    Error error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) refuse(options, "no address");
    const Tcp::endpoint endpoint{address, port};
    Acceptor acceptor{context};
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
    if (!error) acceptor.set_option(ReusePort(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(backlog, error);
    if (error) refuse(options, error.message());
    return acceptor;
}

// Late by a quarter of the shortest deadline at most, and never by more than a second.
Steady::duration look_each(const Limits& limits) {
    const auto shortest = std::min(
        {limits.handshake, limits.header, limits.body, limits.progress, limits.idle, limits.write});
    return std::clamp<Steady::duration>(shortest / 4, 5ms, 1s);
}

bool is_https(const ServerOptions& options) {
    return options.tls || std::ranges::any_of(options.public_origins, [](const auto& origin) {
               return origin.starts_with("https://");
           });
}

}  // namespace

struct Server::State {
    // A thread's acceptor and look-out, beside its lane.
    struct Worker {
        Lane lane;
        std::optional<Acceptor> acceptor;
        std::optional<Timer> lookout;
        std::thread thread;
    };

    Service service;
    std::string full_answer;  // For whom connections_max leaves no room.
    std::atomic<std::shared_ptr<asio::ssl::context>> tls;
    std::atomic<std::size_t> connections{0};
    std::vector<std::unique_ptr<Worker>> workers;
    std::uint16_t port = 0;
    std::mutex mutex;
    std::condition_variable ended;
    std::size_t running = 0;
    bool stopped = false;

    State(ServerOptions&& options, Router&& router)
        : service{std::move(options), std::move(router), {}} {
        service.security = security_headers(is_https(service.options));
        auto full = problem({503, "too-many-connections", "The server is busy.",
                             "Nothing was changed. Try again in a moment."},
                            5s);
        Envelope envelope;
        envelope.security = service.security;
        envelope.close = true;
        const auto date = http_date(wall_clock());
        envelope.date = date;
        serialise(full, envelope, full_answer);
    }

    void start();
    void accept_next(Worker& worker);
    void take(Worker& worker, Socket socket);
    void turn_away(Socket socket);
    void look_next(Worker& worker);
    static bool has_ended(const Worker& worker);
    static void end_when_empty(Worker& worker);
    bool wait_for_all(Steady::duration longest);
    void on_each(void (*act)(State&, Worker&));
};

void Server::State::start() {
    for (unsigned i = 0; i < service.options.threads; ++i) {
        auto worker = std::make_unique<Worker>();
        worker->acceptor.emplace(
            listen(worker->lane.context, service.options, i == 0 ? service.options.port : port));
        port = worker->acceptor->local_endpoint().port();
        worker->lookout.emplace(worker->lane.context);
        workers.push_back(std::move(worker));
    }
    running = workers.size();
    for (auto& worker : workers) {
        accept_next(*worker);
        look_next(*worker);
        worker->thread = std::thread{[this, w = worker.get()] {
            w->lane.context.run();
            const std::lock_guard lock{mutex};
            --running;
            ended.notify_all();
        }};
    }
}

void Server::State::accept_next(Worker& worker) {
    worker.acceptor->async_accept([this, &worker](Error error, Socket socket) {
        if (!worker.acceptor->is_open()) return;
        if (!error) take(worker, std::move(socket));
        const bool out_of_files = error == asio::error::no_descriptors ||
                                  error == asio::error::no_memory ||
                                  error == asio::error::no_buffer_space || error.value() == ENFILE;
        if (!out_of_files) return accept_next(worker);

        log::warning("cannot_accept", {{"why", error.message()}});
        auto pause = std::make_shared<Timer>(worker.lane.context, out_of_files_pause);
        pause->async_wait([this, &worker, pause](Error) {
            if (worker.acceptor->is_open()) accept_next(worker);
        });
    });
}

void Server::State::take(Worker& worker, Socket socket) {
    if (connections.fetch_add(1) >= service.options.limits.connections_max) {
        connections.fetch_sub(1);
        return turn_away(std::move(socket));
    }
    Error ignored;  // A socket that is gone already is noticed by the first read.
    socket.set_option(Tcp::no_delay(true), ignored);
    auto served = serve(worker.lane, service, std::move(socket), tls.load());
    asio::co_spawn(worker.lane.context, std::move(served), [this, &worker](std::exception_ptr bug) {
        connections.fetch_sub(1);
        end_when_empty(worker);
        if (bug) std::rethrow_exception(bug);  // Ends us: a supervisor starts us anew.
    });
}

// It gets one chance to fit the socket's own buffer; we owe it no more.
void Server::State::turn_away(Socket socket) {
    if (service.options.tls) return;
    Error ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(full_answer), ignored);
    socket.shutdown(Socket::shutdown_send, ignored);
}

void Server::State::look_next(Worker& worker) {
    worker.lookout->expires_after(look_each(service.options.limits));
    worker.lookout->async_wait([this, &worker](Error error) {
        if (error) return;
        worker.lane.watchdog.look(Steady::now());
        // A look that is due already when its timer is cancelled comes all the same.
        if (!has_ended(worker)) look_next(worker);
    });
}

bool Server::State::has_ended(const Worker& worker) {
    return worker.lane.stopping && worker.lane.watchdog.empty();
}

void Server::State::end_when_empty(Worker& worker) {
    if (has_ended(worker)) worker.lookout->cancel();
}

bool Server::State::wait_for_all(Steady::duration longest) {
    std::unique_lock lock{mutex};
    return ended.wait_for(lock, longest, [this] { return running == 0; });
}

void Server::State::on_each(void (*act)(State&, Worker&)) {
    for (auto& worker : workers) {
        asio::post(worker->lane.context, [this, act, w = worker.get()] { act(*this, *w); });
    }
}

Server::Server(ServerOptions options, Router router) {
    for (const auto& origin : options.public_origins) {
        if (!is_origin(origin)) throw Failure{Failure::Kind::refused, "no origin: " + origin};
    }
    ENSURE(options.threads > 0);
    state_ = std::make_unique<State>(std::move(options), std::move(router));
    if (const auto& tls = state_->service.options.tls) state_->tls = make_tls(*tls);
    state_->start();
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return state_->port; }

std::size_t Server::connections() const { return state_->connections; }

bool Server::stop() {
    if (std::exchange(state_->stopped, true)) return true;
    state_->on_each([](State& state, State::Worker& worker) {
        Error ignored;  // Closing cannot fail in a way that leaves it open.
        worker.lane.stopping = true;
        worker.acceptor->close(ignored);
        worker.lane.watchdog.expire_idle();
        state.end_when_empty(worker);
    });
    const bool is_drained = state_->wait_for_all(state_->service.options.limits.drain);
    if (!is_drained) {
        log::warning("connections_cut_off", {{"count", state_->connections.load()}});
        state_->on_each([](State&, State::Worker& worker) { worker.lane.watchdog.expire_all(); });
        if (!state_->wait_for_all(cut_off_wait)) {
            for (auto& worker : state_->workers) worker->lane.context.stop();
        }
    }
    for (auto& worker : state_->workers) worker->thread.join();
    return is_drained;
}

bool Server::reload_tls() {
    const auto& files = state_->service.options.tls;
    if (!files) return true;  // There are none to read.
    try {
        state_->tls = make_tls(*files);
    } catch (const Failure& failure) {
        log::warning("tls_not_reloaded", {{"why", failure.what()}});
        return false;
    }
    return true;
}

}  // namespace sparekey::http

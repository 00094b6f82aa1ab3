#include "store/postgres/proxy_double.h"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <vector>

#include "base/check.h"

namespace sparekey::store::postgres {
namespace {

constexpr const char* socket_name = ".s.PGSQL.5432";
constexpr std::string_view sync_message{"S\0\0\0\4", 5};

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    ENSURE(path.size() < sizeof address.sun_path);
    path.copy(address.sun_path, path.size());
    return address;
}

int unix_socket() {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ENSURE(fd >= 0);
    return fd;
}

std::string server_folder() {
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> parsed{
        PQconninfoParse(std::getenv("SPAREKEY_TEST_POSTGRES"), nullptr), PQconninfoFree};
    for (const auto* option = parsed.get(); option->keyword != nullptr; ++option) {
        if (std::string_view{option->keyword} == "host") return option->val;
    }
    ENSURE(false);
}

void send_all(int fd, std::string_view octets) {
    while (!octets.empty()) {
        const auto sent = ::send(fd, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;  // The other side is gone: its own end of the link says so.
        octets.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void close_fd(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
}

}  // namespace

Proxy::Proxy()
    : folder_(scratch_ / "s"),
      server_path_(server_folder() + "/" + socket_name),
      listener_(unix_socket()) {
    std::filesystem::create_directory(folder_);
    const auto address = address_of((folder_ / socket_name).string());
    ENSURE(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    ENSURE(::listen(listener_, 64) == 0);
    ENSURE(::pipe(wake_) == 0);
    thread_ = std::thread{[this] { work(); }};
}

Proxy::~Proxy() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake();
    thread_.join();
    for (auto& link : links_) {
        close_fd(link.client);
        close_fd(link.server);
    }
    for (int fd : {listener_, wake_[0], wake_[1]}) ::close(fd);
}

void Proxy::hold() {
    const std::lock_guard lock{mutex_};
    for (auto& link : links_) link.held = true;
}

void Proxy::wait_until_held(const std::string& prepared) {
    const auto name = '\0' + prepared + '\0';
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] {
        for (const auto& link : links_) {
            const bool sent = link.kept.find(name) != std::string::npos;
            if (sent && link.kept.ends_with(sync_message)) return true;
        }
        return false;
    });
}

void Proxy::mute() {
    const std::lock_guard lock{mutex_};
    for (auto& link : links_) link.muted = true;
}

void Proxy::cut() {
    {
        const std::lock_guard lock{mutex_};
        for (auto& link : links_) close_fd(link.client);
    }
    wake();
}

void Proxy::finish_zombies() {
    std::unique_lock lock{mutex_};
    for (auto& link : links_) {
        if (link.client >= 0 || link.server < 0) continue;
        send_all(link.server, link.kept);
        link.kept.clear();
        // The backend works off what it was sent, and then finds the end.
        ::shutdown(link.server, SHUT_WR);
        link.ending = true;
    }
    wake();
    changed_.wait(lock, [this] {
        for (const auto& link : links_) {
            if (link.ending && link.server >= 0) return false;
        }
        return true;
    });
}

void Proxy::wake() { ENSURE(::write(wake_[1], "", 1) == 1); }

void Proxy::work() {
    while (true) {
        std::vector<pollfd> watched{{listener_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
        std::vector<Link*> links;
        {
            const std::lock_guard lock{mutex_};
            if (stopping_) return;
            for (auto& link : links_) {
                links.push_back(&link);
                watched.push_back({link.client, POLLIN, 0});
                watched.push_back({link.server, POLLIN, 0});
            }
        }
        ENSURE(::poll(watched.data(), watched.size(), -1) > 0);
        std::array<char, 64> wakes;
        if (watched[1].revents != 0) ENSURE(::read(wake_[0], wakes.data(), wakes.size()) > 0);
        {
            const std::lock_guard lock{mutex_};
            for (std::size_t i = 0; i < links.size(); ++i) {
                if (watched[2 + 2 * i].revents != 0) from_client(*links[i]);
                if (watched[3 + 2 * i].revents != 0) from_server(*links[i]);
            }
            if (watched[0].revents != 0) accept_one();
        }
        changed_.notify_all();
    }
}

void Proxy::accept_one() {
    Link link;
    link.client = ::accept(listener_, nullptr, nullptr);
    link.server = unix_socket();
    const auto address = address_of(server_path_);
    ENSURE(::connect(link.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
           0);
    links_.push_back(std::move(link));
}

void Proxy::from_client(Link& link) {
    if (link.client < 0) return;  // Cut meanwhile.
    std::array<char, 16384> octets;
    const auto got = ::recv(link.client, octets.data(), octets.size(), 0);
    if (got <= 0) {
        close_fd(link.client);
        if (!link.held) ::shutdown(link.server, SHUT_WR);
        return;
    }
    const std::string_view text{octets.data(), static_cast<std::size_t>(got)};
    if (link.held)
        link.kept += text;
    else
        send_all(link.server, text);
}

void Proxy::from_server(Link& link) {
    if (link.server < 0) return;
    std::array<char, 16384> octets;
    const auto got = ::recv(link.server, octets.data(), octets.size(), 0);
    if (got <= 0) {
        close_fd(link.server);
        close_fd(link.client);
        return;
    }
    if (!link.muted && link.client >= 0)
        send_all(link.client, {octets.data(), static_cast<std::size_t>(got)});
}

}  // namespace sparekey::store::postgres

#include "sparekeyd/admin_socket.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "base/failure.h"
#include "base/log.h"

namespace sparekey::sparekeyd {
namespace {

constexpr int waiting_max = 8;
constexpr int rest_ms = 100;
constexpr timeval peer_timeout{.tv_sec = 10, .tv_usec = 0};
constexpr timeval answer_timeout{.tv_sec = 60,
                                 .tv_usec = 0};  // A change may wait for the store's queue.

class Descriptor {
   public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] int release() { return std::exchange(fd_, -1); }

   private:
    int fd_;
};

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    throw Failure(Failure::Kind::refused, path.string() + ": " + why);
}

sockaddr_un address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto text = path.string();
    if (text.size() >= sizeof(address.sun_path))
        refuse(path, "is too long for a socket; choose a shorter var.folder");
    text.copy(address.sun_path, text.size());
    return address;
}

// -1 when nobody listens there.
int connect_to(const std::filesystem::path& path) {
    const auto address = address_of(path);
    Descriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ENSURE(fd.get() >= 0);
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
        return -1;
    return fd.release();
}

int listen_at(const std::filesystem::path& path) {
    const auto address = address_of(path);
    if (const Descriptor other(connect_to(path)); other.get() >= 0)
        refuse(path, "another daemon answers there");
    std::error_code missing;
    std::filesystem::remove(
        path, missing);  // Of a daemon that was killed; what is wrong otherwise, bind says.
    Descriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ENSURE(fd.get() >= 0);
    // Linux gives the file the socket's mode, so it is never open to others, not even for a moment.
    ENSURE(::fchmod(fd.get(), 0600) == 0);
    const bool listens =
        ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
        ::listen(fd.get(), waiting_max) == 0;
    if (!listens) refuse(path, std::strerror(errno));
    struct stat file {};
    ENSURE(::stat(path.c_str(), &file) == 0 && (file.st_mode & 0077) == 0);
    return fd.release();
}

void limit_waiting(int fd, timeval timeout) {
    ENSURE(::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) == 0);
    ENSURE(::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) == 0);
}

// Up to the line's end; nullopt when the peer goes, dawdles or does not end.
std::optional<std::string> read_line(int fd, std::size_t octets_max) {
    std::string line;
    while (line.size() <= octets_max) {
        std::array<char, 1024> part{};
        const auto got = ::recv(fd, part.data(), part.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return std::nullopt;
        line.append(part.data(), static_cast<std::size_t>(got));
        if (const auto end = line.find('\n'); end != std::string::npos) return line.substr(0, end);
    }
    return std::nullopt;
}

bool write_line(int fd, std::string line) {
    line += '\n';
    std::string_view rest = line;
    while (!rest.empty()) {
        const auto sent = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool is_allowed(int fd) {
    ucred peer{};
    socklen_t size = sizeof(peer);
    ENSURE(::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0);
    if (may_administer(peer.uid, ::geteuid())) return true;
    log::warning("administration_refused", {{"uid", peer.uid}});
    return false;
}

}  // namespace

bool may_administer(uid_t peer, uid_t own) { return peer == 0 || peer == own; }

AdminSocket::AdminSocket(std::filesystem::path path, Answer answer)
    : path_(std::move(path)),
      answer_(std::move(answer)),
      listener_(listen_at(path_)),
      ended_(::eventfd(0, EFD_CLOEXEC)),
      thread_([this] { serve(); }) {}

AdminSocket::~AdminSocket() {
    ENSURE(::eventfd_write(ended_, 1) == 0);
    thread_.join();
    ::close(listener_);
    ::close(ended_);
    std::error_code gone;
    std::filesystem::remove(path_, gone);  // Left behind, the next start removes it.
}

void AdminSocket::serve() const {
    std::array<pollfd, 2> both{{{listener_, POLLIN, 0}, {ended_, POLLIN, 0}}};
    while (true) {
        if (::poll(both.data(), both.size(), -1) < 0) {
            ENSURE(errno == EINTR);
            continue;
        }
        if ((both[1].revents & POLLIN) != 0) return;
        serve_one();
    }
}

// No descriptor is free: the peer still waits, and asking again at once would take a whole core.
void AdminSocket::rest() const {
    pollfd ended{ended_, POLLIN, 0};
    ::poll(&ended, 1, rest_ms);
}

void AdminSocket::serve_one() const {
    const Descriptor peer(::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
    if (peer.get() < 0) return rest();
    if (!is_allowed(peer.get())) return;
    limit_waiting(peer.get(), peer_timeout);
    const auto request = read_line(peer.get(), admin_line_max);
    if (!request) return;
    try {
        const auto answer = answer_(*request);
        if (!write_line(peer.get(), answer)) log::warning("administration_peer_gone");
    } catch (const std::exception& error) {
        log::error("administration_failed", {{"reason", error.what()}});
    }
}

std::optional<std::string> ask_daemon(const std::filesystem::path& path,
                                      const std::string& request) {
    const Descriptor fd(connect_to(path));
    if (fd.get() < 0) {
        if (errno == ENOENT || errno == ECONNREFUSED) return std::nullopt;
        throw Failure(Failure::Kind::unavailable, path.string() + ": " + std::strerror(errno));
    }
    limit_waiting(fd.get(), answer_timeout);
    const bool sent = write_line(fd.get(), request);
    const auto answer = sent ? read_line(fd.get(), admin_line_max) : std::nullopt;
    if (!answer)
        throw Failure(Failure::Kind::unavailable, path.string() + ": the daemon gave no answer");
    return answer;
}

}  // namespace sparekey::sparekeyd

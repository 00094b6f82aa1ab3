#include "sparekeyd/notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "base/log.h"

namespace sparekey::sparekeyd {

void notify_supervisor(std::string_view state) {
    const char* socket_path = std::getenv("NOTIFY_SOCKET");
    if (socket_path == nullptr || *socket_path == '\0') return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string_view path = socket_path;
    const bool fits = path.size() < sizeof(address.sun_path);
    if (fits) path.copy(address.sun_path, path.size());
    // sd_notify(3): a leading '@' is an abstract socket, which begins with a zero octet.
    if (path.starts_with('@')) address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());

    const int fd = fits ? ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
    const bool sent = fd >= 0 && ::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL,
                                          reinterpret_cast<const sockaddr*>(&address),
                                          size) == static_cast<ssize_t>(state.size());
    if (!sent)
        log::warning("supervisor_not_told",
                     {{"reason", fits ? std::strerror(errno) : "path too long"}});
    if (fd >= 0) ::close(fd);
}

}  // namespace sparekey::sparekeyd

// var/admin.sock: how commands on this machine speak with the running daemon. One request a
// connection: a line of JSON, and a line of JSON back. Whoever is not root or the daemon's own user
// is not heard.
#pragma once
#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <thread>

namespace sparekey::sparekeyd {

inline constexpr std::size_t admin_line_max = std::size_t{256} * 1024;  // A batch of an import.

// Whether the kernel's word on a peer is good enough.
[[nodiscard]] bool may_administer(uid_t peer, uid_t own);

class AdminSocket {
   public:
    // Turns a request into its answer, neither with its line's end; called by one thread, one at a
    // time. What it throws is logged, and the connection closed without an answer.
    using Answer = std::function<std::string(const std::string& request)>;

    // Throws Failure{refused} when `path` is too long for a socket, not writable, or another
    // daemon's that answers.
    AdminSocket(std::filesystem::path path, Answer answer);
    // Finishes the request that it is at, and removes the socket.
    ~AdminSocket();
    AdminSocket(const AdminSocket&) = delete;
    AdminSocket& operator=(const AdminSocket&) = delete;

   private:
    void serve() const;
    void serve_one() const;
    void rest() const;

    std::filesystem::path path_;
    Answer answer_;
    int listener_;
    int ended_;
    std::jthread thread_;
};

// The daemon's answer to one request; nullopt when no daemon listens there. Throws
// Failure{unavailable} when it does and gives none: it is stopping, or it does not hear this user.
[[nodiscard]] std::optional<std::string> ask_daemon(const std::filesystem::path& path,
                                                    const std::string& request);

}  // namespace sparekey::sparekeyd

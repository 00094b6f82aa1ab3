#include "sparekeyd/admin_socket.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <latch>

#include "base/failure.h"
#include "test/scratch.h"

using namespace sparekey;
using namespace sparekey::sparekeyd;

namespace {

std::string echo(const std::string& request) { return "heard " + request; }

mode_t mode_of(const std::filesystem::path& path) {
    struct stat file {};
    REQUIRE(::stat(path.c_str(), &file) == 0);
    return file.st_mode & 0777;
}

// Asks as another user, in a child; true when that user got an answer.
bool is_heard_as(uid_t user, const std::filesystem::path& path) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        bool heard = false;
        if (::setuid(user) != 0) ::_exit(2);
        try {
            heard = ask_daemon(path, "hello").has_value();
        } catch (const Failure&) {
            heard = false;
        }
        ::_exit(heard ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    REQUIRE(WEXITSTATUS(status) != 2);
    return WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("a request is answered, one after another, and the socket goes with the daemon") {
    const test::ScratchFolder folder;
    const auto path = folder / "admin.sock";
    {
        const AdminSocket socket(path, echo);
        CHECK(ask_daemon(path, "one") == "heard one");
        CHECK(ask_daemon(path, "two") == "heard two");
    }
    CHECK(!std::filesystem::exists(path));
    CHECK(!ask_daemon(path, "three"));
}

TEST_CASE("the socket is nobody else's to open") {
    const test::ScratchFolder folder;
    const auto before = ::umask(0);
    const AdminSocket socket(folder / "admin.sock", echo);
    ::umask(before);
    CHECK(mode_of(folder / "admin.sock") == 0600);
}

TEST_CASE("root and the daemon's own user are heard, and nobody else") {
    CHECK(may_administer(0, 1000));
    CHECK(may_administer(1000, 1000));
    CHECK(!may_administer(1001, 1000));
    CHECK(!may_administer(1000, 0));
}

TEST_CASE(
    "the peer is judged by what the kernel says of it, even where the file's mode would let it "
    "in") {
    if (::geteuid() != 0) {
        MESSAGE("only root can try to be somebody else");
        return;
    }
    const test::ScratchFolder folder;
    const auto path = folder / "admin.sock";
    std::atomic<int> asked = 0;
    const AdminSocket socket(path, [&](const std::string& request) {
        ++asked;
        return request;
    });
    REQUIRE(::chmod(path.c_str(), 0666) == 0);
    REQUIRE(::chmod(path.parent_path().c_str(), 0755) == 0);
    constexpr uid_t nobody = 65534;
    CHECK(is_heard_as(0, path));
    CHECK(asked == 1);
    CHECK(!is_heard_as(nobody, path));
    CHECK(asked == 1);
}

TEST_CASE("a socket left behind by a killed daemon is no obstacle, one that answers is") {
    const test::ScratchFolder folder;
    const auto path = folder / "admin.sock";
    { std::ofstream left(path); }
    const AdminSocket socket(path, echo);
    CHECK_THROWS_AS(AdminSocket(path, echo), Failure);
    CHECK(ask_daemon(path, "still") == "heard still");
}

TEST_CASE("a path that no socket can have is refused by its name") {
    const test::ScratchFolder folder;
    CHECK_THROWS_AS(AdminSocket(folder / std::string(120, 'x'), echo), Failure);
    CHECK_THROWS_AS(AdminSocket(folder / "missing/admin.sock", echo), Failure);
}

TEST_CASE("a request without an end is not answered, and the next one is") {
    const test::ScratchFolder folder;
    const auto path = folder / "admin.sock";
    const AdminSocket socket(path, echo);
    CHECK_THROWS_AS(static_cast<void>(ask_daemon(path, std::string(3 * admin_line_max, 'x'))),
                    Failure);
    CHECK(ask_daemon(path, "next") == "heard next");
}

TEST_CASE("an answer that fails closes the connection and not the daemon") {
    const test::ScratchFolder folder;
    const auto path = folder / "admin.sock";
    const AdminSocket socket(path, [](const std::string& request) {
        if (request == "bad") throw Failure(Failure::Kind::unavailable, "no database");
        return request;
    });
    CHECK_THROWS_AS(static_cast<void>(ask_daemon(path, "bad")), Failure);
    CHECK(ask_daemon(path, "good") == "good");
}

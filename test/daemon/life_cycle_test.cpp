// Starting, stopping and reading files again, as a supervisor sees it.
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <memory>

#include "http/raw_client_double.h"
#include "test/daemon/child.h"

using namespace sparekey::test;
using sparekey::http::RawClient;
namespace fs = std::filesystem;

namespace {

const std::string health_request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string sign_in_request() {
    const std::string body = R"({"email":"nobody@example.org","password":"correct horse battery"})";
    return "POST /api/v1/sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
           "Content-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

mode_t mode_of(const fs::path& path) {
    struct stat file {};
    REQUIRE(::stat(path.c_str(), &file) == 0);
    return file.st_mode & 0777;
}

// What systemd's side of NOTIFY_SOCKET hears.
class Supervisor {
   public:
    Supervisor() : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path().copy(address.sun_path, sizeof(address.sun_path) - 1);
        REQUIRE(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
        const timeval patience{.tv_sec = 20, .tv_usec = 0};
        REQUIRE(::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0);
    }
    ~Supervisor() { ::close(fd_); }
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    [[nodiscard]] std::string path() const { return (folder_ / "notify").string(); }
    [[nodiscard]] std::string hear() const {
        std::string text(256, '\0');
        const auto got = ::recv(fd_, text.data(), text.size(), 0);
        return got > 0 ? text.substr(0, static_cast<std::size_t>(got)) : "";
    }

   private:
    ScratchFolder folder_;
    int fd_;
};

}  // namespace

TEST_CASE("a first start makes what it needs, open to nobody else, and answers") {
    const House house;
    RunningDaemon daemon(house);
    CHECK(RawClient(daemon.port()).ask(health_request).status == 200);
    CHECK(mode_of(house.file("var")) == 0700);
    for (const std::string file : {"key-ring", "pepper", "sparekey.db", "admin.sock"}) {
        CHECK_MESSAGE(mode_of(house.file("var/" + file)) == 0600, file);
    }
    const auto ended = daemon.stop();
    CHECK(ended.exit_code == 0);
    CHECK(!fs::exists(house.file("var/admin.sock")));
}

TEST_CASE("from a start to the first answer") {
    const House house;
    house.create();
    const auto before = std::chrono::steady_clock::now();
    RunningDaemon daemon(house);
    REQUIRE(RawClient(daemon.port()).ask(health_request).status == 200);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - before);
    MESSAGE("start to first answer: " << took.count() << " ms");
    CHECK(took < std::chrono::seconds(5));
}

TEST_CASE("told to stop, it finishes what it took") {
    const House house;
    // One hash thread, so that most of these wait when the signal comes; one io thread, so that an
    // answer to the last connection means that the ones before it were read.
    RunningDaemon daemon(house, {"--http.threads", "1", "--password.threads", "1",
                                 "--password.memory_kib", "65536"});
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(std::make_unique<RawClient>(daemon.port()));
        REQUIRE(clients.back()->send(sign_in_request()));
    }
    REQUIRE(RawClient(daemon.port()).ask(health_request).status == 200);
    daemon.child().signal(SIGTERM);
    for (auto& client : clients) CHECK(client->receive().status == 401);
    CHECK(daemon.child().wait().exit_code == 0);
}

TEST_CASE("told to stop, it closes connections on which nothing is under way") {
    const House house;
    RunningDaemon daemon(house);
    RawClient idle(daemon.port());
    REQUIRE(idle.ask(health_request).status == 200);
    daemon.child().signal(SIGINT);
    CHECK(idle.is_closed());
    CHECK(daemon.child().wait().exit_code == 0);
}

TEST_CASE("told twice, it does not wait") {
    const House house;
    RunningDaemon daemon(house, {"--http.threads", "1"});
    RawClient slow(daemon.port());
    const auto whole = sign_in_request();
    REQUIRE(slow.send(whole.substr(0, whole.size() - 1)));
    RawClient idle(daemon.port());
    REQUIRE(idle.ask(health_request).status == 200);
    daemon.child().signal(SIGTERM);
    REQUIRE(idle.is_closed());  // It has begun to stop.
    daemon.child().signal(SIGTERM);
    CHECK(daemon.child().wait().exit_code == 4);
    CHECK(RunningDaemon(house).stop().exit_code == 0);
}

TEST_CASE("it tells the supervisor when it serves and when it stops") {
    const House house;
    const Supervisor supervisor;
    RunningDaemon daemon(house, {}, {{"NOTIFY_SOCKET", supervisor.path()}});
    CHECK(supervisor.hear() == "READY=1");
    daemon.child().signal(SIGTERM);
    CHECK(supervisor.hear() == "STOPPING=1");
    CHECK(daemon.child().wait().exit_code == 0);
}

TEST_CASE("a rotator moves the log away, and SIGHUP opens a new one") {
    const House house;
    const auto log = house.file("log");
    RunningDaemon daemon(house, {"--log.file", log.string()});
    fs::rename(log, house.file("log.1"));
    daemon.child().signal(SIGHUP);
    RawClient client(daemon.port());
    CHECK(client.ask(health_request).status == 200);
    CHECK(daemon.stop().exit_code == 0);
    // A line that still waited for the log's own thread is in the new file.
    const auto both = content_of(house.file("log.1")) + content_of(log);
    CHECK(both.find("\"event\":\"started\"") != std::string::npos);
    CHECK(content_of(log).find("\"event\":\"reloaded\"") != std::string::npos);
    CHECK(content_of(log).find("\"event\":\"stopped\"") != std::string::npos);
}

TEST_CASE("the log holds nothing of who asked") {
    const House house;
    const auto log = house.file("log");
    RunningDaemon daemon(house, {"--log.file", log.string(), "--log.level", "debug"});
    CHECK(RawClient(daemon.port()).ask(sign_in_request()).status == 401);
    CHECK(daemon.stop().exit_code == 0);
    const auto text = content_of(log);
    CHECK(text.find("/api/v1/sign-in") != std::string::npos);
    for (const std::string word : {"nobody", "example.org", "horse", "127.0.0.1"}) {
        CHECK_MESSAGE(text.find(word) == std::string::npos, word);
    }
}

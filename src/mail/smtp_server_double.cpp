#include "mail/smtp_server_double.h"

#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <array>
#include <csignal>
#include <stdexcept>

extern char** environ;

namespace sparekey::mail {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto patience = 20s;

// A child in a process group of its own, so that whatever it forks ends with it.
pid_t spawn(const std::vector<std::string>& command, int standard_input) {
    std::vector<char*> arguments;
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, standard_input, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int error =
        ::posix_spawnp(&child, arguments[0], &actions, &attributes, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) throw std::runtime_error("cannot run " + command[0]);
    return child;
}

void run_to_end(const std::vector<std::string>& command) {
    const auto child = spawn(command, 0);
    int status = 0;
    if (::waitpid(child, &status, 0) != child || status != 0)
        throw std::runtime_error(command[0] + " failed");
}

int socket_on(std::uint16_t port) {
    const int fresh = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(fresh, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(fresh, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return fresh;
    throw std::runtime_error("cannot bind a port");
}

std::uint16_t number_of(int socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0)
        return ntohs(address.sin_port);
    throw std::runtime_error("a socket has no port");
}

// Tells when files get their names in a folder.
class Arrivals {
   public:
    explicit Arrivals(const fs::path& folder) : events_(::inotify_init1(IN_CLOEXEC)) {
        if (::inotify_add_watch(events_, folder.c_str(), IN_MOVED_TO) < 0)
            throw std::runtime_error("cannot watch");
    }
    ~Arrivals() { ::close(events_); }
    Arrivals(const Arrivals&) = delete;
    Arrivals& operator=(const Arrivals&) = delete;

    // False when none came until then.
    bool wait(std::chrono::steady_clock::time_point until) const {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd waiting{events_, POLLIN, 0};
        if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) != 1)
            return false;
        std::array<char, 4096> seen;
        return ::read(events_, seen.data(), seen.size()) > 0;
    }

   private:
    int events_;
};

std::vector<std::string> contents_of(const fs::path& folder) {
    std::vector<std::string> contents;
    for (const auto& entry : fs::directory_iterator{folder}) {
        contents.push_back(test::content_of(entry.path()));
    }
    return contents;
}

// Run by root, Exim becomes its own user, who must be let into the folder; run by anybody else, it
// stays that user.
std::string user_lines() {
    if (::getuid() == 0) return "";
    return fmt::format("exim_user = {0}\nexim_group = {1}\nadmin_groups = {1}\n", ::getuid(),
                       ::getgid());
}

void let_exim_in(const fs::path& folder) {
    if (::getuid() != 0) return;
    const auto* exim = ::getpwnam("Debian-exim");
    if (exim == nullptr)
        throw std::runtime_error("the package exim4-daemon-light is not installed");
    if (::chmod(folder.c_str(), 0755) != 0)
        throw std::runtime_error("cannot open the scratch folder");
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        if (entry.path().filename() == "exim.conf")
            continue;  // Exim trusts no configuration but root's.
        if (::chown(entry.path().c_str(), exim->pw_uid, exim->pw_gid) != 0)
            throw std::runtime_error("cannot chown");
    }
}

constexpr const char* configuration = R"(
exim_path = /usr/sbin/exim4
{users}spool_directory = {folder}/spool
log_file_path = {folder}/log/%s
pid_file_path = {folder}/exim.pid
primary_hostname = localhost
local_interfaces = 127.0.0.1
tls_on_connect_ports = {tls_port}
tls_advertise_hosts = {tls_hosts}
tls_certificate = {folder}/{certificate}.crt
tls_privatekey = {folder}/{certificate}.key
deliver_drop_privilege = true
never_users =
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
acl_smtp_rcpt = check_recipient

begin acl
check_recipient:
  deny !encrypted = *
       message = encrypt first
  deny !authenticated = *
       message = authenticate first
  deny local_parts = nobody
       message = no such person
  deny local_parts = policy
       message = 550 5.7.1 not from you
  defer local_parts = later
       message = come back later
  accept

begin routers
everybody:
  driver = accept
  transport = file

begin transports
file:
  driver = appendfile
  directory = {folder}/arrived
  maildir_format = true
  {file_user}

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_advertise_condition = ${{if def:tls_in_cipher}}
  server_set_id = $auth2
)";

}  // namespace

SmtpServer::Port::Port() : socket_(socket_on(0)) {
    // Bound again by its number: a port that the system chose is given up with the first shutdown.
    number_ = number_of(socket_);
    ::close(socket_);
    socket_ = socket_on(number_);
}

SmtpServer::Port::~Port() {
    close();
    ::close(socket_);
}

// Exim is given a socket that listens already, so a connection waits for it and not the test.
void SmtpServer::Port::open(const std::string& configuration) {
    if (::listen(socket_, 16) != 0) throw std::runtime_error("cannot listen");
    exim_ = spawn({"/usr/sbin/exim4", "-bw", "-C", configuration}, socket_);
}

void SmtpServer::Port::close() {
    if (exim_ == 0) return;
    ::kill(-exim_, SIGTERM);
    ::waitpid(exim_, nullptr, 0);
    exim_ = 0;
    ::close(socket_);
    socket_ = socket_on(number_);
}

SmtpServer::SmtpServer() {
    for (const char* part : {"spool", "log", "arrived/tmp", "arrived/cur", "arrived/new"})
        fs::create_directories(folder_ / part);
    make_certificate("first");
    test::put_content(folder_ / "password", std::string{password} + "\n");
    fs::permissions(folder_ / "password", fs::perms::owner_read | fs::perms::owner_write);
}

SmtpServer::~SmtpServer() { stop(); }

void SmtpServer::make_certificate(const std::string& name) const {
    run_to_end({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost", "-keyout",
                (folder_ / (name + ".key")).string(), "-out",
                (folder_ / (name + ".crt")).string()});
}

void SmtpServer::change_certificate() {
    certificate_ = "second";
    make_certificate(certificate_);
}

void SmtpServer::write_configuration(bool with_tls) const {
    const auto file = folder_ / "exim.conf";
    test::put_content(
        file, fmt::format(configuration, fmt::arg("users", user_lines()),
                          fmt::arg("folder", (folder_ / "").parent_path().string()),
                          fmt::arg("tls_port", tls_port_.number()),
                          fmt::arg("tls_hosts", with_tls ? "*" : ""),
                          fmt::arg("certificate", certificate_),
                          fmt::arg("file_user", ::getuid() == 0 ? "user = Debian-exim" : ""),
                          fmt::arg("user", user), fmt::arg("password", password)));
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    let_exim_in((folder_ / "").parent_path());
    if (::getuid() == 0 && ::chown((folder_ / "password").c_str(), 0, 0) != 0)
        throw std::runtime_error("cannot chown");
}

void SmtpServer::start(bool with_tls) {
    write_configuration(with_tls);
    const auto file = (folder_ / "exim.conf").string();
    starttls_port_.open(file);
    tls_port_.open(file);
}

void SmtpServer::stop() {
    starttls_port_.close();
    tls_port_.close();
}

SmtpSettings SmtpServer::settings() const {
    SmtpSettings settings;
    settings.host = "localhost";
    settings.port = starttls_port_.number();
    settings.ca_file = folder_ / "first.crt";
    settings.user = user;
    settings.password_file = folder_ / "password";
    settings.sender = {"no-reply@example.org", "Example Exchange"};
    settings.timeout = 10s;
    return settings;
}

SmtpSettings SmtpServer::settings_for_tls() const {
    auto of_tls = settings();
    of_tls.port = tls_port_.number();
    of_tls.security = SmtpSettings::Security::tls;
    return of_tls;
}

std::vector<std::string> SmtpServer::mails(std::size_t count) const {
    const auto until = std::chrono::steady_clock::now() + patience;
    const Arrivals arrivals{folder_ / "arrived/new"};
    auto contents = contents_of(folder_ / "arrived/new");
    while (contents.size() < count && arrivals.wait(until))
        contents = contents_of(folder_ / "arrived/new");
    return contents;
}

std::string SmtpServer::log() const {
    std::string all;
    for (const auto& entry : fs::directory_iterator{folder_ / "log"})
        all += test::content_of(entry.path());
    return all;
}

}  // namespace sparekey::mail

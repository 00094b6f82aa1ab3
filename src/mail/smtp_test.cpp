#include "mail/smtp.h"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/failure.h"
#include "mail/smtp_server_double.h"

using namespace sparekey;
using namespace sparekey::mail;
using namespace std::chrono_literals;

namespace {

const Time morning{1'795'425'245s};

Letter letter_to(std::string to, std::int64_t id = 0x4711) {
    return {id, std::move(to), "A new authenticator at Example Exchange",
            "Hello,\n\n.a line that begins with a dot\nB\xc3\xb6rse\n\n    "
            "https://accounts.example.org/not-me#abc=\n",
            morning};
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

Answer send_with(const SmtpSettings& settings, std::string to = "ada@localhost") {
    SmtpTransport transport{settings};
    return transport.hand_over(letter_to(std::move(to)), {});
}

// Takes connections and never says a word.
class SilentServer {
   public:
    SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address_;
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address_), size) == 0);
        REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address_), &size) == 0);
        REQUIRE(::listen(socket_, 5) == 0);
    }
    ~SilentServer() { ::close(socket_); }
    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;

    [[nodiscard]] SmtpSettings settings() const {
        SmtpSettings settings;
        settings.host = "127.0.0.1";
        settings.port = ntohs(address_.sin_port);
        settings.sender = {"no-reply@example.org", "Example"};
        return settings;
    }

   private:
    int socket_;
    sockaddr_in address_{};
};

}  // namespace

TEST_CASE(
    "a mail arrives at a real server by STARTTLS and by TLS, signed in, with its headers right") {
    SmtpServer server;
    server.start();
    for (const auto& settings : {server.settings(), server.settings_for_tls()}) {
        const auto answer = send_with(settings);
        CHECK(answer.reason == "");
        CHECK(answer.handover == Handover::taken);
    }
    const auto mails = server.mails(2);
    INFO(server.log());
    REQUIRE(mails.size() == 2);
    for (const auto& mail : mails) {
        CHECK(contains(mail, " with esmtpsa "));  // Extended SMTP, over TLS (s), authenticated (a).
        CHECK(contains(mail, "(helo=example.org)"));
        CHECK(contains(mail, "envelope-from <no-reply@example.org>"));
        CHECK(contains(mail, "\nDate: Mon, 23 Nov 2026 09:14:05 +0000\n"));
        CHECK(contains(mail, "\nFrom: \"Example Exchange\"\n <no-reply@example.org>\n"));
        CHECK(contains(mail, "\nTo: <ada@localhost>\n"));
        CHECK(contains(mail, "\nSubject: A new authenticator at Example Exchange\n"));
        CHECK(contains(mail, "\nMessage-ID: <4711@example.org>\n"));
        CHECK(contains(mail, "\nAuto-Submitted: auto-generated\n"));
        CHECK(contains(mail,
                       "\n\nHello,\n\n.a line that begins with a dot\nB=C3=B6rse\n\n"
                       "    https://accounts.example.org/not-me#abc=3D\n"));
    }
}

TEST_CASE("one transport carries many letters, also after one was refused") {
    SmtpServer server;
    server.start();
    SmtpTransport transport{server.settings()};
    CHECK(transport.hand_over(letter_to("ada@localhost", 1), {}).handover == Handover::taken);
    CHECK(transport.hand_over(letter_to("nobody@localhost", 2), {}).handover == Handover::refused);
    CHECK(transport.hand_over(letter_to("ada@localhost", 3), {}).handover == Handover::taken);
    CHECK(server.mails(2).size() == 2);
}

TEST_CASE("a server whose certificate nobody vouches for gets no letter and no password") {
    SmtpServer server;
    server.change_certificate();
    server.start();
    for (const auto& settings : {server.settings(), server.settings_for_tls()}) {
        CHECK(send_with(settings).handover == Handover::unreachable);
    }
    auto by_system = server.settings();
    by_system.ca_file.clear();
    CHECK(send_with(by_system).handover == Handover::unreachable);
    CHECK(server.mails(0).empty());
    CHECK_FALSE(contains(server.log(), "A=plain"));
}

TEST_CASE("a certificate for another name is as good as none") {
    SmtpServer server;
    server.start();
    auto settings = server.settings();
    settings.host = "127.0.0.1";
    CHECK(send_with(settings).handover == Handover::unreachable);
    CHECK(server.mails(0).empty());
}

TEST_CASE("a server that offers no STARTTLS gets nothing") {
    SmtpServer server;
    server.start(false);
    CHECK(send_with(server.settings()).handover == Handover::unreachable);
    CHECK_FALSE(contains(server.log(), "ada@localhost"));
    CHECK(server.mails(0).empty());
}

TEST_CASE("a wrong password is the operator's trouble, and no letter is lost to it") {
    SmtpServer server;
    server.start();
    const test::ScratchFolder scratch;
    auto settings = server.settings();
    settings.password_file = scratch / "password";
    test::put_content(settings.password_file, "wrong\n");
    std::filesystem::permissions(settings.password_file, std::filesystem::perms::owner_read);
    const auto answer = send_with(settings);
    CHECK(answer.handover == Handover::unreachable);
    CHECK_FALSE(contains(answer.reason, "wrong"));
}

TEST_CASE(
    "what the server says of a recipient decides what becomes of the letter, and is not logged") {
    SmtpServer server;
    server.start();
    CHECK(send_with(server.settings(), "nobody@localhost").handover == Handover::refused);
    CHECK(send_with(server.settings(), "later@localhost").handover == Handover::later);
    CHECK(send_with(server.settings(), "policy@localhost").handover == Handover::later);
    const auto answer = send_with(server.settings(), "nobody@localhost");
    CHECK(contains(answer.reason, "RCPT 550"));
    CHECK_FALSE(contains(answer.reason, "nobody"));
    CHECK_FALSE(contains(answer.reason, "no such person"));
}

TEST_CASE(
    "a server that is down is unreachable, and the same transport reaches it when it is up again") {
    SmtpServer server;
    SmtpTransport transport{server.settings()};
    CHECK(transport.hand_over(letter_to("ada@localhost"), {}).handover == Handover::unreachable);
    server.start();
    CHECK(transport.hand_over(letter_to("ada@localhost"), {}).handover == Handover::taken);
    CHECK(server.mails(1).size() == 1);
    server.stop();
    CHECK(transport.hand_over(letter_to("ada@localhost"), {}).handover == Handover::unreachable);
    server.start();
    CHECK(transport.hand_over(letter_to("ada@localhost"), {}).handover == Handover::taken);
    CHECK(server.mails(2).size() == 2);
}

TEST_CASE("a server that never speaks is given up after the timeout") {
    const SilentServer server;
    auto settings = server.settings();
    settings.connect_timeout = 200ms;
    settings.timeout = 300ms;
    CHECK(send_with(settings).handover == Handover::unreachable);
}

TEST_CASE("a stop is heard while a server keeps us waiting") {
    const SilentServer server;
    SmtpTransport transport{server.settings()};
    std::stop_source stop;
    stop.request_stop();
    const auto begun = std::chrono::steady_clock::now();
    const auto answer = transport.hand_over(letter_to("ada@localhost"), stop.get_token());
    CHECK(answer.handover == Handover::later);
    CHECK(std::chrono::steady_clock::now() - begun < 5s);
}

TEST_CASE("a greeting tells whether letters would be taken, and sends none") {
    SmtpServer server;
    CHECK(SmtpTransport{server.settings()}.greet().handover == Handover::unreachable);
    server.start();
    CHECK(SmtpTransport{server.settings()}.greet().handover == Handover::taken);
    CHECK(SmtpTransport{server.settings_for_tls()}.greet().handover == Handover::taken);

    const test::ScratchFolder scratch;
    auto settings = server.settings();
    settings.password_file = scratch / "password";
    test::put_content(settings.password_file, "wrong\n");
    std::filesystem::permissions(settings.password_file, std::filesystem::perms::owner_read);
    CHECK(SmtpTransport{settings}.greet().handover == Handover::unreachable);
    server.stop();
    server.change_certificate();
    server.start();
    CHECK(SmtpTransport{server.settings()}.greet().handover == Handover::unreachable);
    CHECK(server.mails(0).empty());
}

TEST_CASE("only the recipient's own side ends a letter for good") {
    CHECK(judge("RCPT", "550 no such person") == Handover::refused);
    CHECK(judge("RCPT", "550 5.1.1 no such person") == Handover::refused);
    CHECK(judge("DATA", "554 5.6.0 unacceptable") == Handover::refused);
    CHECK(judge("RCPT", "550 5.7.1 relaying denied") == Handover::later);
    CHECK(judge("DATA", "550 5.7.26 not authenticated") == Handover::later);
    CHECK(judge("RCPT", "554 5.3.4 too big") == Handover::later);
    CHECK(judge("RCPT", "451 4.7.1 greylisted") == Handover::later);
    CHECK(judge("DATA", "452 4.2.2 full") == Handover::later);
    CHECK(judge("MAIL", "550 not from you") == Handover::unreachable);
    CHECK(judge("AUTH", "535 wrong") == Handover::unreachable);
    CHECK(judge("EHLO", "554 go away") == Handover::unreachable);
    CHECK(judge("STARTTLS", "454 not now") == Handover::unreachable);
    CHECK(judge("DATA", "354 go on") == Handover::unreachable);
    CHECK(judge("RCPT", "") == Handover::unreachable);
    CHECK(judge("", "") == Handover::unreachable);
}

TEST_CASE("settings that cannot work are refused at start, with the reason") {
    const test::ScratchFolder scratch;
    SmtpSettings good;
    good.host = "mail.example.org";
    good.sender = {"no-reply@example.org", "Example"};
    CHECK_NOTHROW(SmtpTransport{good});

    const auto refused = [&](auto change) {
        auto settings = good;
        change(settings);
        CHECK_THROWS_AS(SmtpTransport{settings}, Failure);
    };
    refused([](auto& s) { s.host = ""; });
    refused([](auto& s) { s.host = "mail.example.org/x"; });
    refused([](auto& s) { s.host = "mail.example.org:25"; });
    refused([](auto& s) { s.port = 0; });
    refused([](auto& s) { s.sender.address = "Example <no-reply@example.org>"; });
    refused([](auto& s) { s.sender.name = "Example\r\nBcc: eve@evil.example"; });
    refused([&](auto& s) { s.ca_file = scratch / "missing.pem"; });
    refused([&](auto& s) { s.user = "sparekey", s.password_file = scratch / "missing"; });

    test::put_content(scratch / "open", "secret\n");
    std::filesystem::permissions(scratch / "open", std::filesystem::perms{0644});
    refused([&](auto& s) { s.user = "sparekey", s.password_file = scratch / "open"; });
    test::put_content(scratch / "empty", "\n");
    std::filesystem::permissions(scratch / "empty", std::filesystem::perms{0600});
    refused([&](auto& s) { s.user = "sparekey", s.password_file = scratch / "empty"; });

    CHECK(parse_security("starttls") == SmtpSettings::Security::starttls);
    CHECK(parse_security("tls") == SmtpSettings::Security::tls);
    CHECK_FALSE(parse_security("none").has_value());
}

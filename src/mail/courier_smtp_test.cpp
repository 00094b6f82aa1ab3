#include <doctest/doctest.h>

#include "mail/office_double.h"
#include "mail/smtp.h"
#include "mail/smtp_server_double.h"

using namespace sparekey;
using namespace sparekey::mail;
using namespace std::chrono_literals;
using outbox::Kind;

TEST_CASE("a mail is kept while the server is down, and delivered when it is up again") {
    Office office;
    SmtpServer server;
    SmtpTransport smtp{server.settings()};
    Watched transport{smtp};
    office.post_one();
    auto pace = only_when_woken();
    pace.pause_first = pace.pause_longest = 1ms;
    Courier courier{office.scratch.database(), office.ring, transport, head, pace,
                    office.clock.clock()};
    CHECK(transport.answers(1) == std::vector{Handover::unreachable});

    server.start();
    courier.stop();
    CHECK(office.states() == "waiting");
    office.clock.advance(30s);
    Courier again{office.scratch.database(), office.ring, transport, head, pace,
                  office.clock.clock()};
    CHECK(transport.answers(2) == std::vector{Handover::unreachable, Handover::taken});
    again.stop();
    CHECK(office.states() == "sent");
    const auto mails = server.mails(1);
    REQUIRE(mails.size() == 1);
    CHECK(contains(mails[0], "Subject: Your backup codes were shown at Example Exchange\n"));
}

TEST_CASE(
    "a mail is kept while the server's certificate is wrong, and delivered when it is right") {
    Office office;
    SmtpServer server;
    auto settings = server.settings();
    server.change_certificate();
    server.start();
    SmtpTransport smtp{settings};
    Watched transport{smtp};
    office.post_one(Kind::password_link, "ada@localhost", token);
    auto pace = only_when_woken();
    pace.pause_first = pace.pause_longest = 1ms;
    {
        Courier courier{office.scratch.database(), office.ring, transport, head, pace,
                        office.clock.clock()};
        CHECK(transport.answers(1) == std::vector{Handover::unreachable});
    }
    CHECK(office.states() == "waiting");
    CHECK(office.any_secret());

    server.stop();
    server.restore_certificate();
    server.start();
    office.clock.advance(30s);
    Courier courier{office.scratch.database(), office.ring, transport, head, pace,
                    office.clock.clock()};
    CHECK(transport.answers(2) == std::vector{Handover::unreachable, Handover::taken});
    CHECK(server.mails(1).size() == 1);
}

TEST_CASE(
    "a recipient that is refused for good is flagged and not tried again; the next mail goes out") {
    Office office;
    SmtpServer server;
    server.start();
    SmtpTransport smtp{server.settings()};
    Watched transport{smtp};
    office.post_one(Kind::password_link, "nobody@localhost", token);
    office.post_one(Kind::codes_viewed, "later@localhost");
    office.post_one(Kind::codes_viewed, "ada@localhost");
    Courier courier{office.scratch.database(), office.ring,         transport, head,
                    only_when_woken(),         office.clock.clock()};
    CHECK(transport.answers(3) == std::vector{Handover::refused, Handover::later, Handover::taken});
    courier.stop();
    CHECK(office.states() == "bounced waiting sent");
    CHECK_FALSE(office.any_secret());
    std::function<std::vector<std::string>(store::Reader&)> ask = [](store::Reader& reader) {
        return outbox::bounced_recipients(reader, ada);
    };
    CHECK(run(office.scratch.database().read(ask)) == std::vector<std::string>{"nobody@localhost"});
}

TEST_CASE("a crash between sending and marking sends the letter again, and as the same letter") {
    Office office;
    SmtpServer server;
    server.start();
    SmtpTransport smtp{server.settings()};
    office.post_one();
    for (const auto& mail : office.claim()) {
        // As a process does that is killed before it can mark.
        CHECK(smtp.hand_over(render(mail, head), {}).handover == Handover::taken);
    }
    CHECK(office.states() == "waiting");

    office.clock.advance(2min);
    Watched transport{smtp};
    Courier courier{office.scratch.database(), office.ring,         transport, head,
                    only_when_woken(),         office.clock.clock()};
    CHECK(transport.answers(1) == std::vector{Handover::taken});
    courier.stop();
    CHECK(office.states() == "sent");
    const auto mails = server.mails(2);
    REQUIRE(mails.size() == 2);
    const auto id_of = [](const std::string& mail) {
        return mail.substr(mail.find("Message-ID:"), 60);
    };
    CHECK(id_of(mails[0]) == id_of(mails[1]));
}

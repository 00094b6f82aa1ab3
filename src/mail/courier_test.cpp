#include "mail/courier.h"

#include <doctest/doctest.h>

#include "base/failure.h"
#include "mail/folder.h"
#include "mail/office_double.h"
#include "test/scratch.h"

using namespace sparekey;
using namespace sparekey::mail;
using namespace std::chrono_literals;
using outbox::Kind;

TEST_CASE("what is posted lands in the folder once, and its secret is gone from the database") {
    Office office;
    const test::ScratchFolder folder;
    FolderTransport inner{folder / "mail"};
    Watched transport{inner};
    office.post_one(Kind::password_link, "ada@localhost", token);
    Courier courier{office.scratch.database(), office.ring,         transport, head,
                    only_when_woken(),         office.clock.clock()};
    REQUIRE(transport.answers(1).size() == 1);
    courier.stop();

    const auto mails = list_mails(folder / "mail");
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].to == "ada@localhost");
    CHECK(mails[0].subject == "A new password for Example Exchange");
    CHECK(
        contains(mails[0].text, "https://accounts.example.org/reset#" + std::string{token} + "\n"));
    CHECK(mails[0].at == noon);
    CHECK(office.states() == "sent");
    CHECK_FALSE(office.any_secret());
    CHECK(transport.answers(1).size() == 1);
}

TEST_CASE("a courier that rests is woken by whoever posts") {
    Office office;
    Watched transport{take};
    Courier courier{office.scratch.database(), office.ring,         transport, head,
                    only_when_woken(),         office.clock.clock()};
    for (std::size_t count = 1; count <= 3; ++count) {
        office.post_one();
        courier.wake();
        REQUIRE(transport.answers(count).size() == count);
    }
    courier.stop();
    CHECK(office.states() == "sent sent sent");
}

TEST_CASE("a courier wakes by itself when a mail is due") {
    store::Scratch scratch{store::Engine::sqlite_memory};
    crypto::start();
    const auto ring = crypto::KeyRing::in_memory();
    Time due;
    std::function<void(store::Transaction&)> post = [&](store::Transaction& tx) {
        outbox::post(tx, ring, ada, {"ada@localhost"}, {Kind::codes_viewed, {}});
        due = tx.now() + 300ms;
        tx.execute("UPDATE outbox SET due_at = $1", {due});
    };
    run(scratch.database().transact(AccountId{}, post));
    Watched transport{take};
    Courier courier{scratch.database(), ring, transport, head, only_when_woken()};
    REQUIRE(transport.answers(1).size() == 1);
    CHECK(wall_clock() >= due);
}

TEST_CASE("a transaction that rolled back leaves nothing to carry") {
    Office office;
    Watched transport{take};
    std::function<void(store::Transaction&)> post = [&](store::Transaction& tx) {
        outbox::post(tx, office.ring, ada, {"never@localhost"}, {Kind::codes_viewed, {}});
        throw Failure{Failure::Kind::unavailable, "as if the disk were full"};
    };
    CHECK_THROWS_AS(office.transact(post), Failure);
    office.post_one();
    Courier courier{office.scratch.database(), office.ring,         transport, head,
                    only_when_woken(),         office.clock.clock()};
    REQUIRE(transport.answers(1).size() == 1);
    courier.stop();
    CHECK(office.states() == "sent");
}

TEST_CASE(
    "an unreachable server is left alone for a while, however many letters wait and whoever "
    "wakes") {
    Office office;
    Watched transport{[](const Letter&, std::stop_token) {
        return Answer{Handover::unreachable, "down"};
    }};
    for (int i = 0; i < 5; ++i) office.post_one();
    auto pace = only_when_woken();
    pace.pause_first = pace.pause_longest = 1h;
    Courier courier{office.scratch.database(), office.ring, transport, head, pace,
                    office.clock.clock()};
    REQUIRE(transport.answers(1).size() == 1);
    courier.wake();
    courier.wake();
    courier.stop();
    CHECK(transport.answers(1).size() == 1);
    CHECK(office.states() == "waiting waiting waiting waiting waiting");
}

TEST_CASE("a letter that cannot be written holds up nobody, and is kept") {
    Office office;
    Watched transport{take};
    office.post_one(Kind::password_link);  // Without its token.
    office.post_one();
    Courier courier{office.scratch.database(), office.ring,         transport, head,
                    only_when_woken(),         office.clock.clock()};
    REQUIRE(transport.answers(1).size() == 1);
    courier.stop();
    CHECK(office.states() == "waiting sent");
}

TEST_CASE("a courier outlives a database that fails, and carries on") {
    Office office;
    Watched transport{take};
    office.post_one();
    office.transact(
        [](store::Transaction& tx) { tx.execute("ALTER TABLE outbox RENAME TO away"); });
    auto pace = only_when_woken();
    pace.pause_first = pace.pause_longest = 1ms;
    // The courier asks for the time once in every look, so the second time proves that a first look
    // has failed.
    std::mutex mutex;
    std::condition_variable asked;
    int times = 0;
    const store::Clock clock = [&] {
        const std::lock_guard lock{mutex};
        ++times;
        asked.notify_all();
        return office.clock.now();
    };
    Courier courier{office.scratch.database(), office.ring, transport, head, pace, clock};
    {
        std::unique_lock lock{mutex};
        REQUIRE(asked.wait_for(lock, patience, [&] { return times >= 2; }));
    }
    office.transact(
        [](store::Transaction& tx) { tx.execute("ALTER TABLE away RENAME TO outbox"); });
    CHECK(transport.answers(1).size() == 1);
}

TEST_CASE("a courier that is stopped while a letter is on its way does not wait for the server") {
    Office office;
    std::mutex mutex;
    std::condition_variable_any on_its_way;
    bool begun = false;
    Watched transport{[&](const Letter&, std::stop_token stop) {
        std::unique_lock lock{mutex};
        begun = true;
        on_its_way.notify_all();
        on_its_way.wait(lock, stop, [] { return false; });
        return Answer{Handover::later, "stopped"};
    }};
    office.post_one();
    Courier courier{office.scratch.database(), office.ring,         transport, head,
                    only_when_woken(),         office.clock.clock()};
    {
        std::unique_lock lock{mutex};
        REQUIRE(on_its_way.wait_for(lock, patience, [&] { return begun; }));
    }
    courier.stop();
    courier.stop();
    CHECK(office.states() == "waiting");
    office.clock.advance(30s);
    CHECK(office.claim().size() == 1);
}

TEST_CASE("old rows are swept away without anybody asking") {
    Office office;
    Watched transport{take};
    office.post_one();
    {
        Courier courier{office.scratch.database(), office.ring,         transport, head,
                        only_when_woken(),         office.clock.clock()};
        REQUIRE(transport.answers(1).size() == 1);
    }
    office.clock.advance(outbox::done_kept + 1h);
    office.post_one();
    Courier courier{office.scratch.database(), office.ring,         transport, head,
                    only_when_woken(),         office.clock.clock()};
    REQUIRE(transport.answers(2).size() == 2);
    courier.stop();
    CHECK(office.states() == "sent");
}

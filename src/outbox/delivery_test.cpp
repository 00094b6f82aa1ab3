#include "outbox/delivery.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/run.h"
#include "crypto/start.h"
#include "store/scratch.h"

using namespace sparekey;
using namespace sparekey::outbox;
using namespace std::chrono_literals;

namespace {

const AccountId ada{11};
const Time noon{1'800'000'000s};
constexpr std::string_view token = "kzb0LAQxPGdZDRfq4pVHNtYrO2sWcXJemIuvTa8Eg7M";

// An outbox on one engine, with a clock of its own.
struct Office {
    explicit Office(store::Engine engine) : clock(noon), scratch(engine, {}, clock.clock()) {
        crypto::start();
        ring.emplace(crypto::KeyRing::in_memory());
        transact([](store::Transaction& tx) { tx.create_guard({}); }, ada);
    }

    void transact(std::function<void(store::Transaction&)> f, AccountId who = {}) {
        run(scratch.database().transact(who, std::move(f)));
    }
    void post_one(Kind kind, std::string_view secret = "",
                  std::string recipient = "ada@example.org") {
        const crypto::Secret held{secret};
        transact([&](store::Transaction& tx) {
            post(tx, *ring, ada, {recipient},
                 {kind, {{"client", "203.0.113.7"}}, secret.empty() ? nullptr : &held});
        });
    }
    std::vector<Claimed> claim_due(int mails_max = 10) {
        std::vector<Claimed> mails;
        transact([&](store::Transaction& tx) { mails = claim(tx, *ring, 2min, mails_max); });
        return mails;
    }
    Fate fail(const Claimed& mail) {
        Fate fate{};
        transact([&](store::Transaction& tx) { fate = failed(tx, mail); });
        return fate;
    }
    store::Rows query(const char* sql) {
        store::Rows rows;
        transact([&](store::Transaction& tx) { rows = tx.query(sql); });
        return rows;
    }
    std::optional<Time> due() {
        std::function<std::optional<Time>(store::Reader&)> f = [](store::Reader& reader) {
            return next_due(reader);
        };
        return run(scratch.database().read(f));
    }
    std::vector<std::string> bounced_of(AccountId who) {
        std::function<std::vector<std::string>(store::Reader&)> f = [who](store::Reader& reader) {
            return bounced_recipients(reader, who);
        };
        return run(scratch.database().read(f));
    }

    store::ManualClock clock;
    store::Scratch scratch;
    std::optional<crypto::KeyRing> ring;
};

template <class Test>
void on_each_engine(Test test) {
    for (const auto engine : store::engines()) {
        INFO("on " << std::string{store::name_of(engine)});
        Office office{engine};
        test(office);
    }
}

}  // namespace

TEST_CASE("a posted mail is claimed with what was posted") {
    on_each_engine([](Office& office) {
        office.post_one(Kind::password_link, token);
        const auto mails = office.claim_due();
        REQUIRE(mails.size() == 1);
        CHECK(mails[0].account == ada);
        CHECK(mails[0].recipient == "ada@example.org");
        CHECK(mails[0].kind == Kind::password_link);
        CHECK(mails[0].get("client") == "203.0.113.7");
        CHECK(mails[0].get("left").empty());
        REQUIRE(mails[0].secret.has_value());
        CHECK(mails[0].secret->text() == token);
        CHECK_FALSE(mails[0].unreadable);
        CHECK(mails[0].made_at == noon);
        CHECK(mails[0].attempts == 0);
    });
}

TEST_CASE("a mail that is claimed is nobody else's until the lease ends") {
    on_each_engine([](Office& office) {
        office.post_one(Kind::codes_viewed);
        CHECK(office.claim_due().size() == 1);
        CHECK(office.claim_due().empty());
        office.clock.advance(2min - 1us);
        CHECK(office.claim_due().empty());
        office.clock.advance(1us);
        CHECK(office.claim_due().size() == 1);
    });
}

TEST_CASE("of many workers exactly one gets each mail") {
    on_each_engine([](Office& office) {
        constexpr int mails = 60;
        for (int i = 0; i < mails; ++i) office.post_one(Kind::codes_viewed);

        std::mutex mutex;
        std::map<std::int64_t, int> times;
        std::vector<std::jthread> workers;
        for (int w = 0; w < 8; ++w) {
            workers.emplace_back([&] {
                for (;;) {
                    const auto mine = office.claim_due(3);
                    const std::lock_guard lock{mutex};
                    for (const auto& mail : mine) ++times[mail.mail_id];
                    if (times.size() == mails) return;
                }
            });
        }
        workers.clear();
        CHECK(std::all_of(times.begin(), times.end(),
                          [](const auto& entry) { return entry.second == 1; }));
    });
}

TEST_CASE("a claim takes no more than it asked for, the longest due first") {
    on_each_engine([](Office& office) {
        office.post_one(Kind::codes_viewed, "", "first@example.org");
        office.clock.advance(1s);
        office.post_one(Kind::codes_viewed, "", "second@example.org");
        office.clock.advance(1s);
        office.post_one(Kind::codes_viewed, "", "third@example.org");
        const auto mails = office.claim_due(2);
        REQUIRE(mails.size() == 2);
        CHECK(mails[0].recipient == "first@example.org");
        CHECK(mails[1].recipient == "second@example.org");
    });
}

TEST_CASE("the secret is NULL after delivery, and the token is in no column before and after") {
    on_each_engine([](Office& office) {
        const auto token_is_nowhere = [&] {
            const auto rows =
                office.query("SELECT recipient, kind, detail, state, secret FROM outbox");
            REQUIRE(rows.size() == 1);
            for (std::size_t column = 0; column < 4; ++column) {
                CHECK(rows[0].text(column).find(token) == std::string::npos);
            }
            if (rows[0].is_null(4)) return;
            const auto& sealed = rows[0].bytes(4);
            CHECK(text_of(sealed).find(token) == std::string_view::npos);
            CHECK(text_of(sealed).find(token.substr(0, 8)) == std::string_view::npos);
        };

        office.post_one(Kind::password_link, token);
        CHECK(office.query("SELECT 1 FROM outbox WHERE secret IS NULL").empty());
        token_is_nowhere();

        const auto mails = office.claim_due();
        REQUIRE(mails.size() == 1);
        office.transact([&](store::Transaction& tx) { delivered(tx, mails[0]); });
        CHECK(office.query("SELECT 1 FROM outbox WHERE secret IS NULL AND state = 'sent'").size() ==
              1);
        token_is_nowhere();
        office.clock.advance(24h);
        CHECK(office.claim_due().empty());
        CHECK_FALSE(office.due().has_value());
    });
}

TEST_CASE("a bounced and a given up mail lose their secrets too") {
    on_each_engine([](Office& office) {
        office.post_one(Kind::password_link, token, "bounces@example.org");
        const auto mails = office.claim_due();
        REQUIRE(mails.size() == 1);
        office.transact([&](store::Transaction& tx) { bounced(tx, mails[0]); });
        CHECK(office.query("SELECT 1 FROM outbox WHERE secret IS NULL AND state = 'bounced'")
                  .size() == 1);
        CHECK(office.bounced_of(ada) == std::vector<std::string>{"bounces@example.org"});
        CHECK(office.bounced_of(AccountId{12}).empty());
        CHECK_FALSE(office.due().has_value());
    });
}

TEST_CASE("a secret opens in its own row only") {
    on_each_engine([](Office& office) {
        office.post_one(Kind::password_link, token, "ada@example.org");
        office.post_one(Kind::password_link, "another", "bob@example.org");
        office.transact([](store::Transaction& tx) {
            tx.execute(
                "UPDATE outbox SET secret = (SELECT other.secret FROM outbox other"
                " WHERE other.recipient = 'ada@example.org') WHERE recipient = 'bob@example.org'");
        });
        for (const auto& mail : office.claim_due()) {
            CHECK(mail.unreadable == (mail.recipient == "bob@example.org"));
            CHECK(mail.secret.has_value() == (mail.recipient == "ada@example.org"));
        }
    });
}

TEST_CASE("a row that cannot be read is handed out as unreadable, and holds up nobody") {
    on_each_engine([](Office& office) {
        office.post_one(Kind::codes_viewed, "", "kind@example.org");
        office.post_one(Kind::codes_viewed, "", "detail@example.org");
        office.post_one(Kind::codes_viewed, "", "good@example.org");
        office.transact([](store::Transaction& tx) {
            tx.execute(
                "UPDATE outbox SET kind = 'of_a_newer_program' WHERE recipient = "
                "'kind@example.org'");
            tx.execute(
                "UPDATE outbox SET detail = 'no json' WHERE recipient = 'detail@example.org'");
        });
        const auto mails = office.claim_due();
        REQUIRE(mails.size() == 3);
        for (const auto& mail : mails)
            CHECK(mail.unreadable == (mail.recipient != "good@example.org"));
    });
}

TEST_CASE("a failed mail waits 30 seconds, then twice as long each time, up to an hour") {
    CHECK(back_off(1) == 30s);
    CHECK(back_off(2) == 60s);
    CHECK(back_off(3) == 120s);
    CHECK(back_off(7) == 1920s);
    CHECK(back_off(8) == 1h);
    CHECK(back_off(attempts_max) == 1h);
    on_each_engine([](Office& office) {
        office.post_one(Kind::codes_viewed);
        auto mails = office.claim_due();
        REQUIRE(mails.size() == 1);
        CHECK(office.fail(mails[0]) == Fate::later);
        CHECK(office.due() == noon + 30s);
        CHECK(office.claim_due().empty());
        office.clock.advance(30s);
        mails = office.claim_due();
        REQUIRE(mails.size() == 1);
        CHECK(mails[0].attempts == 1);
        CHECK(office.fail(mails[0]) == Fate::later);
        CHECK(office.due() == noon + 90s);
    });
}

TEST_CASE("after more than four days of failures a mail is given up") {
    on_each_engine([](Office& office) {
        office.post_one(Kind::password_link, token);
        Fate fate = Fate::later;
        int attempts = 0;
        while (fate == Fate::later) {
            const auto mails = office.claim_due();
            REQUIRE(mails.size() == 1);
            fate = office.fail(mails[0]);
            ++attempts;
            if (fate == Fate::later) office.clock.advance(*office.due() - office.clock.now());
        }
        CHECK(fate == Fate::given_up);
        CHECK(attempts == attempts_max);
        CHECK(office.clock.now() - noon > 96h);
        CHECK(office.clock.now() - noon < 120h);
        CHECK(
            office.query("SELECT 1 FROM outbox WHERE secret IS NULL AND state = 'failed'").size() ==
            1);
        CHECK(office.claim_due().empty());
    });
}

TEST_CASE("a mailed code is not tried any more when it would arrive too late to be typed") {
    on_each_engine([](Office& office) {
        office.post_one(Kind::enable_code, "12345678");
        Fate fate = Fate::later;
        while (fate == Fate::later) {
            const auto mails = office.claim_due();
            REQUIRE(mails.size() == 1);
            fate = office.fail(mails[0]);
            if (fate == Fate::later) office.clock.advance(*office.due() - office.clock.now());
        }
        CHECK(fate == Fate::given_up);
        CHECK(office.clock.now() - noon < code_lifetime);
        CHECK(office.clock.now() - noon > code_lifetime / 3);
    });
}

TEST_CASE("who lost a claim can no longer postpone the mail, but can say that it was sent") {
    on_each_engine([](Office& office) {
        office.post_one(Kind::codes_viewed);
        const auto slow = office.claim_due();
        office.clock.advance(2min);
        const auto quick = office.claim_due();
        REQUIRE(slow.size() == 1);
        REQUIRE(quick.size() == 1);
        CHECK(office.fail(slow[0]) == Fate::not_claimed);
        CHECK(office.due() == quick[0].claimed_until);
        office.transact([&](store::Transaction& tx) { delivered(tx, slow[0]); });
        CHECK(office.fail(quick[0]) == Fate::not_claimed);
        CHECK_FALSE(office.due().has_value());
    });
}

TEST_CASE(
    "rows leave 30 days after they were made, bounced ones after a year, waiting ones never") {
    on_each_engine([](Office& office) {
        const auto sweep_all = [&] {
            std::int64_t swept = 0;
            office.transact([&](store::Transaction& tx) { swept = sweep(tx); });
            return swept;
        };
        office.post_one(Kind::codes_viewed, "", "sent@example.org");
        office.post_one(Kind::codes_viewed, "", "bounced@example.org");
        office.post_one(Kind::codes_viewed, "", "waiting@example.org");
        for (const auto& mail : office.claim_due()) {
            office.transact([&](store::Transaction& tx) {
                if (mail.recipient == "sent@example.org") delivered(tx, mail);
                if (mail.recipient == "bounced@example.org") bounced(tx, mail);
            });
        }
        // Ids run ahead of a clock that other tests have set on.
        office.clock.advance(std::chrono::days{30} - 1h);
        CHECK(sweep_all() == 0);
        office.clock.advance(2h);
        CHECK(sweep_all() == 1);
        CHECK(office.bounced_of(ada).size() == 1);
        office.clock.advance(std::chrono::days{335});
        CHECK(sweep_all() == 1);
        const auto rows = office.query("SELECT recipient FROM outbox");
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].text(0) == "waiting@example.org");
    });
}

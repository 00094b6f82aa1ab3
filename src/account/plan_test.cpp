// A plan, and what rides on it: letters, links.
#include "account/plan.h"

#include <doctest/doctest.h>

#include "account/link.h"
#include "account/notice.h"
#include "base/run.h"
#include "crypto/start.h"
#include "store/scratch.h"

namespace sparekey::account {
namespace {

using namespace std::chrono_literals;
const Time noon{std::chrono::seconds{1'700'000'000}};
const AccountId ada{4711};
const Client client{"192.0.2.1", "Firefox on Linux", Bytes(32)};

// An account that is nothing but its guard.
class Bare {
   public:
    explicit Bare(store::Scratch& scratch) : db(scratch.database()) {
        crypto::start();
        std::function<bool(store::Transaction&)> open = [](store::Transaction& tx) {
            store::Guard guard;
            guard.budgets = guard::Budgets{}.encode();
            tx.create_guard(guard);
            return true;
        };
        run(db.transact<bool>(ada, std::move(open)));
    }
    void change(const std::function<void(Plan&)>& f) {
        store::Decide<bool> decide = [&](const store::Loaded& loaded, Time) {
            Plan plan{ada, loaded, ring, client, noon};
            f(plan);
            return plan.decision(true);
        };
        run(db.change<bool>(ada, std::vector<store::LoadCall>{}, std::move(decide)));
    }
    [[nodiscard]] store::Rows rows(const std::string& sql) {
        std::function<store::Rows(store::Reader&)> read = [&](store::Reader& reader) {
            return reader.query(sql, {ada});
        };
        return run(db.read<store::Rows>(std::move(read)));
    }
    [[nodiscard]] std::optional<Link> link(const Token& token) {
        std::vector<store::LoadCall> loads{link_of(token)};
        return read_link(run(db.load(ada, std::move(loads))).rows[0]);
    }

    store::Database& db;
    crypto::KeyRing ring = crypto::KeyRing::in_memory();
};

template <class Test>
void on_each_engine(Test&& test) {
    store::for_each_engine([&](store::Scratch& scratch) {
        Bare bare{scratch};
        test(bare);
    });
}

TEST_CASE("what a plan gathered is stored together: budgets, restriction, lines, letters") {
    on_each_engine([](Bare& bare) {
        bare.change([](Plan& plan) {
            plan.budgets.password.charge(noon);
            plan.begin_hold(48h);
            CHECK(plan.standing().until == noon + 48h);
            plan.line(journal::Kind::codes_viewed, "first");
            plan.line(journal::Kind::signed_out);
            plan.tell({"a@example.org", "b@example.org"}, outbox::Kind::codes_viewed);
        });
        const auto guard = run(bare.db.load(ada, std::vector<store::LoadCall>{})).guard;
        CHECK(guard::budgets_of(guard->budgets).password.consecutive == 1);
        CHECK(guard::standing(*guard, noon).until == noon + 48h);
        const auto lines = bare.rows(
            "SELECT kind, client, detail, previous, line_id FROM journal WHERE account_id = $1 "
            "ORDER BY line_id");
        REQUIRE(lines.size() == 2);
        CHECK(lines[0].text(0) == "codes_viewed");
        CHECK(lines[0].text(1) == "192.0.2.1");
        CHECK(lines[0].text(2) == "first");
        CHECK(lines[1].integer(3) == lines[0].integer(4));
        CHECK(guard->journal_head == lines[1].integer(4));
        const auto letters =
            bare.rows("SELECT recipient, detail FROM outbox WHERE account_id = $1 ORDER BY 1");
        REQUIRE(letters.size() == 2);
        CHECK(letters[0].text(0) == "a@example.org");
        CHECK(letters[1].text(1).find("Firefox on Linux") != std::string::npos);
    });
}

TEST_CASE("budgets that cannot be read refuse, and are not taken for empty ones") {
    on_each_engine([](Bare& bare) {
        store::Decide<bool> spoil = [](const store::Loaded& loaded, Time) {
            auto guard = *loaded.guard;
            guard.budgets = Bytes(3, std::byte{9});
            return store::Decision<bool>{true, guard, {}};
        };
        run(bare.db.change<bool>(ada, std::vector<store::LoadCall>{}, std::move(spoil)));
        CHECK_THROWS_AS(bare.change([](Plan&) {}), Failure);
    });
}

TEST_CASE("a link is alive for its purpose until it is used, or its time is over") {
    on_each_engine([](Bare& bare) {
        const auto token = Token::make(ada);
        bare.change([&](Plan& plan) {
            plan.save(save_link(token, LinkPurpose::relief, noon, 24h, "word"));
        });
        const auto made = bare.link(token);
        REQUIRE(made);
        CHECK(made->detail == "word");
        CHECK(made->alive(LinkPurpose::relief, noon + 24h - 1us));
        CHECK_FALSE(made->alive(LinkPurpose::relief, noon + 24h));
        CHECK_FALSE(made->alive(LinkPurpose::reset_password, noon));
        CHECK_FALSE(bare.link(Token::make(ada)));

        bare.change([&](Plan& plan) { plan.save(charge_link(token)); });
        CHECK(bare.link(token)->tries == 1);
        bare.change([&](Plan& plan) { plan.save(spend_link(token, noon)); });
        CHECK_FALSE(bare.link(token)->alive(LinkPurpose::relief, noon));
    });
}

TEST_CASE("a link that is spent twice is a bug, and nothing of that change is stored on SQLite") {
    store::Scratch scratch{store::Engine::sqlite_memory};
    Bare bare{scratch};
    const auto token = Token::make(ada);
    bare.change([&](Plan& plan) {
        plan.save(save_link(token, LinkPurpose::relief, noon, 24h, {}));
        plan.save(spend_link(token, noon));
    });
    CHECK_THROWS_AS(bare.change([&](Plan& plan) {
        plan.line(journal::Kind::relief_given);
        plan.save(spend_link(token, noon));
    }),
                    Failure);
    CHECK(bare.rows("SELECT 1 FROM journal WHERE account_id = $1").empty());
}

TEST_CASE("stopping links stops those of one purpose alone") {
    on_each_engine([](Bare& bare) {
        const auto reset = Token::make(ada);
        const auto relief = Token::make(ada);
        bare.change([&](Plan& plan) {
            plan.save(save_link(reset, LinkPurpose::reset_password, noon, 1h, {}));
            plan.save(save_link(relief, LinkPurpose::relief, noon, 1h, {}));
        });
        bare.change([](Plan& plan) { plan.save(stop_links(LinkPurpose::reset_password, noon)); });
        CHECK_FALSE(bare.link(reset)->alive(LinkPurpose::reset_password, noon));
        CHECK(bare.link(relief)->alive(LinkPurpose::relief, noon));
    });
}

TEST_CASE("a notice carries a link that says what it was about, for 72 hours") {
    on_each_engine([](Bare& bare) {
        bare.change([](Plan& plan) {
            tell_with_not_me(plan, {"a@example.org", "b@example.org"},
                             outbox::Kind::factor_replaced);
        });
        const auto links =
            bare.rows("SELECT purpose, detail, expires_at FROM link WHERE account_id = $1");
        REQUIRE(links.size() == 1);
        CHECK(links[0].text(0) == "not_me");
        CHECK(links[0].text(1) == "factor_replaced");
        CHECK(links[0].time(2) == noon + 72h);
        const auto letters = bare.rows("SELECT secret FROM outbox WHERE account_id = $1");
        REQUIRE(letters.size() == 2);
        CHECK_FALSE(letters[0].is_null(0));
        CHECK_FALSE(letters[1].is_null(0));
    });
}

TEST_CASE("a time for people") { CHECK(time_text(noon) == "2023-11-14 22:13 UTC"); }

}  // namespace
}  // namespace sparekey::account

#include "journal/journal.h"

#include <doctest/doctest.h>

#include <set>

#include "base/run.h"
#include "store/scratch.h"

using namespace sparekey;
using namespace sparekey::journal;
using namespace std::chrono_literals;
using store::Scratch;

namespace {

const AccountId ada{11};
const AccountId bob{12};
const Time noon{1'800'000'000s};

void create_account(store::Database& db, AccountId who) {
    std::function<void(store::Transaction&)> create = [](store::Transaction& tx) {
        tx.create_guard({});
    };
    run(db.transact(who, create));
}

void append_one(store::Database& db, AccountId who, Line line, Time at) {
    store::Decide<int> decide = [line, at](const store::Loaded& loaded, Time) {
        auto guard = *loaded.guard;
        std::vector<store::SaveCall> save{append(guard, line, at)};
        return store::Decision<int>{0, guard, std::move(save)};
    };
    run(db.change(who, {}, decide));
}

void append_many(store::Database& db, AccountId who, int count) {
    std::function<void(store::Transaction&)> f = [who, count](store::Transaction& tx) {
        for (int i = 0; i < count; ++i) append(tx, who, {Kind::signed_in, "", std::to_string(i)});
    };
    run(db.transact(who, f));
}

Page page_of(store::Database& db, AccountId who, std::int64_t from = 0) {
    std::function<Page(store::Reader&)> read = [who, from](store::Reader& reader) {
        return read_page(reader, who, from);
    };
    return run(db.read(read));
}

}  // namespace

TEST_CASE("every kind has a slug of its own, and the slug leads back to it") {
    std::set<std::string_view> seen;
    for (int i = 0; i < kind_count; ++i) {
        const auto kind = static_cast<Kind>(i);
        CHECK(seen.insert(slug(kind)).second);
        CHECK(parse_kind(slug(kind)) == kind);
    }
    CHECK(slug(Kind::signed_up) == "signed_up");
    CHECK(slug(Kind::factor_enabled) == "factor_enabled");
    CHECK(slug(Kind::enabling_undone) == "enabling_undone");
    CHECK_FALSE(parse_kind("").has_value());
    CHECK_FALSE(parse_kind("signed").has_value());
}

TEST_CASE("an account's lines are read newest first, with all that was written") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        create_account(db, ada);
        append_one(db, ada, {Kind::signed_up, "203.0.113.7", ""}, noon);
        append_one(db, ada, {Kind::factor_enabled, "2001:db8:1::/64", "authenticator"},
                   noon + 1min);
        append_one(db, ada, {Kind::session_ended, "", "3"}, noon + 2min);

        const auto page = page_of(db, ada);
        REQUIRE(page.lines.size() == 3);
        CHECK(page.next == 0);
        CHECK(page.lines[0].kind == Kind::session_ended);
        CHECK(page.lines[0].detail == "3");
        CHECK(page.lines[1].kind == Kind::factor_enabled);
        CHECK(page.lines[1].client == "2001:db8:1::/64");
        CHECK(page.lines[1].detail == "authenticator");
        CHECK(page.lines[1].at == noon + 1min);
        CHECK(page.lines[2].kind == Kind::signed_up);
        CHECK(page.lines[2].client == "203.0.113.7");
    });
}

TEST_CASE(
    "the order is that of the writing, also within one microsecond and over a clock that was set "
    "back") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        create_account(db, ada);
        append_one(db, ada, {Kind::signed_in, "", "first"}, noon);
        append_one(db, ada, {Kind::signed_in, "", "second"}, noon);
        append_one(db, ada, {Kind::signed_in, "", "third"}, noon - 24h);

        const auto page = page_of(db, ada);
        REQUIRE(page.lines.size() == 3);
        CHECK(page.lines[0].detail == "third");
        CHECK(page.lines[0].at == noon - 24h);
        CHECK(page.lines[1].detail == "second");
        CHECK(page.lines[2].detail == "first");
    });
}

TEST_CASE("pages join without a gap and without a line twice") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        constexpr int lines = 2 * page_lines_max + 7;
        create_account(db, ada);
        append_many(db, ada, lines);

        int expected = lines;
        std::int64_t from = 0;
        for (const std::size_t size : {50u, 50u, 7u}) {
            const auto page = page_of(db, ada, from);
            REQUIRE(page.lines.size() == size);
            if (from != 0) CHECK(page.lines.front().id == from);
            for (const auto& line : page.lines) CHECK(line.detail == std::to_string(--expected));
            from = page.next;
        }
        CHECK(expected == 0);
        CHECK(from == 0);
    });
}

TEST_CASE("exactly a full page has no next one") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        create_account(db, ada);
        append_many(db, ada, page_lines_max);
        CHECK(page_of(db, ada).lines.size() == page_lines_max);
        CHECK(page_of(db, ada).next == 0);
        append_many(db, ada, 1);
        CHECK(page_of(db, ada).lines.size() == page_lines_max);
        CHECK(page_of(db, ada).next != 0);
    });
}

TEST_CASE("lines of other accounts are never shown, whatever line a client asks for") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        create_account(db, ada);
        create_account(db, bob);
        append_one(db, ada, {Kind::signed_in, "", "ada's"}, noon);
        append_one(db, bob, {Kind::signed_in, "", "bob's"}, noon);
        append_one(db, ada, {Kind::signed_out, "", "ada's"}, noon);

        const auto of_bob = page_of(db, bob);
        REQUIRE(of_bob.lines.size() == 1);
        CHECK(of_bob.lines[0].detail == "bob's");
        CHECK(page_of(db, ada, of_bob.lines[0].id).lines.empty());
        CHECK(page_of(db, ada, of_bob.lines[0].id).next == 0);
        CHECK(page_of(db, ada, 12345).lines.empty());
        CHECK(page_of(db, ada, -1).lines.empty());
        CHECK(page_of(db, AccountId{99}).lines.empty());
    });
}

TEST_CASE("a chain that leads into another account ends there") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        create_account(db, ada);
        create_account(db, bob);
        append_one(db, ada, {Kind::signed_in, "", "ada's"}, noon);
        std::function<void(store::Transaction&)> bend = [](store::Transaction& tx) {
            auto guard = *tx.guard();
            guard.journal_head =
                tx.query("SELECT line_id FROM journal WHERE account_id = $1", {ada})[0].integer(0);
            tx.set_guard(guard);
        };
        run(db.transact(bob, bend));
        append_one(db, bob, {Kind::signed_in, "", "bob's"}, noon);

        const auto page = page_of(db, bob);
        REQUIRE(page.lines.size() == 1);
        CHECK(page.lines[0].detail == "bob's");
    });
}

TEST_CASE("a change that does not win leaves no line and no head") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        create_account(db, ada);
        std::function<void(store::Transaction&)> f = [](store::Transaction& tx) {
            append(tx, ada, {Kind::signed_in, "", ""});
            throw Failure{Failure::Kind::unavailable, "as if the disk were full"};
        };
        CHECK_THROWS_AS(run(db.transact(ada, f)), Failure);
        CHECK(page_of(db, ada).lines.empty());

        append_one(db, ada, {Kind::signed_out, "", ""}, noon);
        const auto page = page_of(db, ada);
        REQUIRE(page.lines.size() == 1);
        CHECK(page.lines[0].kind == Kind::signed_out);
    });
}

TEST_CASE("a new account's first line is written with its guard") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        std::function<void(store::Transaction&)> sign_up = [](store::Transaction& tx) {
            tx.create_guard({});
            append(tx, ada, {Kind::signed_up, "203.0.113.7", ""});
        };
        run(db.transact(ada, sign_up));
        append_one(db, ada, {Kind::signed_in, "", ""}, noon);
        const auto page = page_of(db, ada);
        REQUIRE(page.lines.size() == 2);
        CHECK(page.lines[1].kind == Kind::signed_up);
    });
}

#include "outbox/outbox.h"

#include <doctest/doctest.h>

#include <set>

#include "base/run.h"
#include "base/text.h"
#include "crypto/start.h"
#include "outbox/delivery.h"
#include "store/scratch.h"

using namespace sparekey;
using namespace sparekey::outbox;
using namespace std::chrono_literals;
using store::Scratch;

namespace {

const AccountId ada{11};
const Time noon{1'800'000'000s};

crypto::KeyRing new_ring() {
    crypto::start();
    return crypto::KeyRing::in_memory();
}

void create_account(store::Database& db) {
    std::function<void(store::Transaction&)> create = [](store::Transaction& tx) {
        tx.create_guard({});
    };
    run(db.transact(ada, create));
}

std::vector<Claimed> claim_all(store::Database& db, const crypto::KeyRing& ring) {
    std::function<std::vector<Claimed>(store::Transaction&)> f = [&ring](store::Transaction& tx) {
        return claim(tx, ring, 2min, 100);
    };
    return run(db.transact(AccountId{}, f));
}

// What a reader of the mail finds for a detail that was posted as `value`.
std::string passed_on(Scratch& scratch, const crypto::KeyRing& ring, std::string value) {
    std::function<void(store::Transaction&)> f = [&](store::Transaction& tx) {
        post(tx, ring, ada, {"ada@example.org"}, {Kind::codes_viewed, {{"agent", value}}});
    };
    run(scratch.database().transact(ada, f));
    const auto mails = claim_all(scratch.database(), ring);
    REQUIRE(mails.size() == 1);
    return std::string{mails[0].get("agent")};
}

}  // namespace

TEST_CASE("every kind has a slug of its own, and the slug leads back to it") {
    std::set<std::string_view> seen;
    for (int i = 0; i < kind_count; ++i) {
        const auto kind = static_cast<Kind>(i);
        CHECK(seen.insert(slug(kind)).second);
        CHECK(parse_kind(slug(kind)) == kind);
    }
    CHECK(slug(Kind::sign_up_code) == "sign_up_code");
    CHECK(slug(Kind::factor_enabled) == "factor_enabled");
    CHECK(slug(Kind::few_codes_left) == "few_codes_left");
    CHECK_FALSE(parse_kind("sms").has_value());
}

TEST_CASE("every recipient of an event gets a row, saved with the change") {
    const auto ring = new_ring();
    store::for_each_engine([&](Scratch& scratch) {
        auto& db = scratch.database();
        create_account(db);
        store::Decide<int> decide = [&](const store::Loaded& loaded, Time now) {
            const Event event{Kind::factor_replaced, {{"client", "203.0.113.7"}}};
            return store::Decision<int>{
                0, loaded.guard,
                post(ring, ada, {"ada@example.org", "ada@example.net"}, event, now)};
        };
        run(db.change(ada, {}, decide));
        const auto mails = claim_all(db, ring);
        REQUIRE(mails.size() == 2);
        CHECK(mails[0].recipient == "ada@example.org");
        CHECK(mails[1].recipient == "ada@example.net");
        CHECK(mails[1].kind == Kind::factor_replaced);
        CHECK_FALSE(mails[1].secret.has_value());
    });
}

TEST_CASE("a transaction that rolled back leaves no mail") {
    const auto ring = new_ring();
    store::for_each_engine([&](Scratch& scratch) {
        auto& db = scratch.database();
        create_account(db);
        std::function<void(store::Transaction&)> f = [&](store::Transaction& tx) {
            post(tx, ring, ada, {"ada@example.org"}, {Kind::factor_replaced, {}});
            throw Failure{Failure::Kind::unavailable, "as if the disk were full"};
        };
        CHECK_THROWS_AS(run(db.transact(ada, f)), Failure);
        CHECK(claim_all(db, ring).empty());
    });
}

TEST_CASE("a change of which one statement fails leaves no mail") {
    const auto ring = new_ring();
    store::for_each_engine([&](Scratch& scratch) {
        auto& db = scratch.database();
        create_account(db);
        store::Decide<int> post_twice = [&](const store::Loaded& loaded, Time now) {
            const Event event{Kind::factor_replaced, {}};
            auto save = post(ring, ada, {"ada@example.org"}, event, now);
            save.push_back(save.front());  // The same id twice.
            return store::Decision<int>{0, loaded.guard, std::move(save)};
        };
        CHECK_THROWS_AS(run(db.change(ada, {}, post_twice)), Failure);
        CHECK(claim_all(db, ring).empty());
    });
}

TEST_CASE("a recipient that is no canonical address is refused before it can reach a header") {
    const auto ring = new_ring();
    const Event event{Kind::codes_viewed, {}};
    for (const char* recipient :
         {"", "ada", "ada@example.org\r\nBcc: eve@example.org", "ada@example.org, eve@example.org",
          "Ada <ada@example.org>", "ada@EXAMPLE.org", " ada@example.org",
          "ad\xc3\xa4@example.org"}) {
        CAPTURE(recipient);
        CHECK_THROWS_AS((void)post(ring, ada, {recipient}, event, noon), Failure);
    }
    CHECK(post(ring, ada, {"ada@example.org"}, event, noon).size() == 1);
}

TEST_CASE("details that a client sent are cut and cleaned") {
    const auto ring = new_ring();
    store::for_each_engine([&](Scratch& scratch) {
        create_account(scratch.database());
        CHECK(passed_on(scratch, ring, "M\xc3\xbcnchen \"x\" \\ {}") ==
              "M\xc3\xbcnchen \"x\" \\ {}");
        CHECK(passed_on(scratch, ring, "a\r\nb\tc") == "a  b c");
        CHECK(passed_on(scratch, ring, std::string{"a\0b", 3}) == "a b");
        CHECK(passed_on(scratch, ring, "a\xff\xfe") == "a??");
        CHECK(passed_on(scratch, ring, "a\xe2\x80\xa8g") == "a???g");

        CHECK(passed_on(scratch, ring, std::string(detail_octets_max, 'x')) ==
              std::string(detail_octets_max, 'x'));
        const auto cut =
            passed_on(scratch, ring, std::string(detail_octets_max - 1, 'x') + "\xc3\xbc\xc3\xbc");
        CHECK(cut == std::string(detail_octets_max - 1, 'x') + "...");
        CHECK(is_valid_utf8(cut));
    });
}

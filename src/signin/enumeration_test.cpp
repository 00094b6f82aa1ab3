// Unknown, wrong and throttled at sign-in: nobody can tell which.
#include <doctest/doctest.h>

#include "account/decoys_flow.h"
#include "signin/acts_double.h"
#include "signin/work_count_double.h"

namespace sparekey::signin {
namespace {

struct Written {
    std::int64_t journal, outbox, sessions, challenges;
    bool operator==(const Written&) const = default;
};
Written written(House& house) {
    return {house.count("SELECT count(*) FROM journal"), house.count("SELECT count(*) FROM outbox"),
            house.count("SELECT count(*) FROM session WHERE level > 0"),
            house.count("SELECT count(*) FROM session WHERE level = 0")};
}
Written operator-(const Written& a, const Written& b) {
    return {a.journal - b.journal, a.outbox - b.outbox, a.sessions - b.sessions,
            a.challenges - b.challenges};
}

TEST_CASE("unknown, wrong and throttled have one answer and write the same rows") {
    in_each_house([](House& house) {
        run(account::ensure_decoys(house.services.db));
        const auto ada = house.person("ada@example.org", true);
        const auto bob = house.person("bob@example.org", false);
        const auto leaves = [&](const std::string& email, const std::string& password) {
            const auto before = written(house);
            const auto step = type_password(house, House::client("stranger"), email, password);
            CHECK(step.verdict == PasswordVerdict::not_accepted);
            CHECK_FALSE(step.token);
            return written(house) - before;
        };
        const auto unknown = leaves("nobody@example.org", "wrong");
        CHECK(unknown == Written{1, 0, 0, 0});
        CHECK(leaves(ada.email, "wrong") == unknown);
        CHECK(leaves(bob.email, "wrong") == unknown);
        for (int i = 0; i < 5; ++i) {
            CHECK(type_password(house, House::client("stranger"), ada.email, "wrong").verdict ==
                  PasswordVerdict::not_accepted);
            CHECK(type_password(house, House::client("stranger"), "nobody@example.org", "wrong")
                      .verdict == PasswordVerdict::not_accepted);
        }
        CHECK(leaves(ada.email, "wrong") == unknown);
        CHECK(leaves(ada.email, ada.password) == unknown);
        CHECK(leaves("nobody@example.org", "wrong") == unknown);
    });
}

TEST_CASE("decoys are made once, and a later start writes nothing") {
    in_each_house([](House& house) {
        const auto newest = [&] {
            return house.count("SELECT max(write_id) FROM guard WHERE account_id <= 256");
        };
        run(account::ensure_decoys(house.services.db));
        const auto before = newest();
        run(account::ensure_decoys(house.services.db));
        CHECK(newest() == before);
        CHECK(house.count("SELECT count(*) FROM guard WHERE account_id <= 256") == account::decoys);
    });
}

TEST_CASE("a throttled try is hashed like any other, and the hash decides nothing") {
    in_each_house([](House& house) {
        run(account::ensure_decoys(house.services.db));
        const auto ada = house.person("ada@example.org", true);
        for (int i = 0; i < 5; ++i) {
            CHECK_FALSE(type_password(house, House::client("stranger"), ada.email, "wrong").token);
        }
        // What the hash threads are handed: a salt and a cost, for a decoy as for a person.
        const auto ticket_of = [&](AccountId who) {
            const auto client = House::client("stranger");
            store::Decide<PasswordTicket> begin = [&](const store::Loaded& loaded, Time now) {
                return begin_password(house.services, who, client, loaded, now);
            };
            return run(house.services.db.change<PasswordTicket>(who, password_begin_loads(client),
                                                                std::move(begin)));
        };
        const auto known = ticket_of(ada.who);
        const auto decoy = ticket_of(run(account_or_decoy(house.services, "nobody@example.org")));
        CHECK(known.throttled);
        CHECK_FALSE(decoy.throttled);
        CHECK(known.stored.salt.size() == decoy.stored.salt.size());
        CHECK(known.stored.cost == decoy.stored.cost);
    });
}

TEST_CASE("known, unknown, wrong and throttled cost as many hashes and as many statements") {
    in_each_house([](House& house) {
        run(account::ensure_decoys(house.services.db));
        const auto ada = house.person("ada@example.org", true);
        const auto bob = house.person("bob@example.org", false);
        const auto client = House::client("stranger");
        const auto costs = [&](const std::string& email, const std::string& password) {
            const auto before = work_done();
            const auto verdict = type_password(house, client, email, password).verdict;
            return std::pair{verdict, work_done() - before};
        };
        // The browser's row and what is prepared once are there from here on.
        for (const auto& email : {ada.email, bob.email}) {
            CHECK(type_password(house, client, email, "wrong").verdict ==
                  PasswordVerdict::not_accepted);
        }
        const auto [refused, wrong] = costs(ada.email, "wrong");
        CHECK(refused == PasswordVerdict::not_accepted);
        CHECK(wrong.hashes == 1);
        CHECK(wrong.statements > 0);
        CHECK(costs(bob.email, "wrong").second == wrong);
        CHECK(costs("nobody@example.org", "wrong").second == wrong);

        const auto [accepted, known] = costs(ada.email, ada.password);
        CHECK(accepted == PasswordVerdict::challenge);
        CHECK(known == wrong);

        // At the limit itself the owner gets a letter, which is a statement more.
        for (const auto& email : {ada.email, std::string{"nobody@example.org"}}) {
            for (int i = 0; i < 5; ++i) (void)type_password(house, client, email, "wrong");
        }
        const auto [throttled, right_but_late] = costs(ada.email, ada.password);
        CHECK(throttled == PasswordVerdict::not_accepted);
        CHECK(right_but_late == wrong);
        CHECK(costs(ada.email, "wrong").second == wrong);
        CHECK(costs("nobody@example.org", "wrong").second == wrong);
    });
}

TEST_CASE("an unknown address has the same decoy every time") {
    in_each_house([](House& house) {
        const auto decoy = run(account_or_decoy(house.services, "nobody@example.org"));
        CHECK(account::is_decoy(decoy));
        CHECK(run(account_or_decoy(house.services, "Nobody@example.org")) == decoy);
        const auto ada = house.person("ada@example.org", true);
        CHECK(run(account_or_decoy(house.services, "Ada@example.org")) == ada.who);
        CHECK_FALSE(account::is_decoy(ada.who));
    });
}

}  // namespace
}  // namespace sparekey::signin

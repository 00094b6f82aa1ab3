// account/addresses.h as its owner meets it: through a step-up, which that room does not see.
#include "account/addresses.h"

#include <doctest/doctest.h>

#include "signin/acts_double.h"
#include "signin/signed_in.h"
#include "signin/sweep_flow.h"
#include "signin/sweep_table.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;
using account::Address;
using account::Done;

// A visit of somebody who changes addresses, proving it as the account demands.
class Mover : public Visit {
   public:
    using Visit::Visit;

    std::string proof() { return person.key.empty() ? std::string{} : fresh_code(); }

    account::Result<account::CodeOnItsWay> add(const std::string& email) {
        const auto digest = account::email_digest(house.pepper, email);
        const bool taken =
            house.count(
                "SELECT count(*) FROM email_index WHERE email_digest = $1 AND account_id <> $2",
                {digest, person.who}) > 0;
        return act(account::add_address(house.services, client, email, taken), proof());
    }
    account::Result<Address> confirm(std::string_view code) {
        account::SessionLives lives = [&](store::Transaction& tx) {
            const auto found = read_session(tx.load({load_session, {session->digest()}}));
            return may_not(found, {tx.guard(), {}}, guard::Operation::change_addresses,
                           house.settings, tx.now());
        };
        return run(
            account::confirm_address(house.services, client, person.who, code, std::move(lives)));
    }
    // Added and confirmed, and the hold of it over.
    account::AddressId settle(const std::string& email) {
        REQUIRE(granted(add(email)));
        const auto code = mailed_secret(house, person.who, outbox::Kind::address_code);
        const auto added = confirm(code.text());
        REQUIRE(granted(added));
        house.clock.advance(48h);
        sign_in();
        return outcome(added).id;
    }
    account::Result<Done> remove(account::AddressId id) {
        return act(account::remove_address(house.services, id), proof());
    }
    account::Result<Done> make_primary(account::AddressId id) {
        return act(account::make_address_primary(house.services, id), proof());
    }
    [[nodiscard]] std::vector<Address> all() const {
        std::vector<store::LoadCall> loads{account::load_addresses};
        return account::read_addresses(
            run(house.services.db.load(person.who, std::move(loads))).rows[0]);
    }
    [[nodiscard]] std::int64_t heard(const std::string& email, outbox::Kind kind) const {
        return house.count("SELECT count(*) FROM outbox WHERE recipient = $1 AND kind = $2",
                           {email, outbox::slug(kind)});
    }
};

TEST_CASE("an address is added with a code to it, begins a hold, and every address is told") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Mover mover{house, ada};
        mover.sign_in();
        const auto on_its_way = mover.add("ada@example.net");
        CHECK(outcome(on_its_way).expires_at == house.now() + 15min);
        CHECK(account::current(mover.all()).size() == 1);
        CHECK(standing_of(house, ada.who).restriction == guard::Restriction::none);
        CHECK(mover.heard("ada@example.net", outbox::Kind::address_code) == 1);

        const auto code = mailed_secret(house, ada.who, outbox::Kind::address_code);
        CHECK(outcome(mover.confirm(code.text())).email == "ada@example.net");
        CHECK(account::current(mover.all()).size() == 2);
        CHECK(standing_of(house, ada.who).until == house.now() + 48h);
        CHECK(mover.heard("ada@example.org", outbox::Kind::address_added) == 1);
        CHECK(mover.heard("ada@example.net", outbox::Kind::address_added) == 1);
        CHECK(lines(house, ada.who, journal::Kind::address_added) == 1);
        ada.email = "ada@example.net";
        CHECK(mover.signs_in(mover.fresh_code()));
    });
}

TEST_CASE("the code of an address is good once, in the browser that asked, for 15 minutes") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Mover mover{house, ada};
        mover.sign_in();
        REQUIRE(granted(mover.add("ada@example.net")));
        const auto code = mailed_secret(house, ada.who, outbox::Kind::address_code);
        mover.client = House::client("other");
        CHECK(why(mover.confirm(code.text())) == Why::code_expired);
        mover.client = House::client("home");
        house.clock.advance(15min);
        CHECK(why(mover.confirm(code.text())) == Why::code_expired);
        house.clock.advance(-1us);
        for (int left = 4; left > 0; --left) {
            const auto refused = mover.confirm("00000000");
            CHECK(why(refused) == Why::code_wrong);
            CHECK(std::get<Refusal>(refused).tries_left == left);
        }
        CHECK(granted(mover.confirm(code.text())));
        CHECK(why(mover.confirm(code.text())) == Why::restricted);
    });
}

TEST_CASE("after five wrong codes even the right one adds no address") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Mover mover{house, ada};
        mover.sign_in();
        REQUIRE(granted(mover.add("ada@example.net")));
        const auto code = mailed_secret(house, ada.who, outbox::Kind::address_code);
        for (int i = 0; i < 5; ++i) CHECK(why(mover.confirm("00000000")) == Why::code_wrong);
        CHECK(why(mover.confirm(code.text())) == Why::too_many_tries);
        CHECK(account::current(mover.all()).size() == 1);
    });
}

TEST_CASE("an address that belongs to somebody gets the same answer, and no code confirms it") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        const auto bob = house.person("bob@example.org", true);
        Mover mover{house, ada};
        mover.sign_in();
        const auto answer = mover.add(bob.email);
        CHECK(outcome(answer).expires_at == house.now() + 15min);
        CHECK(mover.heard(bob.email, outbox::Kind::address_code) == 0);
        CHECK(mover.heard(bob.email, outbox::Kind::sign_up_taken) == 1);
        CHECK(why(mover.confirm("00000000")) == Why::code_wrong);
        CHECK(account::current(mover.all()).size() == 1);
    });
}

TEST_CASE("of two accounts that add one address at once, one has it") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        auto bob = house.person("bob@example.org", true);
        Mover first{house, ada};
        Mover second{house, bob, "second"};
        first.sign_in();
        second.sign_in();
        REQUIRE(granted(first.add("shared@example.net")));
        REQUIRE(granted(second.add("shared@example.net")));
        const auto one = mailed_secret(house, ada.who, outbox::Kind::address_code);
        const auto two = mailed_secret(house, bob.who, outbox::Kind::address_code);
        std::atomic<int> next = 0;
        const int won = winners_of_sixteen([&] {
            return next++ % 2 == 0 ? granted(first.confirm(one.text()))
                                   : granted(second.confirm(two.text()));
        });
        CHECK(won == 1);
        CHECK(house.count("SELECT count(*) FROM address WHERE email = 'shared@example.net'") == 1);
        CHECK(house.count("SELECT count(*) FROM email_index") == 3);
    });
}

TEST_CASE(
    "a removed address leads to its account and hears of it for 90 days, then its place is free") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Mover mover{house, ada};
        mover.sign_in();
        const auto id = mover.settle("old@example.net");
        CHECK(granted(mover.remove(id)));
        CHECK(mover.heard("old@example.net", outbox::Kind::address_removed) == 1);
        CHECK(mover.heard("ada@example.org", outbox::Kind::address_removed) == 1);
        CHECK(standing_of(house, ada.who).until == house.now() + 48h);
        CHECK(house.count("SELECT count(*) FROM email_index") == 2);

        const auto told = [&] { return account::recipients(mover.all(), house.now()); };
        CHECK(told().size() == 2);
        house.clock.advance(90 * 24h - 1us);
        CHECK(told().size() == 2);
        house.clock.advance(1us);
        CHECK(told() == std::vector<std::string>{"ada@example.org"});
        for (const auto& sweep : sweeps(house.settings)) {
            if (sweep.name != "email_index") continue;
            CHECK(run(sweep_some(house.services, sweep, {}, house.now() + 1us)).accounts == 1);
        }
        CHECK(house.count("SELECT count(*) FROM email_index") == 1);
        CHECK_NOTHROW(house.person("old@example.net", false));
    });
}

TEST_CASE("an address that was removed twice hears for 90 days from the second time, then goes") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Mover mover{house, ada};
        mover.sign_in();
        CHECK(granted(mover.remove(mover.settle("old@example.net"))));
        house.clock.advance(60 * 24h);
        mover.sign_in();
        CHECK(granted(mover.remove(mover.settle("old@example.net"))));
        const auto sweep_all = [&] {
            for (const auto& sweep : sweeps(house.settings))
                run(sweep_some(house.services, sweep, {}, house.now()));
        };
        // The first removal is over, the second is not: only its own row goes.
        house.clock.advance(40 * 24h);
        sweep_all();
        CHECK(house.count("SELECT count(*) FROM email_index") == 2);
        CHECK(house.count("SELECT count(*) FROM address") == 2);
        CHECK(account::recipients(mover.all(), house.now()).size() == 2);
        house.clock.advance(60 * 24h);
        sweep_all();
        CHECK(house.count("SELECT count(*) FROM email_index") == 1);
        CHECK(house.count("SELECT count(*) FROM address") == 1);
    });
}

TEST_CASE("the last address stays, and nobody removes another account's") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        auto bob = house.person("bob@example.org", true);
        Mover mover{house, ada};
        Mover other{house, bob, "other"};
        mover.sign_in();
        other.sign_in();
        const auto own = mover.all().front().id;
        CHECK(why(mover.remove(own)) == Why::last_address);
        CHECK(why(other.remove(own)) == Why::not_found);
        CHECK(why(other.make_primary(own)) == Why::not_found);
        CHECK(account::current(mover.all()).size() == 1);
    });
}

TEST_CASE("five addresses and no more") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Mover mover{house, ada};
        mover.sign_in();
        for (int i = 1; i < 5; ++i) mover.settle("ada" + std::to_string(i) + "@example.org");
        CHECK(account::current(mover.all()).size() == 5);
        CHECK(why(mover.add("ada5@example.org")) == Why::too_many_addresses);
    });
}

TEST_CASE("another address becomes the primary one: there is always exactly one") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Mover mover{house, ada};
        mover.sign_in();
        const auto id = mover.settle("new@example.net");
        CHECK(granted(mover.make_primary(id)));
        CHECK(account::primary(mover.all())->email == "new@example.net");
        CHECK(mover.heard("ada@example.org", outbox::Kind::address_made_primary) == 1);
        CHECK(standing_of(house, ada.who).until == house.now() + 48h);

        // The heir of a primary one that is removed is the other.
        house.clock.advance(48h);
        mover.sign_in();
        CHECK(granted(mover.remove(id)));
        CHECK(account::primary(mover.all())->email == "ada@example.org");
        CHECK(house.count("SELECT count(*) FROM address WHERE is_primary") == 1);
    });
}

TEST_CASE("addresses are refused in a hold: to add, to confirm, to remove, to make primary") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Mover mover{house, ada};
        mover.sign_in();
        const auto id = mover.settle("new@example.net");
        REQUIRE(granted(mover.add("later@example.net")));
        const auto code = mailed_secret(house, ada.who, outbox::Kind::address_code);
        begin_hold(house, ada.who);
        CHECK(why(mover.confirm(code.text())) == Why::restricted);
        CHECK(why(mover.add("more@example.net")) == Why::restricted);
        CHECK(why(mover.remove(id)) == Why::restricted);
        CHECK(why(mover.make_primary(id)) == Why::restricted);
        CHECK(account::current(mover.all()).size() == 2);
    });
}

}  // namespace
}  // namespace sparekey::signin

#include "sparekeyd/identity_import.h"

#include <doctest/doctest.h>

#include <sstream>

#include "account/facts_table.h"
#include "account/identity_table.h"
#include "base/run.h"
#include "guard/restriction.h"
#include "outbox/outbox.h"
#include "signin/house_double.h"
#include "sparekeyd/administration.h"
#include "sparekeyd/identity_command.h"

using namespace sparekey;
using namespace sparekey::sparekeyd;
using namespace std::chrono_literals;
using signin::House;

namespace {

const person::Record record{"Ada Müller", "1990-12-03", "L898902C", "+49 170 1234567"};
const person::Facts facts{"2023-05", {"12.50 EUR"}, {}};

person::ImportedPerson ada_is(person::Record is) {
    return {"ada@example.org", std::move(is), std::nullopt};
}

Taken enter_one(House& house, const person::ImportedPerson& person) {
    return enter_people(house.services, {person}).at(0);
}

struct Stored {
    std::optional<account::IdentityState> state;
    std::optional<account::Identity> record;
    std::optional<person::Facts> facts;
};

Stored stored(House& house, AccountId who) {
    std::vector<store::LoadCall> loads{account::load_identity_record, account::load_facts};
    const auto loaded = run(house.services.db.load(who, std::move(loads)));
    return {account::read_identity_state(loaded.rows[0]),
            account::read_identity(loaded.rows[0], house.ring, who),
            account::read_facts(loaded.rows[1], house.ring, who)};
}

void alter_guard(House& house, AccountId who, const std::function<void(store::Guard&, Time)>& f) {
    std::function<bool(store::Transaction&)> change = [&](store::Transaction& tx) {
        auto guard = tx.guard().value();
        f(guard, tx.now());
        tx.set_guard(guard);
        return true;
    };
    run(house.services.db.transact<bool>(who, std::move(change)));
}

void enter_as_owner(House& house, AccountId who, const person::Record& is) {
    std::function<bool(store::Transaction&)> change = [&](store::Transaction& tx) {
        tx.save(account::save_identity(
            account::seal_identity(house.ring, who, is), Bytes(32),
            {tx.now(), account::EnteredBy::owner, tx.now() + account::identity_usable_after}));
        return true;
    };
    run(house.services.db.transact<bool>(who, std::move(change)));
}

std::int64_t told(House& house) {
    return house.count("SELECT count(*) FROM outbox WHERE kind = 'identity_imported'");
}

struct Run {
    Exit exit;
    std::string printed;
};

Run import(House& house, const std::string& text) {
    std::istringstream file{text};
    Run result{Exit::done, ""};
    const Ask ask = [&](const std::string& request) {
        return answer_request({house.services, house.services, house.services}, request);
    };
    result.exit = import_identities(file, ask, house.now(),
                                    [&](std::string_view said) { result.printed += said; });
    return result;
}

}  // namespace

TEST_CASE("the operator's record counts at once, and the same one again is nothing new") {
    signin::in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        CHECK_FALSE(account::usable_record(stored(house, ada.who).state, house.now()));
        CHECK(enter_one(house, {"ada@example.org", record, facts}) == Taken::added);
        const auto first = stored(house, ada.who);
        CHECK(first.record == record);
        CHECK(first.facts == facts);
        CHECK(first.state->entered_by == account::EnteredBy::site_operator);
        CHECK(account::usable_record(first.state, house.now()));
        CHECK(account::is_new_record(*first.state, house.now()));

        house.clock.advance(720h);
        CHECK(enter_one(house, {"ada@example.org", record, facts}) == Taken::same);
        const auto again = stored(house, ada.who);
        CHECK(again.state->entered_at == first.state->entered_at);
        CHECK_FALSE(account::is_new_record(*again.state, house.now()));
        CHECK(house.count("SELECT count(*) FROM journal WHERE kind = 'identity_imported'") == 1);
        CHECK(house.count("SELECT count(*) FROM journal WHERE kind = 'facts_imported'") == 1);
        CHECK(told(house) == 0);
    });
}

TEST_CASE("the owner's record counts 30 days after it was entered") {
    signin::in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        enter_as_owner(house, ada.who, record);
        const auto entered = house.now();
        const auto state = stored(house, ada.who).state;
        CHECK_FALSE(account::usable_record(state, entered + 720h - 1s));
        CHECK(account::usable_record(state, entered + 720h));
        CHECK(account::is_new_record(*state, entered + 720h - 1s));
        CHECK_FALSE(account::is_new_record(*state, entered + 720h));
    });
}

TEST_CASE("another record is told to every address, and is new for 30 days") {
    signin::in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        REQUIRE(enter_one(house, ada_is(record)) == Taken::added);
        house.clock.advance(1000h);
        auto thiefs = record;
        thiefs.legal_name = "Otto Weber";
        CHECK(enter_one(house, ada_is(thiefs)) == Taken::changed);
        const auto now = stored(house, ada.who);
        CHECK(now.record == thiefs);
        CHECK(account::is_new_record(*now.state, house.now()));
        CHECK(told(house) == 1);
    });
}

TEST_CASE("a record that the operator vouches for counts at once, and is as old as it was") {
    signin::in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        enter_as_owner(house, ada.who, record);
        const auto entered = house.now();
        house.clock.advance(24h);
        CHECK(enter_one(house, ada_is(record)) == Taken::changed);
        const auto state = stored(house, ada.who).state;
        CHECK(account::usable_record(state, house.now()));
        CHECK(state->entered_at == entered);
        CHECK(told(house) == 0);
    });
}

TEST_CASE("while an account is frozen or in a hold nothing is entered that is new") {
    signin::in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        REQUIRE(enter_one(house, ada_is(record)) == Taken::added);
        auto other = record;
        other.id_number = "X1";
        alter_guard(house, ada.who, [](store::Guard& guard, Time now) {
            guard::begin_freeze(guard, now + 24h, now);
        });
        CHECK(enter_one(house, ada_is(other)) == Taken::restricted);
        CHECK(enter_one(house, {"ada@example.org", std::nullopt, facts}) == Taken::restricted);
        CHECK(enter_one(house, ada_is(record)) == Taken::same);
        CHECK(stored(house, ada.who).record == record);
        CHECK_FALSE(stored(house, ada.who).facts);
        alter_guard(house, ada.who, [](store::Guard& guard, Time now) {
            guard::end_freeze(guard, now);
            guard::begin_hold(guard, 48h, now);
        });
        CHECK(enter_one(house, ada_is(other)) == Taken::restricted);
        house.clock.advance(48h);
        CHECK(enter_one(house, ada_is(other)) == Taken::changed);
    });
}

TEST_CASE("whom nobody knows, and whose account is closed, is not entered") {
    signin::in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        CHECK(enter_one(house, {"nobody@example.org", record, {}}) == Taken::unknown);
        std::function<bool(store::Transaction&)> close = [&](store::Transaction& tx) {
            tx.execute("UPDATE account SET closed_at = $2 WHERE account_id = $1",
                       {ada.who, tx.now()});
            return true;
        };
        run(house.services.db.transact<bool>(ada.who, std::move(close)));
        CHECK(enter_one(house, ada_is(record)) == Taken::closed);
        CHECK(house.count("SELECT count(*) FROM identity_record") == 0);
    });
}

TEST_CASE("of two lines for one account the later one stays") {
    signin::in_each_house([](House& house) {
        const auto ada = house.person("ada@example.org", true);
        std::vector<person::ImportedPerson> people;
        for (int i = 0; i < 5; ++i) {
            people.push_back(ada_is(record));
            people.back().record->id_number = "X" + std::to_string(i);
        }
        const auto results = enter_people(house.services, people);
        CHECK(results[0] == Taken::added);
        CHECK(results[4] == Taken::changed);
        CHECK(stored(house, ada.who).record->id_number == "X4");
    });
}

TEST_CASE("an import says how many of how many lines it took, and why not the others") {
    signin::in_each_house([](House& house) {
        for (int i = 0; i < 100; ++i) house.person(std::to_string(i) + "@example.org", false);
        std::string text = "email,legal_name,birth_date,id_number\n";
        for (int i = 0; i < 100; ++i)
            text += std::to_string(i) + "@example.org,Ada Geheim,1990-12-03,S3CRET" +
                    std::to_string(i) + "\n";
        text += "nobody@example.org,Ada Geheim,1990-12-03,S3CRET\n";
        text += "1@example.org,Ada Geheim,1990-13-03,S3CRET\n";
        const auto first = import(house, text);
        CHECK(first.exit == Exit::failed);
        CHECK(first.printed ==
              "line 102: No account has this address.\n"
              "line 103: birth_date is not a day of birth, as 1990-12-31.\n"
              "100 of 102 lines taken: 100 added, 0 changed, 0 the same.\n");
        CHECK(house.count("SELECT count(*) FROM identity_record") == 100);
        const auto lines = house.count("SELECT count(*) FROM journal");
        const auto again = import(house, text);
        CHECK(
            again.printed.ends_with("100 of 102 lines taken: 0 added, 0 changed, 100 the same.\n"));
        CHECK(house.count("SELECT count(*) FROM journal") == lines);
        CHECK(again.printed.find("S3CRET") == std::string::npos);
        CHECK(again.printed.find("Geheim") == std::string::npos);
    });
}

TEST_CASE("a file that cannot be read is not begun, and an import that ends early says where") {
    signin::in_each_house([](House& house) {
        CHECK(import(house, "legal_name\n").printed.starts_with("Nothing was imported: "));
        CHECK(import(house, "").printed == "0 of 0 lines taken: 0 added, 0 changed, 0 the same.\n");
        house.person("ada@example.org", true);
        std::istringstream file{person::to_json_line(ada_is(record))};
        const Ask gone = [](const std::string&) -> std::string {
            throw Failure(Failure::Kind::unavailable, "gone");
        };
        std::string printed;
        CHECK_THROWS_AS(
            static_cast<void>(import_identities(file, gone, house.now(),
                                                [&](std::string_view said) { printed += said; })),
            Failure);
        CHECK(printed.starts_with("0 of 0 lines taken"));
    });
}

TEST_CASE("an answer for another number of people is none") {
    CHECK(parse_taken_list(R"({"taken":["added","same"]})", 2) ==
          std::vector<Taken>{Taken::added, Taken::same});
    for (const auto* wrong : {"", "{}", R"({"taken":["added"]})", R"({"taken":["added","x"]})",
                              R"({"done":false,"text":""})"})
        CHECK_THROWS_AS(static_cast<void>(parse_taken_list(wrong, 2)), Failure);
}

TEST_CASE("an ID number and a phone are found again however they are written, and in no account") {
    const auto pepper = crypto::Pepper::in_memory();
    CHECK(account::id_number_anywhere(pepper, "l-898 902c") ==
          account::id_number_anywhere(pepper, "L898902C"));
    CHECK(account::id_number_anywhere(pepper, "L898902C") !=
          account::id_number_anywhere(pepper, "L898902D"));
    CHECK(account::phone_anywhere(pepper, "0049 (0)170 1234567") ==
          account::phone_anywhere(pepper, "+49 170 1234567"));
    CHECK(account::id_number_anywhere(pepper, "--").empty());
    CHECK(account::phone_anywhere(pepper, "call me").empty());
    CHECK(account::id_number_anywhere(pepper, "1234567").size() == 32);
    CHECK(account::id_number_anywhere(pepper, "1234567") !=
          account::phone_anywhere(pepper, "1234567"));
    CHECK(account::id_number_anywhere(crypto::Pepper::in_memory(), "1234567") !=
          account::id_number_anywhere(pepper, "1234567"));
}

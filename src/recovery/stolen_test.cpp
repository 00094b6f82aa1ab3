#include <doctest/doctest.h>

#include "recovery/appeal_double.h"

namespace sparekey::recovery {
namespace {

using account::AppealAnswer;
using account::Why;
using guard::Restriction;
using outbox::Kind;

std::string next_code(const Bureau& bureau, const Person& person) {
    bureau.house.clock.advance(30s);
    return person.code_at(bureau.house.now());
}

void to_review_stolen(Appellant& at) {
    at.open(Lost::stolen);
    at.submit();
    at.bureau.work();
}

TEST_CASE("where the phone is said to be stolen, its code ends no freeze and signs nobody in") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        to_review_stolen(at);
        Visit thief{house, ada, "thief"};
        CHECK_FALSE(thief.signs_in(next_code(bureau, ada)));
        // It has used up the one contest.
        CHECK(at.state() == State::contested);
        CHECK(standing_of(house, ada.who).restriction == Restriction::freeze);
        CHECK(bureau.sessions(ada.who) == 0);
        CHECK_FALSE(thief.signs_in(next_code(bureau, ada)));
        bureau.pass_time(72h);
        CHECK(at.state() == State::escalated);
        CHECK(why(at.veto_with(next_code(bureau, ada), ada.password)) == Why::mailed_code_needed);
        CHECK(at.state() == State::escalated);
    });
}

TEST_CASE("a one-time code and a mailed code end it together") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        to_review_stolen(at);
        Appellant owner{bureau, ada, "kitchen"};
        const VetoAsked asked{.email = ada.email,
                              .password = secret_of(ada.password),
                              .code = signin::TypedCode::of(next_code(bureau, ada)),
                              .mailed_code = owner.gate_code()};
        const auto vetoed = run(veto(bureau.office, owner.client, asked));
        CHECK(outcome(vetoed).answer == AppealAnswer::ended);
        CHECK(at.state() == State::cancelled_by_owner);
    });
}

TEST_CASE("a backup code still ends it, if its paper is older than a month") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        to_review_stolen(at);
        Visit home{house, ada};
        CHECK(home.signs_in(home.backup_code(0)));
        CHECK(at.state() == State::cancelled_by_owner);

        auto bob = bureau.person("bob@example.org");
        bureau.execute(bob.who, [&](store::Transaction& tx) {
            tx.execute("UPDATE backup_codes SET shown_at = $2 WHERE account_id = $1",
                       {bob.who, tx.now() - 24h * 20});
        });
        Appellant second{bureau, bob};
        to_review_stolen(second);
        Visit thief{house, bob, "thief"};
        CHECK_FALSE(thief.signs_in(thief.backup_code(0)));
        CHECK(second.state() == State::contested);
    });
}

TEST_CASE("after the reset a stolen phone's old code reverses nothing: a lead decides") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        auto phone = signin::copy_of(ada);
        Appellant at{bureau, ada};
        to_review_stolen(at);
        at.record();
        at.pass(reviewer_a, Seat::a);
        at.pass(reviewer_b, Seat::b);
        at.wait_for_link();
        at.reset();
        const auto vetoed = at.veto_with(next_code(bureau, phone), ada.password, "thief");
        CHECK(outcome(vetoed).answer == AppealAnswer::contested);
        CHECK(at.state() == State::contested);
        bureau.pass_time(72h);
        CHECK(at.state() == State::escalated);
        at.pass(the_lead, Seat::lead);
        CHECK(at.state() == State::holding);
        Visit home{house, ada};
        CHECK(home.signs_in(home.fresh_code()));
        const auto undone = run(signin::undo(house.services, House::client("thief"), ada.email,
                                             secret_of(ada.password),
                                             signin::TypedCode::of(next_code(bureau, phone))));
        CHECK_FALSE(granted(undone));
    });
}

TEST_CASE("reporting the phone stolen under a freeze ticks it, and the freeze stays") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        const auto client = House::client("home");
        const auto begun =
            run(signin::begin_stolen(house.services, client, ada.email, secret_of(ada.password)));
        const auto code = mailed_secret(house, ada.who, Kind::stolen_code);
        REQUIRE(granted(run(signin::confirm_stolen_by_mail(
            house.services, client, outcome(begun).report, std::string{code.text()}))));
        CHECK(at.now().appeal.said_stolen);
        CHECK(standing_of(house, ada.who).restriction == Restriction::freeze);
        // What waits under the freeze is the report's hold.
        REQUIRE(granted(run(withdraw(bureau.office, at.client, *at.access))));
        CHECK(standing_of(house, ada.who).restriction == Restriction::hold);
    });
}

}  // namespace
}  // namespace sparekey::recovery

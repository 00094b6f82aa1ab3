#include <doctest/doctest.h>

#include "recovery/appeal_double.h"

namespace sparekey::recovery {
namespace {

using account::AppealAnswer;
using account::Why;
using guard::Restriction;
using outbox::Kind;
using signin::PasswordVerdict;

Restriction restriction(const Bureau& bureau, const Person& person) {
    return standing_of(bureau.house, person.who).restriction;
}

TEST_CASE(
    "a frozen account is signed in to by password and factor, which ends the appeal at once") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada, "thief"};
        at.to_review();
        REQUIRE(restriction(bureau, ada) == Restriction::freeze);
        Visit home{bureau.house, ada};
        home.sign_in();
        CHECK(at.state() == State::cancelled_by_owner);
        CHECK(restriction(bureau, ada) == Restriction::none);
        CHECK(mails(bureau.house, ada.who, Kind::appeal_cancelled) == 1);
    });
}

TEST_CASE("so does a backup code, in whatever state the freeze is") {
    in_each_bureau([](Bureau& bureau) {
        for (const int passes : {0, 1, 2}) {
            auto ada = bureau.person("ada" + std::to_string(passes) + "@example.org");
            Appellant at{bureau, ada, "thief"};
            at.to_review();
            if (passes > 0) at.pass(reviewer_a, Seat::a);
            if (passes > 1) at.pass(reviewer_b, Seat::b);
            Visit home{bureau.house, ada};
            CHECK(home.signs_in(home.backup_code(0)));
            CHECK(at.state() == State::cancelled_by_owner);
            CHECK(restriction(bureau, ada) == Restriction::none);
        }
    });
}

TEST_CASE("nobody signs in to a frozen account with the password alone, on any path") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada, "thief"};
        at.to_review();
        auto step = signin::type_password(house, House::client("thief"), ada.email, ada.password);
        REQUIRE(step.verdict == PasswordVerdict::challenge);
        CHECK(why(signin::type_code(house, House::client("thief"), *step.token,
                                    signin::wrong_one_time(ada.key, house.now()))) ==
              Why::code_wrong);
        // A link to reset the password, without the factor, leaves the freeze and the password.
        const auto link = signin::reset_link(house, ada, "thief");
        (void)signin::reset(house, link,
                            {.password = "the thief's own words", .without_factor = true}, "thief");
        CHECK(
            signin::type_password(house, House::client("thief"), ada.email, "the thief's own words")
                .verdict == PasswordVerdict::not_accepted);
        CHECK(bureau.sessions(ada.who) == 0);
        CHECK(restriction(bureau, ada) == Restriction::freeze);
    });
}

TEST_CASE(
    "after the reset was contested neither factor is in force, and a password signs nobody in") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        auto owner = signin::copy_of(ada);
        Appellant at{bureau, ada, "thief"};
        at.to_link();
        at.reset();
        CHECK(outcome(at.not_me(Kind::appeal_reset)) == ContestResult::contested);
        CHECK(restriction(bureau, ada) == Restriction::freeze);
        CHECK(bureau.sessions(ada.who) == 0);
        CHECK(
            signin::type_password(house, House::client("thief"), ada.email, ada.password).verdict ==
            PasswordVerdict::not_accepted);
        // The old factor brings itself back, and destroys the new one.
        const auto vetoed = at.veto_with(std::string{owner.codes[0].text()}, ada.password);
        CHECK(outcome(vetoed).answer == AppealAnswer::reversed);
        CHECK(outcome(vetoed).must_change_password);
        CHECK(at.state() == State::reversed);
        CHECK(restriction(bureau, ada) == Restriction::hold);
        Visit home{house, owner};
        CHECK(home.signs_in(home.fresh_code()));
        Visit thief{house, ada, "thief"};
        CHECK_FALSE(thief.signs_in(thief.fresh_code()));
    });
}

TEST_CASE("what is left of a hold runs when the freeze ends") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        signin::begin_hold(bureau.house, ada.who);
        bureau.house.clock.advance(12h);
        Appellant at{bureau, ada};
        at.to_review();
        bureau.house.clock.advance(24h);
        const auto before = bureau.house.now();
        REQUIRE(granted(run(withdraw(bureau.office, at.client, *at.access))));
        CHECK(standing_of(bureau.house, ada.who) ==
              guard::Standing{Restriction::hold, before + 36h});
    });
}

TEST_CASE("a freeze that nobody has passed ends by itself after 30 days, any other after 60") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        auto bob = bureau.person("bob@example.org");
        Appellant at{bureau, ada};
        Appellant passed{bureau, bob};
        at.to_review();
        passed.to_review();
        passed.pass(reviewer_a, Seat::a);
        bureau.pass_time(24h * 30 - 1h, 24h);
        CHECK(restriction(bureau, ada) == Restriction::freeze);
        bureau.pass_time(2h, 2h);
        CHECK(at.state() == State::expired);
        CHECK(restriction(bureau, ada) == Restriction::none);
        CHECK(restriction(bureau, bob) == Restriction::freeze);
        bureau.pass_time(24h * 30, 24h);
        CHECK(passed.state() == State::expired);
        CHECK(restriction(bureau, bob) == Restriction::none);
    });
}

TEST_CASE("a step-up ends an appeal of any state; one of a hold stays") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Visit home{house, ada};
        home.sign_in();
        Appellant at{bureau, ada, "thief"};
        at.open();
        auto action = factor::view_codes(house.services);
        REQUIRE(granted(home.act(std::move(action), home.fresh_code())));
        CHECK(at.state() == State::cancelled_by_owner);
        // What a step-up ended in a draft bars no password.
        Appellant again{bureau, ada};
        again.to_link();
        again.reset();
        Visit fresh{house, ada};
        fresh.sign_in();
        auto change =
            signin::change_password(house.services, ada.who, secret_of("quite new words"));
        REQUIRE(granted(fresh.act(std::move(change), fresh.fresh_code())));
        CHECK(again.state() == State::holding);
    });
}

TEST_CASE("a forgotten password that is reset with a factor under a freeze is the veto first") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada, "thief"};
        at.to_review();
        const auto link = signin::reset_link(house, ada, "home");
        house.clock.advance(30s);
        const auto done = signin::reset(
            house, link, {.password = "a new long password", .code = ada.code_at(house.now())},
            "home");
        CHECK(outcome(done) == signin::ResetResult::changed);
        CHECK(at.state() == State::cancelled_by_owner);
        CHECK(restriction(bureau, ada) == Restriction::hold);
    });
}

TEST_CASE("closing the account ends its draft, and whoever waited behind it") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Visit home{house, ada};
        home.sign_in();
        Appellant first{bureau, ada, "one"};
        Appellant second{bureau, ada, "two"};
        first.open();
        second.open();
        auto action = signin::close_account(house.services);
        REQUIRE(granted(home.act(std::move(action), home.fresh_code())));
        CHECK(is_end(first.state()));
        CHECK(is_end(second.state()));
        CHECK(bureau.count(ada.who, "appeal_token") == 0);
        CHECK(first.now().evidence_until <= house.now());
    });
}

}  // namespace
}  // namespace sparekey::recovery

#include <doctest/doctest.h>

#include "recovery/appeal_double.h"

namespace sparekey::recovery {
namespace {

using account::Why;
using guard::Restriction;
using outbox::Kind;

TEST_CASE("a reset link is good for 24 hours to the second") {
    in_each_bureau([](Bureau& bureau) {
        for (const auto& [late, good] : {std::pair{-1s, true}, std::pair{0s, false}}) {
            auto ada = bureau.person("ada" + std::to_string(late.count()) + "@example.org");
            Appellant at{bureau, ada};
            at.to_link();
            const auto link = at.mailed_link();
            const auto ends = run(look_at_reset(bureau.house.services, link, bureau.house.now()))
                                  .value()
                                  .expires_at;
            CHECK(ends == at.now().appeal.since + 24h);
            // Begun in time, and confirmed when its time is over.
            bureau.house.clock.advance(ends - bureau.house.now() - 1min);
            const auto begun = at.begin(link, ada.password);
            REQUIRE(granted(begun));
            bureau.house.clock.advance(1min + late);
            const auto done = at.confirm(outcome(begun));
            CHECK(granted(done) == good);
            if (!good) {
                CHECK(why(done) == Why::link_invalid);
                CHECK(at.state() == State::link_lapsed);
                CHECK(why(at.begin(link, ada.password)) == Why::link_invalid);
            }
        }
    });
}

TEST_CASE("a link resets once, however many race for it") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_link();
        const auto link = at.mailed_link();
        const auto begun = at.begin(link, ada.password);
        REQUIRE(granted(begun));
        const auto code = otp::one_time_code(outcome(begun).enrolling.key.view(),
                                             otp::step_at(bureau.house.now()));
        const int won = signin::winners_of_sixteen([&] {
            return granted(
                run(confirm_reset(bureau.office, at.client, outcome(begun).access, code)));
        });
        CHECK(won == 1);
        CHECK(at.state() == State::holding);
        CHECK(bureau.count(ada.who, "generation") == 1);
        CHECK(bureau.sessions(ada.who) == 1);
        CHECK(why(at.begin(link, ada.password)) == Why::link_invalid);
    });
}

TEST_CASE("looking at a link changes nothing, and says of the address little") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_link();
        const auto before = signin::guard_write(bureau.house, ada.who);
        const auto notice =
            run(look_at_reset(bureau.house.services, at.mailed_link(), bureau.house.now()));
        REQUIRE(notice);
        CHECK(notice->email == "a\xe2\x80\xa6@example.org");
        CHECK(signin::guard_write(bureau.house, ada.who) == before);
        CHECK_FALSE(run(look_at_reset(bureau.house.services, account::Token::make(ada.who),
                                      bureau.house.now())));
    });
}

TEST_CASE("a link needs the password and the receipt, and five wrong passwords spoil it") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_link();
        const auto link = at.mailed_link();
        const auto receipt = at.receipt;
        // Without the receipt nothing is charged, so a mailbox thief spoils no link.
        at.receipt = "AAAA BBBB CCCC DDDD";
        for (int i = 0; i < 10; ++i) CHECK(why(at.begin(link, "a guess")) == Why::receipt_wrong);
        at.receipt = receipt;
        for (int left = 4; left >= 0; --left) {
            const auto answer = at.begin(link, "a guess");
            CHECK(why(answer) == Why::password_wrong);
            CHECK(std::get<account::Refusal>(answer).tries_left == left);
        }
        CHECK(at.state() == State::link_lapsed);
        CHECK(why(at.begin(link, ada.password)) == Why::link_invalid);
    });
}

TEST_CASE("a link that lapsed is sent once more, with the gate and the receipt again") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_link();
        bureau.pass_time(24h);
        REQUIRE(at.state() == State::link_lapsed);
        const auto ask = [&](const std::string& password, const std::string& receipt) {
            const LinkAgain asked{ada.email, at.gate_code(), secret_of(password), receipt};
            return run(ask_for_link(bureau.office, at.client, asked));
        };
        CHECK(why(ask("a guess", at.receipt)) == Why::not_accepted);
        CHECK(why(ask(ada.password, "AAAA BBBB CCCC DDDD")) == Why::receipt_wrong);
        CHECK(at.state() == State::link_lapsed);
        CHECK(granted(ask(ada.password, at.receipt)));
        CHECK(at.state() == State::link_sent);
        bureau.pass_time(24h);
        CHECK(why(ask(ada.password, at.receipt)) == Why::wrong_state);
        bureau.pass_time(24h * 7);
        CHECK(at.state() == State::expired);
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::none);
    });
}

TEST_CASE("no link is good after a contest") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_link();
        const auto link = at.mailed_link();
        const auto begun = at.begin(link, ada.password);
        REQUIRE(granted(begun));
        CHECK(outcome(at.not_me(Kind::appeal_link_sent)) == ContestResult::contested);
        CHECK_FALSE(granted(at.confirm(outcome(begun))));
        CHECK(why(at.begin(link, ada.password)) == Why::link_invalid);
        CHECK(bureau.count(ada.who, "generation") == 0);
    });
}

TEST_CASE("a reset leads to an authenticator and a session of its own kind, and ends all others") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        Visit home{house, ada};
        home.sign_in();
        Appellant at{bureau, ada};
        at.to_link();
        const auto begun = at.begin(at.mailed_link(), ada.password);
        REQUIRE(granted(begun));
        CHECK(bureau.sessions(ada.who) == 1);  // Only looks, under the freeze.
        const auto done = at.confirm(outcome(begun));
        REQUIRE(granted(done));
        CHECK_FALSE(home.current());
        const auto now =
            run(signin::current(house.services, outcome(done).session.clone(), house.now()));
        REQUIRE(now);
        CHECK(now->session.method == account::Method::reset);
        CHECK(now->session.level == 2);
        CHECK(now->codes_left == 8);
        CHECK(outcome(done).hold_until == house.now() + 48h);
    });
}

TEST_CASE("a pending password comes into force with the reset, whose hold is seven days") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        const std::string old = ada.password;
        const auto mail = signin::reset_link(house, ada, "borrowed");
        REQUIRE(outcome(signin::reset(
                    house, mail, {.password = "a new sentence of hers", .without_factor = true},
                    "borrowed")) == signin::ResetResult::pending);
        ada.password = "a new sentence of hers";
        Appellant at{bureau, ada};
        at.to_review();
        CHECK(standing_of(house, ada.who).restriction == Restriction::none);
        at.pass(reviewer_a, Seat::a);
        CHECK(standing_of(house, ada.who).restriction == Restriction::freeze);
        at.pass(reviewer_b, Seat::b);
        CHECK(at.state() == State::escalated);
        at.pass(the_lead, Seat::lead);
        at.wait_for_link();
        CHECK(why(at.begin(at.mailed_link(), old)) == Why::password_wrong);
        at.reset();
        CHECK(standing_of(house, ada.who).until == house.now() + 24h * 7);
        Visit home{house, ada};
        CHECK(home.signs_in(home.fresh_code()));
        bureau.pass_time(24h * 7);
        CHECK(at.state() == State::completed);
    });
}

TEST_CASE("a reversal of a marked case brings the old password back, too") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        auto owner = signin::copy_of(ada);
        const auto mail = signin::reset_link(house, ada, "thief");
        (void)signin::reset(house, mail,
                            {.password = "the thief's own words", .without_factor = true}, "thief");
        ada.password = "the thief's own words";
        Appellant thief{bureau, ada, "thief"};
        thief.to_review();
        thief.pass(reviewer_a, Seat::a);
        thief.pass(reviewer_b, Seat::b);
        thief.pass(the_lead, Seat::lead);
        thief.wait_for_link();
        thief.reset();
        const auto vetoed = thief.veto_with(owner.code_at(house.now()), owner.password);
        CHECK(outcome(vetoed).answer == account::AppealAnswer::reversed);
        Visit home{house, owner};
        home.sign_in();
        CHECK(home.current()->must_change_password);
        Visit thiefs{house, ada, "thief"};
        CHECK(signin::type_password(house, thiefs.client, ada.email, ada.password).verdict ==
              signin::PasswordVerdict::not_accepted);
    });
}

TEST_CASE("a reversal ends every session, and the new codes are worth nothing") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        auto ada = bureau.person("ada@example.org");
        auto owner = signin::copy_of(ada);
        Appellant at{bureau, ada, "thief"};
        at.to_link();
        at.reset();
        REQUIRE(bureau.sessions(ada.who) == 1);
        house.clock.advance(30s);
        REQUIRE(granted(at.veto_with(owner.code_at(house.now()), owner.password)));
        CHECK(bureau.sessions(ada.who) == 0);
        CHECK(bureau.count(ada.who, "generation") == 0);
        Visit thief{house, ada, "thief"};
        CHECK_FALSE(thief.signs_in(thief.backup_code(0)));
        CHECK(standing_of(house, ada.who).until == house.now() + 48h);
    });
}

TEST_CASE("undo brings the old factor back in the hold, and for seven days after it") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        for (const auto& [after, reversed] : {std::pair{1h, true}, std::pair{48h + 24h * 6, true},
                                              std::pair{48h + 24h * 8, false}}) {
            auto ada = bureau.person("ada" + std::to_string(after.count()) + "@example.org");
            auto owner = signin::copy_of(ada);
            Appellant at{bureau, ada, "thief"};
            at.to_link();
            at.reset();
            bureau.pass_time(after, 24h);
            const auto undone = run(signin::undo(
                house.services, House::client("home"), owner.email, secret_of(owner.password),
                signin::TypedCode::of(std::string{owner.codes[3].text()})));
            CHECK(granted(undone) == reversed);
            CHECK((at.state() == State::reversed) == reversed);
            Visit home{house, owner};
            CHECK(home.signs_in(home.fresh_code()) == reversed);
            // The code is spent where it brought its set back.
            if (reversed) CHECK_FALSE(home.signs_in(std::string{owner.codes[3].text()}));
        }
    });
}

}  // namespace
}  // namespace sparekey::recovery

#include "signin/step_up.h"

#include <doctest/doctest.h>

#include "account/identity.h"
#include "signin/acts_double.h"
#include "signin/close_account.h"
#include "signin/password_change.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;
using account::Done;

// An action that replaces nothing and begins no hold: what it leaves behind is a journal line.
account::Action<Done> note(guard::Operation operation = guard::Operation::enter_identity) {
    account::Action<Done> action;
    action.operation = operation;
    action.decide = [](account::Plan& plan, const std::vector<store::Rows>&,
                       const account::Proven&) -> account::Result<Done> {
        plan.line(journal::Kind::identity_entered, "noted");
        return Done{};
    };
    return action;
}

std::int64_t noted(const Visit& visit) {
    return lines(visit.house, visit.person.who, journal::Kind::identity_entered);
}

guard::Budgets budgets_of(House& house, AccountId who) {
    const auto loaded = run(house.services.db.load(who, std::vector<store::LoadCall>{}));
    return guard::budgets_of(loaded.guard->budgets);
}

TEST_CASE("a step-up needs the password and a one-time code, and does its action once") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        CHECK(granted(visit.act(note(), visit.fresh_code())));
        CHECK(noted(visit) == 1);
    });
}

TEST_CASE("a session without second factor proves its password alone") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit visit{house, ada};
        visit.sign_in();
        CHECK(granted(visit.act(note(), {})));
        ada.password = "not the password";
        CHECK(why(visit.act(note(), {})) == Why::password_wrong);
        CHECK(noted(visit) == 1);
    });
}

TEST_CASE("each thing that can be wrong with a proof is told, and nothing is done") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        const auto used = ada.code_at(house.now());
        const auto right = ada.code_at(house.now() + 30s);
        CHECK(why(visit.act(note(), {})) == Why::code_needed);
        CHECK(why(visit.act(note(), wrong_one_time(ada.key, house.now()))) == Why::code_wrong);
        CHECK(why(visit.act(note(), "12")) == Why::code_wrong);
        CHECK(why(visit.act(note(), used)) == Why::code_already_used);
        CHECK(why(visit.act(note(), visit.backup_code(0))) == Why::backup_code_not_enough);
        ada.password = "not the password";
        CHECK(why(visit.act(note(), right)) == Why::password_wrong);
        ada.password = "correct horse battery";

        Visit stranger{house, ada, "stranger"};
        stranger.session = account::Token::make(ada.who);
        CHECK(why(stranger.act(note(), right)) == Why::not_signed_in);
        CHECK(noted(visit) == 0);
        CHECK(mails(house, ada.who, outbox::Kind::factor_wrong_after_password) == 2);
        // Neither of them spent the code, nor the session.
        CHECK(granted(visit.act(note(), right)));
    });
}

TEST_CASE("a step-up gives the session a new token and the old one is dead") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        const auto before = visit.current();
        const auto old = visit.session->clone();
        CHECK(granted(visit.act(note(), visit.fresh_code())));
        CHECK_FALSE(run(current(house.services, old.clone(), house.now())));

        const auto after = visit.current();
        REQUIRE(after);
        CHECK(after->session.id == before->session.id);
        CHECK(after->session.created_at == before->session.created_at);
        CHECK(after->session.proven_at == house.now());
        CHECK(sessions(house, ada.who) == 1);
        visit.session = old.clone();
        CHECK(why(visit.act(note(), visit.fresh_code())) == Why::not_signed_in);
    });
}

TEST_CASE("one code cannot serve two actions") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        const auto code = visit.fresh_code();
        CHECK(granted(visit.act(note(), code)));
        CHECK(why(visit.act(note(), code)) == Why::code_already_used);
        CHECK_FALSE(visit.signs_in(code));
        CHECK(noted(visit) == 1);
    });
}

TEST_CASE("sixteen threads with one code on two different actions: one wins") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        std::vector<Visit> visits;
        for (int i = 0; i < 16; ++i) {
            visits.emplace_back(house, ada, "browser" + std::to_string(i)).sign_in();
        }
        const auto code = visits[0].fresh_code();
        std::atomic<std::size_t> next = 0;
        const int won = winners_of_sixteen([&] {
            const auto at = next++;
            if (at % 2 == 0) return granted(visits[at].act(note(), code));
            const auto to = secret_of("sentence number " + std::to_string(at));
            return granted(visits[at].act(change_password(house.services, ada.who, to), code));
        });
        CHECK(won == 1);
        CHECK(noted(visits[0]) + lines(house, ada.who, journal::Kind::password_changed) == 1);
    });
}

TEST_CASE("sixteen threads with one session and sixteen codes' worth of time: one token lives") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        const auto code = visit.fresh_code();
        std::vector<Visit> tabs;
        for (int i = 0; i < 16; ++i) {
            tabs.emplace_back(house, ada).session = visit.session->clone();
        }
        std::atomic<std::size_t> next = 0;
        CHECK(winners_of_sixteen([&] { return granted(tabs[next++].act(note(), code)); }) == 1);
        CHECK(sessions(house, ada.who) == 1);
        CHECK(noted(visit) == 1);
    });
}

TEST_CASE("step-up and sign-in are charged to one budget") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        // Seen from a browser that is not known, as after its cookie was cleared.
        visit.client = House::client("cleared");
        // What falls into the second of a success counts as before it.
        house.clock.advance(1s);
        const auto wrong = wrong_one_time(ada.key, house.now());
        for (int i = 0; i < 4; ++i) CHECK(why(visit.act(note(), wrong)) == Why::code_wrong);
        for (int i = 0; i < 6; ++i) {
            const auto challenge = challenge_of(house, visit.client, ada);
            CHECK(why(type_code(house, visit.client, challenge, wrong)) == Why::code_wrong);
        }
        const auto refused = visit.act(note(), visit.fresh_code());
        CHECK(why(refused) == Why::too_many_tries);
        CHECK(std::get<Refusal>(refused).until > house.now());
        CHECK(why(type_code(house, visit.client, challenge_of(house, visit.client, ada),
                            visit.fresh_code())) == Why::too_many_tries);
        CHECK(mails(house, ada.who, outbox::Kind::budget_reached) == 1);
        CHECK(noted(visit) == 0);
    });
}

TEST_CASE("wrong passwords at a step-up close the password at sign-in too") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit visit{house, ada};
        visit.sign_in();
        visit.client = House::client("cleared");
        ada.password = "not the password";
        for (int i = 0; i < 5; ++i) CHECK(why(visit.act(note(), {})) == Why::password_wrong);
        ada.password = "correct horse battery";
        CHECK(why(visit.act(note(), {})) == Why::too_many_tries);
        CHECK(type_password(house, House::client("stranger"), ada.email, ada.password).verdict ==
              PasswordVerdict::not_accepted);
        house.clock.advance(30s);
        CHECK(granted(visit.act(note(), {})));
    });
}

TEST_CASE("a wrong password is charged to the password alone, a wrong code to the code alone") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        visit.client = House::client("cleared");
        const auto code = visit.fresh_code();
        ada.password = "not the password";
        CHECK(why(visit.act(note(), code)) == Why::password_wrong);
        CHECK(budgets_of(house, ada.who).password.consecutive == 1);
        CHECK(budgets_of(house, ada.who).factor.tries.seconds().empty());
        ada.password = "correct horse battery";
        CHECK(why(visit.act(note(), wrong_one_time(ada.key, house.now()))) == Why::code_wrong);
        CHECK(budgets_of(house, ada.who).password.consecutive == 0);
        CHECK(budgets_of(house, ada.who).factor.tries.seconds().size() == 1);
    });
}

TEST_CASE("a backup code is enough to replace and to disable, and for nothing else") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        const auto& services = house.services;
        const auto refused = [&](auto action) {
            return why(visit.act(std::move(action), visit.backup_code(0))) ==
                   Why::backup_code_not_enough;
        };
        CHECK(refused(factor::view_codes(services)));
        CHECK(refused(factor::regenerate_codes(services, ada.who)));
        CHECK(refused(change_password(services, ada.who, secret_of("a different sentence"))));
        CHECK(refused(
            account::enter_identity(services, std::make_shared<account::Identity>(account::Identity{
                                                  "Ada", "1990-12-31", "X1", ""}))));
        CHECK(refused(close_account(services)));
        CHECK(outcome(visit.begin_replacing(visit.backup_code(0))).key.view().size() == 10);
        auto disable = factor::disable(services, ada.password);
        REQUIRE(granted(disable));
        CHECK(granted(
            visit.act(std::get<account::Action<Done>>(std::move(disable)), visit.backup_code(1))));
    });
}

TEST_CASE("in a session that began with a backup code the password alone replaces, nothing else") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in_with(visit.backup_code(0));
        CHECK(why(visit.act(note(), {})) == Why::code_needed);
        CHECK(why(visit.act(factor::view_codes(house.services), {})) == Why::code_needed);
        CHECK(granted(visit.begin_replacing({})));
        // A session that began with a one-time code does not.
        Visit other{house, ada, "other"};
        other.sign_in();
        CHECK(why(other.begin_replacing({})) == Why::code_needed);
    });
}

TEST_CASE("suspended one-time codes prove nothing") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        alter(house, ada.who, factor::suspend_authenticator(house.now() + 72h));
        const auto refused = visit.act(note(), visit.fresh_code());
        CHECK(why(refused) == Why::factor_suspended);
        CHECK(std::get<Refusal>(refused).until == house.now() + 72h - 30s);
        CHECK(budgets_of(house, ada.who).factor.tries.seconds().empty());
    });
}

TEST_CASE("a session that ended proves nothing, whatever is typed") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        house.clock.advance(1h);
        CHECK(why(visit.act(note(), visit.fresh_code())) == Why::not_signed_in);
        CHECK(noted(visit) == 0);
    });
}

}  // namespace
}  // namespace sparekey::signin

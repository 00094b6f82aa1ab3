#include "staff/join_flow.h"

#include <doctest/doctest.h>

#include "factor/authenticator.h"
#include "staff/desk_double.h"

using namespace sparekey;
using namespace sparekey::staff;
using namespace std::chrono_literals;
using account::Why;
using signin::granted;
using signin::House;
using signin::outcome;
using signin::secret_of;
using signin::why;

namespace {

constexpr const char* katherine = "katherine@desk.example.org";
const Roles a_reviewer{.reviewer = true};

std::int64_t passwords(Desk& desk, AccountId who) {
    return desk.house.count("SELECT COUNT(*) FROM password WHERE account_id = $1", {who});
}
std::int64_t factors(Desk& desk, AccountId who) {
    return desk.house.count("SELECT COUNT(*) FROM authenticator WHERE account_id = $1", {who});
}

}  // namespace

TEST_CASE("an invitation sets password and authenticator together, and nobody has one alone") {
    at_each_desk([](Desk& desk) {
        const auto invitation = invite(desk, katherine, a_reviewer);
        const auto who = invitation.account();
        const auto shown = run(look_at_invitation(desk.services, invitation, desk.house.now()));
        REQUIRE(shown);
        CHECK(shown->name == "Katherine");
        CHECK(shown->email == katherine);
        const auto client = House::client("home");
        auto begun = run(begin_joining(desk.services, client, invitation, secret_of(a_password)));
        CHECK(outcome(begun).key.size() == 20);
        CHECK(outcome(begun).account_name == katherine);
        CHECK(passwords(desk, who) == 0);
        CHECK(factors(desk, who) == 0);

        const auto code =
            otp::one_time_code(outcome(begun).key.view(), otp::step_at(desk.house.now()));
        auto joined = run(confirm_joining(desk.services, client, invitation, code));
        REQUIRE(granted(joined));
        CHECK(passwords(desk, who) == 1);
        CHECK(factors(desk, who) == 1);
        const auto present =
            run(staff::present(desk.services, outcome(joined).clone(), desk.house.now()));
        REQUIRE(present);
        CHECK(present->member.name == "Katherine");
        CHECK(present->member.roles == a_reviewer);
        CHECK(present->session.level == 2);
        CHECK(desk.house.count("SELECT COUNT(*) FROM pending_password") == 0);
        CHECK(desk.house.count("SELECT COUNT(*) FROM enrolment") == 0);
        CHECK(desk.house.count("SELECT COUNT(*) FROM backup_codes") == 0);
    });
}

TEST_CASE("an invitation is good once, and so is its code") {
    at_each_desk([](Desk& desk) {
        const auto invitation = invite(desk, katherine, a_reviewer);
        auto member = join(desk, invitation, katherine);
        CHECK_FALSE(run(look_at_invitation(desk.services, invitation, desk.house.now())));
        CHECK(why(run(begin_joining(desk.services, member.client, invitation,
                                    secret_of("another long password")))) == Why::link_invalid);
        const auto code = member.code_at(desk.house.now());
        CHECK(why(run(confirm_joining(desk.services, member.client, invitation, code))) ==
              Why::link_invalid);
        // The code that joined is spent: it does not sign in.
        auto step = give_password(desk, member, desk.services);
        REQUIRE(step.verdict == signin::PasswordVerdict::challenge);
        const auto typed = signin::TypedCode::of(code);
        CHECK(why(run(signin::sign_in_with_code(desk.services, member.client, *step.token, typed,
                                                false))) == Why::code_already_used);
        CHECK(signs_in(desk, member));
    });
}

TEST_CASE("of sixteen who take up one invitation at once, one joins") {
    at_each_desk([](Desk& desk) {
        const auto invitation = invite(desk, katherine, a_reviewer);
        const auto client = House::client("home");
        auto begun = run(begin_joining(desk.services, client, invitation, secret_of(a_password)));
        const auto code =
            otp::one_time_code(outcome(begun).key.view(), otp::step_at(desk.house.now()));
        CHECK(signin::winners_of_sixteen([&] {
                  return granted(run(confirm_joining(desk.services, client, invitation, code)));
              }) == 1);
        CHECK(signin::sessions(desk.house, invitation.account()) == 1);
    });
}

TEST_CASE("an invitation ends after 72 hours, and a key that was not confirmed after ten minutes") {
    at_each_desk([](Desk& desk) {
        const auto invitation = invite(desk, katherine, a_reviewer);
        const auto client = House::client("home");
        auto begun = run(begin_joining(desk.services, client, invitation, secret_of(a_password)));
        REQUIRE(granted(begun));
        const auto& key = outcome(begun).key;
        desk.house.clock.advance(10min);
        const auto late = otp::one_time_code(key.view(), otp::step_at(desk.house.now()));
        CHECK(why(run(confirm_joining(desk.services, client, invitation, late))) ==
              Why::no_enrolment);
        desk.house.clock.advance(72h - 10min);
        CHECK(why(run(begin_joining(desk.services, client, invitation, secret_of(a_password)))) ==
              Why::link_invalid);
    });
}

TEST_CASE("a new key bears five tries, and beginning again replaces key and password") {
    at_each_desk([](Desk& desk) {
        const auto invitation = invite(desk, katherine, a_reviewer);
        const auto client = House::client("home");
        auto first = run(begin_joining(desk.services, client, invitation, secret_of(a_password)));
        const auto old_code =
            otp::one_time_code(outcome(first).key.view(), otp::step_at(desk.house.now()));
        auto second = run(
            begin_joining(desk.services, client, invitation, secret_of("quite another long one")));
        const auto& key = outcome(second).key;
        const auto wrong = signin::wrong_one_time(key, desk.house.now());
        CHECK(why(run(confirm_joining(desk.services, client, invitation, old_code))) ==
              Why::code_wrong);
        for (int i = 0; i < 4; ++i) {
            CHECK(why(run(confirm_joining(desk.services, client, invitation, wrong))) ==
                  Why::code_wrong);
        }
        const auto right = otp::one_time_code(key.view(), otp::step_at(desk.house.now()));
        CHECK(why(run(confirm_joining(desk.services, client, invitation, right))) ==
              Why::too_many_tries);
        CHECK(passwords(desk, invitation.account()) == 0);
    });
}

TEST_CASE("a password of the staff has 15 characters, and is not the address") {
    at_each_desk([](Desk& desk) {
        const auto invitation = invite(desk, katherine, a_reviewer);
        const auto client = House::client("home");
        const auto begin = [&](const char* password) {
            return run(begin_joining(desk.services, client, invitation, secret_of(password)));
        };
        CHECK(why(begin("fourteen chars")) == Why::password_too_short);
        CHECK(why(begin("katherinekatherine")) == Why::password_too_similar);
        CHECK(granted(begin("fifteen letters")));
    });
}

TEST_CASE("the setup key has 160 bits whatever the site gives its people") {
    at_each_desk([](Desk& desk) {
        for (const int characters : {16, 26, 32}) {
            desk.settings.setup_key_characters = characters;
            const auto email = "k" + std::to_string(characters) + "@desk.example.org";
            const auto invitation = invite(desk, email, a_reviewer);
            auto begun = run(begin_joining(desk.services, House::client("home"), invitation,
                                           secret_of(a_password)));
            CHECK(outcome(begun).key.size() == 20);
        }
    });
}

// For tests: a house with a desk, whose members joined through their invitations and sit there.
#pragma once
#include <memory>
#include <string>

#include "account/decoys_flow.h"
#include "signin/code_step.h"
#include "signin/password_step.h"
#include "signin/visit_double.h"
#include "staff/join_flow.h"
#include "staff/present_flow.h"
#include "staff/roster_flow.h"

namespace sparekey::staff {

struct Desk {
    signin::House& house;
    account::Settings settings = desk_settings(house.settings);
    account::Services services{house.services.db, house.ring, house.pepper,
                               house.hashes,      settings,   account::Realm::staff};
};

inline constexpr const char* a_password = "orbital mechanics by hand";

// Somebody who was invited, and what they know once they joined.
struct Sitting {
    AccountId who;
    std::string email;
    std::string password = a_password;
    crypto::Secret key = {};
    std::optional<account::Token> session = {};
    account::Client client = {};

    [[nodiscard]] std::string code_at(Time now) const {
        return otp::one_time_code(key.view(), otp::step_at(now));
    }
};

template <class T>
[[nodiscard]] T& done(std::variant<NotDone, T>& result) {
    REQUIRE(std::holds_alternative<T>(result));
    return std::get<T>(result);
}

[[nodiscard]] inline account::Token invite(Desk& desk, const std::string& email, Roles roles,
                                           const std::string& name = "Katherine") {
    auto added = run(add_member(desk.services, {email, name, roles, {}}));
    return done(added).token.clone();
}

// Joins with this invitation.
inline Sitting join(Desk& desk, const account::Token& invitation, const std::string& email) {
    Sitting member{invitation.account(), email};
    member.client = signin::House::client(email.substr(0, email.find('@')));
    auto begun = run(begin_joining(desk.services, member.client, invitation,
                                   signin::secret_of(member.password)));
    member.key = signin::outcome(begun).key.clone();
    const auto code = member.code_at(desk.house.now());
    auto joined = run(confirm_joining(desk.services, member.client, invitation, code));
    member.session = signin::outcome(joined).clone();
    return member;
}

// Joined and certified, ready to be given a case.
inline Sitting hire(Desk& desk, const std::string& email, Roles roles) {
    auto member = join(desk, invite(desk, email, roles), email);
    REQUIRE_FALSE(run(certify(desk.services, email)));
    return member;
}

[[nodiscard]] inline std::optional<Present> at_desk(Desk& desk, const Sitting& member) {
    return run(present(desk.services, member.session->clone(), desk.house.now()));
}

// The challenge after the right password, in a browser of its own.
[[nodiscard]] inline signin::PasswordStep give_password(Desk& desk, const Sitting& member,
                                                        const account::Services& where) {
    return run(
        signin::sign_in(where, member.client, member.email, signin::secret_of(member.password)));
}

inline bool signs_in(Desk& desk, Sitting& member) {
    auto step = give_password(desk, member, desk.services);
    if (step.verdict != signin::PasswordVerdict::challenge) return false;
    desk.house.clock.advance(std::chrono::seconds{30});
    const auto typed = signin::TypedCode::of(member.code_at(desk.house.now()));
    auto result =
        run(signin::sign_in_with_code(desk.services, member.client, *step.token, typed, false));
    if (!signin::granted(result)) return false;
    member.session = std::get<signin::CodeAccepted>(std::move(result)).token.clone();
    return at_desk(desk, member).has_value();
}

// Runs `test` with a desk on each engine.
template <class Test>
void at_each_desk(Test&& test) {
    signin::in_each_house([&](signin::House& house) {
        run(account::ensure_decoys(house.services.db));
        Desk desk{house};
        test(desk);
    });
}

}  // namespace sparekey::staff

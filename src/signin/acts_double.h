// For tests: what people and strangers do without a session, and what an account's guard says.
#pragma once
#include <string>
#include <string_view>

#include "account/link.h"
#include "signin/forgotten.h"
#include "signin/relief.h"
#include "signin/visit_double.h"

namespace sparekey::signin {

[[nodiscard]] inline PasswordStep type_password(House& house, const account::Client& client,
                                                const std::string& email,
                                                const std::string& password) {
    return run(sign_in(house.services, client, email, secret_of(password)));
}

[[nodiscard]] inline account::Token challenge_of(House& house, const account::Client& client,
                                                 const Person& person) {
    auto step = type_password(house, client, person.email, person.password);
    REQUIRE(step.verdict == PasswordVerdict::challenge);
    return std::move(*step.token);
}

[[nodiscard]] inline Result<CodeAccepted> type_code(House& house, const account::Client& client,
                                                    const account::Token& challenge,
                                                    std::string_view code,
                                                    bool confirm_last = false) {
    const auto typed = TypedCode::of(code);
    return run(sign_in_with_code(house.services, client, challenge, typed, confirm_last));
}

// The token in the newest letter of this kind.
[[nodiscard]] inline account::Token mailed_token(House& house, AccountId who, outbox::Kind kind) {
    auto token = account::Token::parse(mailed_secret(house, who, kind).text());
    REQUIRE(token);
    return *std::move(token);
}

// Asks for a link to reset the password, and opens the letter.
[[nodiscard]] inline account::Token reset_link(House& house, const Person& person,
                                               std::string_view browser = "asking") {
    run(ask_for_reset_link(house.services, House::client(browser), person.email));
    return mailed_token(house, person.who, outbox::Kind::password_link);
}

struct Reset {
    std::string password;
    std::string code = {};
    bool without_factor = false;
};
inline Result<ResetResult> reset(House& house, const account::Token& link, const Reset& asked,
                                 std::string_view browser = "asking") {
    NewPassword wanted{link, secret_of(asked.password)};
    if (!asked.code.empty()) wanted.code = TypedCode::of(asked.code);
    wanted.without_factor = asked.without_factor;
    return run(reset_password(house.services, House::client(browser), wanted));
}

// A letter with a relief link, asked for in any browser, opened in `browser`.
inline account::Result<account::Done> take_relief(House& house, const Person& person,
                                                  std::string_view browser) {
    run(ask_for_relief(house.services, House::client("asking"), person.email));
    const auto token = mailed_token(house, person.who, outbox::Kind::relief_link);
    return run(use_relief(house.services, House::client(browser), token));
}

[[nodiscard]] inline guard::Standing standing_of(House& house, AccountId who) {
    const auto loaded = run(house.services.db.load(who, std::vector<store::LoadCall>{}));
    REQUIRE(loaded.guard);
    return guard::standing(*loaded.guard, house.now());
}
inline void begin_hold(House& house, AccountId who) {
    change_guard(house, who, [&](store::Guard& guard) {
        guard::begin_hold(guard, house.settings.hold, house.now());
    });
}
inline void begin_freeze(House& house, AccountId who) {
    change_guard(house, who, [&](store::Guard& guard) {
        guard::begin_freeze(guard, house.now() + std::chrono::hours{240}, house.now());
    });
}

// One statement on the account's rows, done by nobody that the account knows.
inline void alter(House& house, AccountId who, const store::SaveCall& call) {
    std::function<bool(store::Transaction&)> f = [&](store::Transaction& tx) {
        tx.save(call);
        return true;
    };
    run(house.services.db.transact<bool>(who, std::move(f)));
}

}  // namespace sparekey::signin

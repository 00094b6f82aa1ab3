// For tests: what a person does in one browser, and what others can read of it afterwards.
#pragma once
#include <atomic>
#include <barrier>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "crypto/seal.h"
#include "factor/backup_code_actions.h"
#include "factor/disable.h"
#include "factor/enrol.h"
#include "factor/generation.h"
#include "outbox/outbox.h"
#include "signin/code_step.h"
#include "signin/current.h"
#include "signin/enrolment_flow.h"
#include "signin/house_double.h"
#include "signin/password_step.h"
#include "signin/step_up.h"

namespace sparekey::signin {

template <class T>
[[nodiscard]] bool granted(const account::Result<T>& result) {
    return std::holds_alternative<T>(result);
}
template <class T>
[[nodiscard]] account::Why why(const account::Result<T>& result) {
    REQUIRE(std::holds_alternative<account::Refusal>(result));
    return std::get<account::Refusal>(result).why;
}
template <class T>
[[nodiscard]] const T& outcome(const account::Result<T>& result) {
    REQUIRE(std::holds_alternative<T>(result));
    return std::get<T>(result);
}

// How many of sixteen threads that do the same at once were granted it.
template <class Try>
[[nodiscard]] int winners_of_sixteen(Try&& attempt) {
    std::atomic<int> won = 0;
    std::barrier start{16};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&] {
            start.arrive_and_wait();
            if (attempt()) ++won;
        });
    }
    threads.clear();
    return won;
}

[[nodiscard]] inline std::shared_ptr<const crypto::Secret> secret_of(const std::string& text) {
    return std::make_shared<const crypto::Secret>(text);
}

// What the newest mail of this kind shows: eight digits, or a link's token.
[[nodiscard]] inline crypto::Secret mailed_secret(House& house, AccountId who, outbox::Kind kind) {
    const auto rows = house.rows(
        "SELECT mail_id, secret FROM outbox WHERE account_id = $1 AND kind = $2 "
        "ORDER BY mail_id DESC LIMIT 1",
        {who, outbox::slug(kind)});
    REQUIRE(rows.size() == 1);
    const auto bound = outbox::secret_binding(who, rows[0].integer(0));
    auto secret = crypto::open(house.ring, rows[0].bytes(1), bound);
    REQUIRE(secret);
    return *std::move(secret);
}
[[nodiscard]] inline std::int64_t mails(House& house, AccountId who, outbox::Kind kind) {
    return house.count("SELECT COUNT(*) FROM outbox WHERE account_id = $1 AND kind = $2",
                       {who, outbox::slug(kind)});
}
[[nodiscard]] inline std::int64_t lines(House& house, AccountId who, journal::Kind kind) {
    return house.count("SELECT COUNT(*) FROM journal WHERE account_id = $1 AND kind = $2",
                       {who, journal::slug(kind)});
}
[[nodiscard]] inline std::int64_t sessions(House& house, AccountId who) {
    return house.count("SELECT COUNT(*) FROM session WHERE level > 0 AND account_id = $1", {who});
}

// A code that is none of the key's, now or a minute around.
[[nodiscard]] inline std::string wrong_one_time(const crypto::Secret& key, Time now) {
    for (int guess = 100000;; ++guess) {
        auto code = std::to_string(guess);
        if (!otp::matching_step(key.view(), code, otp::step_at(now), 4)) return code;
    }
}
// A code of no set here.
inline const std::string wrong_backup = "not even digits";

class Visit {
   public:
    Visit(House& in, Person& of, std::string_view browser = "home")
        : house(in), person(of), client(House::client(browser)) {}

    House& house;
    Person& person;
    account::Client client;
    std::optional<account::Token> session;

    // A one-time code that nobody has used: of the next half minute.
    [[nodiscard]] std::string fresh_code() {
        house.clock.advance(std::chrono::seconds{30});
        return person.code_at(house.now());
    }
    [[nodiscard]] std::string backup_code(std::size_t index) const {
        return std::string{person.codes[index].text()};
    }

    Visit& sign_in() { return sign_in_with(person.key.empty() ? std::string{} : fresh_code()); }
    Visit& sign_in_with(const std::string& code) {
        auto step =
            run(signin::sign_in(house.services, client, person.email, secret_of(person.password)));
        REQUIRE(step.token);
        if (code.empty()) {
            session = std::move(step.token);
            return *this;
        }
        const auto typed = TypedCode::of(code);
        auto result = run(sign_in_with_code(house.services, client, *step.token, typed, true));
        REQUIRE(granted(result));
        session = std::get<CodeAccepted>(std::move(result)).token.clone();
        return *this;
    }

    [[nodiscard]] std::optional<Current> current() const {
        std::optional<account::Token> token;
        if (session) token = session->clone();
        return run(signin::current(house.services, std::move(token), house.now()));
    }

    template <class Outcome>
    account::Result<Outcome> act(account::Action<Outcome> action, const std::string& code,
                                 bool confirm_last = false) {
        Proof proof{secret_of(person.password), std::nullopt, confirm_last};
        if (!code.empty()) proof.code = TypedCode::of(code);
        auto result =
            run(step_up<Outcome>(house.services, client, *session, proof, std::move(action)));
        if (const auto* refusal = std::get_if<Refusal>(&result)) return *refusal;
        auto& done = std::get<SteppedUp<Outcome>>(result);
        session = std::move(done.session);
        return std::move(done.outcome);
    }

    // Begins an enrolment; the key is what the new authenticator holds.
    [[nodiscard]] account::Result<factor::Enrolling> begin_enabling() {
        REQUIRE(granted(run(mail_enable_code(house.services, client, *session))));
        const auto code = mailed_secret(house, person.who, outbox::Kind::enable_code);
        return act(factor::begin_enabling(house.services, client, std::string{code.text()}), {});
    }
    [[nodiscard]] account::Result<factor::Enrolling> begin_replacing(const std::string& code) {
        return act(factor::begin_replacing(house.services), code);
    }
    // The person has the new authenticator and codes afterwards.
    account::Result<Confirmed> confirm(const factor::Enrolling& begun) {
        const auto code = otp::one_time_code(begun.key.view(), otp::step_at(house.now()));
        auto result = run(confirm_enrolment(house.services, client, *session, code));
        if (auto* done = std::get_if<Confirmed>(&result)) {
            person.key = begun.key.clone();
            for (std::size_t i = 0; i < done->codes.size(); ++i) {
                person.codes[i] = done->codes[i].clone();
            }
            session = done->session.clone();
        }
        return result;
    }
    void replace(const std::string& code) {
        const auto begun = begin_replacing(code);
        REQUIRE(granted(begun));
        REQUIRE(granted(confirm(outcome(begun))));
    }

    // Whether this code signs in now, in a browser of its own.
    [[nodiscard]] bool signs_in(const std::string& code) {
        auto step = run(signin::sign_in(house.services, House::client("other"), person.email,
                                        secret_of(person.password)));
        if (step.verdict != PasswordVerdict::challenge) return false;
        const auto typed = TypedCode::of(code);
        return granted(run(
            sign_in_with_code(house.services, House::client("other"), *step.token, typed, true)));
    }
};

// A copy that keeps what the person had before a change.
[[nodiscard]] inline Person copy_of(const Person& person) {
    Person copy{person.who, person.email, person.password, person.key.clone(), {}};
    for (std::size_t i = 0; i < copy.codes.size(); ++i) copy.codes[i] = person.codes[i].clone();
    return copy;
}

// Somebody else changes the guard, as a hold or a freeze that began elsewhere does.
inline void change_guard(House& house, AccountId who, const std::function<void(store::Guard&)>& f) {
    store::Decide<bool> decide = [&](const store::Loaded& loaded, Time) -> store::Decision<bool> {
        auto guard = *loaded.guard;
        f(guard);
        return {true, guard, {}};
    };
    run(house.services.db.change<bool>(who, std::vector<store::LoadCall>{}, std::move(decide)));
}

// The password changes as a step-up elsewhere changes it: what it was is kept for the cool-down.
inline void change_password(House& house, Person& person, const std::string& to) {
    const auto salt = account::new_salt();
    const auto derived = account::derive_password(to, salt, cheap);
    store::Decide<bool> decide = [&](const store::Loaded& loaded, Time now) {
        const auto client = House::client("elsewhere");
        account::Plan plan{person.who, loaded, house.ring, client, now};
        plan.begin_hold(house.settings.hold);
        factor::keep(plan, house.ring, factor::Cause::password,
                     {.password = account::read_password(loaded.rows[0])});
        plan.save(account::save_password(
            account::new_password(house.pepper, person.who, derived, salt, cheap, now, "step_up")));
        return plan.decision(true);
    };
    std::vector<store::LoadCall> loads{account::load_password};
    run(house.services.db.change<bool>(person.who, std::move(loads), std::move(decide)));
    person.password = to;
}

}  // namespace sparekey::signin

// What changes between the beginning and the end of a sign-in or a reset: each is refused, or
// decided by what is in force then, and what was refused spends nothing and brings nothing back.
// doc/signin.md has the table.
#include <doctest/doctest.h>

#include "signin/between_double.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;
using enum Meanwhile;

// What of an account a refused flow must leave as it finds it.
struct State {
    std::int64_t password, key, last_step, set, sessions, links_unused, pending;
    Bytes used;
    guard::Standing standing;
    bool operator==(const State&) const = default;
};
State state_of(House& house, AccountId who) {
    const auto number = [&](const std::string& sql) {
        const auto rows = house.rows(sql + " WHERE account_id = $1", {who});
        return rows.empty() ? 0 : rows[0].integer(0);
    };
    const auto codes = house.rows("SELECT used_at FROM backup_codes WHERE account_id = $1", {who});
    return {number("SELECT version FROM password"),
            number("SELECT version FROM authenticator"),
            number("SELECT last_step FROM guard"),
            number("SELECT version FROM backup_codes"),
            sessions(house, who),
            house.count("SELECT COUNT(*) FROM link WHERE account_id = $1 AND used_at = 0 AND "
                        "purpose = 'reset_password'",
                        {who}),
            house.count("SELECT COUNT(*) FROM pending_password WHERE account_id = $1", {who}),
            codes.empty() ? Bytes{} : codes[0].bytes(0),
            standing_of(house, who)};
}

// A house with an owner who is signed in at home, and a person elsewhere.
struct Scene {
    explicit Scene(House& in) : house(in), ada(in.person("ada@example.org", true)), home(in, ada) {
        home.sign_in();
    }
    House& house;
    Person ada;
    Visit home;
    account::Client away = House::client("away");
    std::optional<State> left;  // As `meanwhile` left it.

    [[nodiscard]] std::function<void()> meanwhile(Meanwhile what) {
        return [this, what] {
            happen(home, what);
            left = state_of(house, ada.who);
        };
    }
    [[nodiscard]] bool is_as_left() { return state_of(house, ada.who) == left; }
};

// Nothing: it is granted.
struct Expected {
    Meanwhile what;
    std::optional<Why> why;
};

// Runs `flow` with each of these between its halves, each in a house of its own.
template <class Flow>
void each_between(const std::vector<Expected>& table, Duration hold, Flow&& flow) {
    for (const auto& [what, expected] : table) {
        CAPTURE(static_cast<int>(what));
        in_each_house([&](House& house) {
            house.settings.hold = hold;
            Scene scene{house};
            const auto result = flow(scene, scene.meanwhile(what));
            REQUIRE(scene.left);
            CHECK(granted(result) != expected.has_value());
            if (!expected) {
                CHECK(standing_of(house, scene.ada.who).restriction != guard::Restriction::freeze);
                return;
            }
            CHECK(why(result) == *expected);
            CHECK(scene.is_as_left());
        });
    }
}

TEST_CASE("between the password and its hash: what is in force at the end decides") {
    const std::vector<std::pair<Meanwhile, PasswordVerdict>> table{
        {regenerate, PasswordVerdict::challenge}, {change_password, PasswordVerdict::not_accepted},
        {disable, PasswordVerdict::session},      {replace, PasswordVerdict::challenge},
        {stolen, PasswordVerdict::challenge},     {freeze, PasswordVerdict::challenge}};
    for (const auto& [what, expected] : table) {
        CAPTURE(static_cast<int>(what));
        in_each_house([&](House& house) {
            Scene scene{house};
            auto flow =
                sign_in(house.services, scene.away, scene.ada.email, secret_of(scene.ada.password));
            const auto step =
                with_between(house, scene.ada.who, std::move(flow), scene.meanwhile(what));
            CHECK(step.verdict == expected);
            CHECK((expected == PasswordVerdict::session || scene.is_as_left()));
        });
    }
}

TEST_CASE("between the password step and the one-time code") {
    const std::vector<Expected> table{{regenerate, {}},
                                      {change_password, Why::no_challenge},
                                      {disable, Why::changed_meanwhile},
                                      {replace, Why::no_challenge},
                                      {stolen, Why::no_challenge},
                                      {freeze, {}}};
    each_between(table, 48h, [](Scene& scene, const std::function<void()>& meanwhile) {
        const auto key = scene.ada.key.clone();
        const auto challenge = challenge_of(scene.house, scene.away, scene.ada);
        meanwhile();
        scene.house.clock.advance(30s);
        const auto code = otp::one_time_code(key.view(), otp::step_at(scene.house.now()));
        return type_code(scene.house, scene.away, challenge, code);
    });
}

TEST_CASE("between the beginning and the end of a sign-in by backup code") {
    const std::vector<Expected> table{
        {regenerate, Why::changed_meanwhile}, {change_password, Why::no_challenge},
        {disable, Why::changed_meanwhile},    {replace, Why::no_challenge},
        {stolen, Why::no_challenge},          {freeze, {}}};
    each_between(table, 48h, [](Scene& scene, const std::function<void()>& meanwhile) {
        const auto challenge = challenge_of(scene.house, scene.away, scene.ada);
        const auto typed = TypedCode::of(scene.home.backup_code(0));
        auto flow = sign_in_with_code(scene.house.services, scene.away, challenge, typed, false);
        return with_between(scene.house, scene.ada.who, std::move(flow), meanwhile);
    });
}

// The hold that most changes begin refuses a reset by itself; `no_hold` is a house without one, in
// which only what the reset remembers of its beginning can.
constexpr Duration no_hold{0};

account::Result<ResetResult> reset_between(Scene& scene, const std::function<void()>& meanwhile,
                                           const std::string& code) {
    const auto link = reset_link(scene.house, scene.ada, "away");
    NewPassword wanted{link, secret_of("a password of the thief's")};
    wanted.code = TypedCode::of(code);
    auto flow = reset_password(scene.house.services, scene.away, wanted);
    return with_between(scene.house, scene.ada.who, std::move(flow), meanwhile);
}

TEST_CASE("between the beginning and the end of a reset: a hold refuses it, a freeze is vetoed") {
    const std::vector<Expected> table{
        {regenerate, Why::restricted}, {change_password, Why::link_invalid},
        {disable, Why::restricted},    {replace, Why::restricted},
        {stolen, Why::restricted},     {freeze, {}}};
    each_between(table, 48h, [](Scene& scene, const std::function<void()>& meanwhile) {
        return reset_between(scene, meanwhile, scene.ada.code_at(scene.house.now() + 30s));
    });
    each_between(table, 48h, [](Scene& scene, const std::function<void()>& meanwhile) {
        return reset_between(scene, meanwhile, scene.home.backup_code(0));
    });
}

TEST_CASE("between the beginning and the end of a reset, where no hold would refuse it") {
    const std::vector<Expected> table{{regenerate, Why::changed_meanwhile},
                                      {change_password, Why::link_invalid},
                                      {disable, Why::changed_meanwhile},
                                      {replace, Why::changed_meanwhile}};
    each_between(table, no_hold, [](Scene& scene, const std::function<void()>& meanwhile) {
        return reset_between(scene, meanwhile, scene.ada.code_at(scene.house.now() + 30s));
    });
    each_between(table, no_hold, [](Scene& scene, const std::function<void()>& meanwhile) {
        return reset_between(scene, meanwhile, scene.home.backup_code(0));
    });
}

TEST_CASE("a try that was begun stays charged, whatever refused its end") {
    in_each_house([](House& house) {
        Scene scene{house};
        const auto challenge = challenge_of(house, scene.away, scene.ada);
        const auto typed = TypedCode::of(scene.home.backup_code(0));
        auto flow = sign_in_with_code(house.services, scene.away, challenge, typed, false);
        const auto result =
            with_between(house, scene.ada.who, std::move(flow), scene.meanwhile(regenerate));
        CHECK(why(result) == Why::changed_meanwhile);
        const auto loaded =
            run(house.services.db.load(scene.ada.who, std::vector<store::LoadCall>{}));
        CHECK(guard::budgets_of(loaded.guard->budgets).factor.tries.seconds().size() == 1);
        CHECK(house.count("SELECT tries FROM session WHERE level = 0 AND account_id = $1",
                          {scene.ada.who}) == 1);
    });
}

}  // namespace
}  // namespace sparekey::signin

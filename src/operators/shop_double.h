// For tests: an operator with a server of its own, and the people who sign in there.
#pragma once
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "operators/account_flow.h"
#include "operators/enrol.h"
#include "operators/key_flow.h"
#include "operators/verify.h"
#include "signin/acts_double.h"

namespace sparekey::operators {

using signin::granted;
using signin::in_each_house;
using signin::lines;
using signin::mails;
using signin::outcome;
using signin::why;
using signin::winners_of_sixteen;

// The same name is the same browser.
[[nodiscard]] inline account::Client asks_for(std::string_view browser = "") {
    account::Client client{"198.51.100.7", "Firefox on Linux", {}, true};
    if (!browser.empty()) client.browser_digest = to_bytes(bytes_of(browser));
    return client;
}

[[nodiscard]] inline ExternalId named(std::string_view text) {
    const auto id = ExternalId::parse(text);
    REQUIRE(id);
    return *id;
}

struct Shop {
    signin::House& house;

    [[nodiscard]] Time now() const { return house.now(); }

    [[nodiscard]] account::Result<Seen> make(std::string_view id,
                                             std::vector<std::string> addresses = {
                                                 "ada@example.org"}) {
        return run(make_account(house.services, asks_for(), named(id), std::move(addresses)));
    }
    [[nodiscard]] AccountId account_of(const std::string& id) {
        return house.rows("SELECT account_id FROM operator_account WHERE external_id = $1", {id})
            .at(0)
            .id<AccountId>(0);
    }
    [[nodiscard]] account::Result<account::Done> remove(const std::string& id) {
        return run(delete_account(house.services, asks_for(), named(id), account_of(id)));
    }
};

// Somebody who signs in at the operator's, with an authenticator that was confirmed a minute ago.
struct Customer {
    Shop shop;
    std::string id;
    AccountId who;
    crypto::Secret key;
    otp::BackupCodes codes;

    explicit Customer(signin::House& house, std::string external = "customer-1")
        : shop{house}, id(std::move(external)) {
        REQUIRE(granted(shop.make(id)));
        who = shop.account_of(id);
        enrol();
    }

    void enrol() {
        auto begun = run(begin_enabling(shop.house.services, asks_for(), who));
        REQUIRE(granted(begun));
        confirm(std::get<factor::Enrolling>(std::move(begun)));
    }
    void confirm(factor::Enrolling begun) {
        key = std::move(begun.key);
        const auto typed = code();
        auto made = run(confirm_enrolment({shop.house.services, asks_for(), who, typed}));
        REQUIRE(granted(made));
        codes = std::get<otp::BackupCodes>(std::move(made));
        shop.house.clock.advance(std::chrono::minutes{1});
    }

    [[nodiscard]] std::string code() const {
        return otp::one_time_code(key.view(), otp::step_at(shop.now()));
    }
    [[nodiscard]] std::string fresh_code() {
        shop.house.clock.advance(std::chrono::seconds{30});
        return code();
    }
    [[nodiscard]] std::string wrong() const { return signin::wrong_one_time(key, shop.now()); }

    [[nodiscard]] std::optional<Repeat> call(std::string_view idempotency_key,
                                             std::string_view body) const {
        return repeat_of(shop.house.pepper, AccountId{7}, idempotency_key, "POST /verify", body);
    }

    [[nodiscard]] Result<Verified> verify(std::string_view typed,
                                          const std::optional<Repeat>& repeat = std::nullopt,
                                          bool confirm_last = false,
                                          std::string_view browser = "") {
        const auto code = signin::TypedCode::of(typed);
        return run(operators::verify(
            {shop.house.services, asks_for(browser), who, code, repeat, confirm_last}));
    }

    template <class Outcome>
    [[nodiscard]] Result<Outcome> change(Awaitable<Result<Outcome>> (*what)(const Change&),
                                         std::string_view typed) {
        const auto code = signin::TypedCode::of(typed);
        const auto client = asks_for();
        const Change asked{shop.house.services, client, who, code};
        return run(what(asked));
    }

    [[nodiscard]] guard::Budgets budgets() const {
        const auto loaded = run(shop.house.services.db.load(who, std::vector<store::LoadCall>{}));
        return guard::budgets_of(loaded.guard->budgets);
    }
    [[nodiscard]] std::size_t tries() const { return budgets().factor.tries.seconds().size(); }
    [[nodiscard]] guard::Standing standing() const { return signin::standing_of(shop.house, who); }
};

}  // namespace sparekey::operators

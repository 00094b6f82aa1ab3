// For tests: something happens between the two changes of a flow, while its hash is being made.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <optional>
#include <string>

#include "factor/backup_code_actions.h"
#include "signin/acts_double.h"
#include "signin/password_change.h"
#include "signin/stolen_confirm.h"
#include "signin/stolen_flow.h"

namespace sparekey::signin {

[[nodiscard]] inline std::int64_t guard_write(House& house, AccountId who) {
    return house.count("SELECT write_id FROM guard WHERE account_id = $1", {who});
}

// Runs `flow` until its first change of the account is stored, then `meanwhile`, then the rest.
template <class T>
[[nodiscard]] T with_between(House& house, AccountId who, Awaitable<T> flow,
                             const std::function<void()>& meanwhile) {
    boost::asio::io_context io{1};
    std::optional<T> result;
    boost::asio::co_spawn(io, std::move(flow), [&](std::exception_ptr thrown, T value) {
        if (thrown) std::rethrow_exception(thrown);
        result.emplace(std::move(value));
    });
    const auto before = guard_write(house, who);
    while (guard_write(house, who) == before) REQUIRE(io.run_one() == 1);
    REQUIRE_FALSE(result);
    meanwhile();
    io.run();
    return std::move(result).value();
}

enum class Meanwhile { regenerate, change_password, disable, replace, stolen, freeze };

// Its owner does it, at home; what a person must know of it, `home.person` knows then.
inline void happen(Visit& home, Meanwhile what) {
    auto& house = home.house;
    auto& person = home.person;
    switch (what) {
    case Meanwhile::regenerate: {
        auto action = factor::regenerate_codes(house.services, person.who);
        const auto made = home.act(std::move(action), home.fresh_code());
        for (std::size_t i = 0; i < person.codes.size(); ++i)
            person.codes[i] = outcome(made)[i].clone();
        return;
    }
    case Meanwhile::change_password: {
        const std::string next = "quite another battery";
        auto action = change_password(house.services, person.who, secret_of(next));
        REQUIRE(granted(home.act(std::move(action), home.fresh_code())));
        person.password = next;
        return;
    }
    case Meanwhile::disable: {
        auto action = factor::disable(house.services, person.password);
        auto& ready = std::get<account::Action<account::Done>>(action);
        REQUIRE(granted(home.act(std::move(ready), home.fresh_code())));
        return;
    }
    case Meanwhile::replace: home.replace(home.fresh_code()); return;
    case Meanwhile::stolen: {
        const auto begun = run(
            begin_stolen(house.services, home.client, person.email, secret_of(person.password)));
        REQUIRE(granted(run(confirm_stolen_by_backup_code(
            house.services, home.client, outcome(begun).report, home.backup_code(7), false))));
        return;
    }
    case Meanwhile::freeze: begin_freeze(house, person.who); return;
    }
}

}  // namespace sparekey::signin

#include "signin/current.h"

#include "account/address_table.h"
#include "account/password_table.h"
#include "base/check.h"
#include "factor/codes_left.h"

namespace sparekey::signin {

FactorState state_of(const std::optional<factor::Authenticator>& authenticator, Time now) {
    if (!authenticator) return FactorState::none;
    return now < authenticator->suspended_until ? FactorState::suspended : FactorState::active;
}

namespace {

// A session whose time is over goes when it is shown again: a clock that is set back must not bring
// it to life.
Awaitable<void> drop_ended(const account::Services& services, const account::Token& token) {
    std::vector<store::LoadCall> loads;
    loads.emplace_back(load_session, store::Values{token.digest()});
    store::Decide<bool> drop = [&](const store::Loaded& loaded, Time now) -> store::Decision<bool> {
        const auto session = read_session(loaded.rows[0]);
        const bool ended = loaded.guard && session && !alive(*session, services.settings, now);
        if (!ended) return {false, {}, {}};
        return {true, loaded.guard, {end_session(token.digest())}};
    };
    co_await services.db.change<bool>(token.account(), std::move(loads), std::move(drop));
}

}  // namespace

Awaitable<std::optional<Current>> current(const account::Services& services,
                                          std::optional<account::Token> token, Time now) {
    if (!token) co_return std::nullopt;
    const auto who = token->account();
    std::vector<store::LoadCall> loads;
    loads.emplace_back(load_session, store::Values{token->digest()});
    loads.emplace_back(account::load_addresses);
    loads.emplace_back(factor::load_authenticator);
    loads.emplace_back(factor::load_codes_left);
    loads.emplace_back(account::load_password_due);
    const auto loaded = co_await services.db.load(who, std::move(loads));
    const auto session = read_session(loaded.rows[0]);
    if (!loaded.guard || !session) co_return std::nullopt;
    if (!alive(*session, services.settings, now)) {
        co_await drop_ended(services, *token);
        co_return std::nullopt;
    }

    if (now - session->seen_at >= touch_every) {
        store::Decide<bool> touch = [&](const store::Loaded& again,
                                        Time at) -> store::Decision<bool> {
            if (!again.guard || again.rows[0].empty()) return {false, {}, {}};
            return {true, again.guard, {touch_session(*session, at)}};
        };
        std::vector<store::LoadCall> own;
        own.emplace_back(load_session, store::Values{token->digest()});
        if (!co_await services.db.change<bool>(who, std::move(own), std::move(touch)))
            co_return std::nullopt;
    }
    const auto addresses = account::read_addresses(loaded.rows[1]);
    const auto* primary = account::primary(addresses);
    Current found{who, *session, primary != nullptr ? primary->email : std::string{}};
    found.factor = state_of(factor::read_authenticator(loaded.rows[2]), now);
    found.codes_left = factor::read_codes_left(loaded.rows[3]);
    found.standing = guard::standing(*loaded.guard, now);
    found.must_change_password = account::read_password_due(loaded.rows[4]);
    co_return found;
}

Awaitable<std::optional<Waiting>> waiting(const account::Services& services,
                                          std::optional<account::Token> token, Time now) {
    if (!token) co_return std::nullopt;
    std::vector<store::LoadCall> loads;
    loads.emplace_back(load_challenge, store::Values{token->digest()});
    loads.emplace_back(factor::load_authenticator);
    loads.emplace_back(factor::load_codes_left);
    const auto loaded = co_await services.db.load(token->account(), std::move(loads));
    const auto challenge = read_challenge(loaded.rows[0]);
    if (!loaded.guard || !challenge || !challenge->alive(now)) co_return std::nullopt;
    co_return Waiting{*challenge, state_of(factor::read_authenticator(loaded.rows[1]), now),
                      factor::read_codes_left(loaded.rows[2])};
}

}  // namespace sparekey::signin

#include "factor/veto.h"

#include <algorithm>

#include "base/check.h"

namespace sparekey::factor {
namespace {

// The secret with everything that any of its copies knows of it.
Authenticator merged(Authenticator one, const FactorStates& states) {
    const auto learn = [&one](const std::optional<Authenticator>& other, Time suspended_until) {
        if (!other || other->version != one.version) return;
        one.last_step = std::max(one.last_step, other->last_step);
        one.suspended_until =
            std::max({one.suspended_until, other->suspended_until, suspended_until});
    };
    learn(states.authenticator, {});
    for (const auto& kept : states.kept) learn(kept.body.authenticator, kept.suspended_until);
    return one;
}

bool is_in_force(const Authenticator& one, const FactorStates& states) {
    return states.authenticator && states.authenticator->version == one.version;
}

std::optional<Belongs> whose_one_time(const std::string& typed, const FactorStates& states,
                                      const crypto::KeyRing& ring, AccountId who, Time now) {
    const auto step_of = [&](const Authenticator& one) -> std::optional<otp::Step> {
        const auto verified = verify(merged(one, states), ring, who, typed, now);
        if (verified.verdict != Verdict::accepted) return std::nullopt;
        return verified.step;
    };
    if (states.authenticator) {
        if (const auto step = step_of(*states.authenticator)) return Belongs{nullptr, *step, {}};
    }
    for (const auto& kept : states.kept) {
        const auto& one = kept.body.authenticator;
        if (!one || is_in_force(*one, states)) continue;
        if (const auto step = step_of(*one)) return Belongs{&kept, *step, {}};
    }
    return std::nullopt;
}

std::optional<Belongs> whose_backup(const std::vector<HashedForSet>& hashed,
                                    const FactorStates& states, const crypto::Pepper& pepper,
                                    AccountId who) {
    const auto index_in = [&](const BackupCodes& set) -> std::optional<std::size_t> {
        const auto mine = std::ranges::find(hashed, set.version, &HashedForSet::version);
        if (mine == hashed.end()) return std::nullopt;
        const auto found = match(set, pepper, who, mine->hashed);
        if (!found || !found->is_good()) return std::nullopt;
        return found->index;
    };
    if (states.codes) {
        if (const auto index = index_in(*states.codes)) return Belongs{nullptr, 0, index};
    }
    for (const auto& kept : states.kept) {
        if (!kept.body.codes) continue;
        if (const auto index = index_in(*kept.body.codes)) return Belongs{&kept, 0, index};
    }
    return std::nullopt;
}

}  // namespace

std::vector<SetSalt> set_salts(const std::optional<BackupCodes>& in_force,
                               const std::vector<Generation>& kept) {
    std::vector<SetSalt> all;
    if (in_force) all.push_back({in_force->version, in_force->set_salt});
    for (const auto& one : kept) {
        if (one.body.codes) all.push_back({one.body.codes->version, one.body.codes->set_salt});
    }
    return all;
}

std::optional<Belongs> whose_code(const VetoCode& typed, const FactorStates& states,
                                  const crypto::KeyRing& ring, const crypto::Pepper& pepper,
                                  AccountId who, Time now) {
    if (typed.one_time) return whose_one_time(*typed.one_time, states, ring, who, now);
    return whose_backup(typed.backup, states, pepper, who);
}

Restored restored(const Belongs& code, const FactorStates& states, Time now) {
    ENSURE(code.generation != nullptr);
    const auto& body = code.generation->body;
    Restored back{.authenticator = std::nullopt, .codes = body.codes};
    if (body.authenticator && !is_in_force(*body.authenticator, states)) {
        back.authenticator = merged(*body.authenticator, states);
        back.authenticator->last_step = std::max(back.authenticator->last_step, code.step);
    }
    if (back.codes && code.code) back.codes->used_at.at(*code.code) = now;
    return back;
}

}  // namespace sparekey::factor

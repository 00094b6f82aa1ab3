// The statements of reset links.
#pragma once
#include <optional>

#include "account/token.h"
#include "base/ids.h"
#include "base/time.h"
#include "store/database.h"

namespace sparekey::recovery {

inline constexpr int reset_tries_max = 5;  // Passwords, each given with the right receipt code.

struct ResetLink {
    AppealId appeal;
    Time sent_at{};
    Time expires_at{};
    Time used_at{};     // The epoch: not yet.
    Time revoked_at{};  // The epoch: not.
    int tries = 0;

    [[nodiscard]] bool alive(Time now) const {
        return used_at == Time{} && revoked_at == Time{} && now < expires_at;
    }
};

[[nodiscard]] store::LoadCall reset_link_of(const account::Token&);
[[nodiscard]] std::optional<ResetLink> read_reset_link(const store::Rows&);
// The newest of the account; read_alive_link() of their rows.
extern const store::Load load_reset_links;
[[nodiscard]] std::optional<ResetLink> read_alive_link(const store::Rows&, AppealId, Time now);
// Spends the one of the appeal: touches a row only while it is alive at `now`.
[[nodiscard]] store::SaveCall spend_reset_link(AppealId, Time now);
// One try more than was loaded; touches the row only then.
[[nodiscard]] store::SaveCall charge_reset_link(const account::Token&, const ResetLink& loaded);
// Whatever of the appeal is alive; its count cannot be known.
[[nodiscard]] store::SaveCall revoke_links(AppealId, Time now);

// The conditions of appeal.md's "Two people", asked of the rows themselves and not of a state that
// somebody may have written there.
struct LinkAsked {
    AccountId who;
    AppealId appeal;
    BytesView token_digest;
    Time now;
    Time expires_at;
    // The first pass that counts must be as old as this: three business days.
    Time first_pass_before;
    // And the notices of the submission: 72 hours.
    Time notices_before;
    bool frozen_now;  // What the account's guard says.
    int people_min;   // 2; 1 where the case and the configuration both say desk.single_reviewer.
};
// Whether the link was written: one statement that holds every condition.
[[nodiscard]] bool insert_reset_link(store::Transaction&, const LinkAsked&);

}  // namespace sparekey::recovery

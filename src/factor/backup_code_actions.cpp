#include "factor/backup_code_actions.h"

#include "account/notice.h"
#include "factor/readiness.h"
#include "factor/replaced.h"

namespace sparekey::factor {
namespace {

using account::Plan;
using account::Proven;
using account::Refusal;
using account::Result;
using account::Why;

otp::BackupCodes copy_of(const otp::BackupCodes& codes) {
    otp::BackupCodes copy;
    for (std::size_t i = 0; i < codes_count; ++i) copy[i] = codes[i].clone();
    return copy;
}

// What the hash threads make before the change that saves it.
struct NewSet {
    otp::BackupCodes codes;
    BackupCodes set;
};

Result<otp::BackupCodes> save_new_set(const account::Services& services, Plan& plan,
                                      const std::vector<store::Rows>& rows, const Proven& proven,
                                      const NewSet& made) {
    InForce old{rows, 0, services.ring, plan.who(), plan.now()};
    if (!old.authenticator || !old.codes) return Refusal{.why = Why::no_factor};
    if (!has_room(old.kept, plan.standing())) return no_room(plan.standing());
    // With the authenticator beside them, so that an old code brings back a whole factor even when
    // that is replaced or disabled later.
    old.spend(proven, plan.now());
    begin_cool_down(plan, services, Cause::regenerate,
                    {.authenticator = old.authenticator, .codes = old.codes});
    auto set = made.set;
    set.made_at = plan.now();
    set.shown_at = plan.now();
    plan.save(save_backup_codes(set));
    auto written = read_written(rows.at(4));
    written.codes_at = Time{};
    plan.save(save_written(written));
    plan.line(journal::Kind::codes_regenerated);
    account::tell_with_not_me(plan, old.recipients, outbox::Kind::codes_regenerated,
                              hold_detail(plan));
    return copy_of(made.codes);
}

}  // namespace

account::Action<ViewedCodes> view_codes(const account::Services& services) {
    account::Action<ViewedCodes> action;
    action.operation = guard::Operation::view_codes;
    action.loads = replaced_loads();
    action.decide = [&services](Plan& plan, const std::vector<store::Rows>& rows,
                                const Proven& proven) -> Result<ViewedCodes> {
        const InForce now{rows, 0, services.ring, plan.who(), plan.now()};
        if (!now.authenticator || !now.codes) return Refusal{.why = Why::no_factor};
        if (now.codes->withdrawn_at != Time{}) return Refusal{.why = Why::codes_withdrawn};
        auto codes = view(*now.codes, services.ring, plan.who(), proven.password->wrapping_key);
        if (!codes) return Refusal{.why = Why::codes_not_viewable};
        plan.begin_hold(services.settings.hold);
        plan.save(save_shown_at(*now.codes, plan.now()));
        plan.line(journal::Kind::codes_viewed);
        account::tell_with_not_me(plan, now.recipients, outbox::Kind::codes_viewed,
                                  hold_detail(plan));
        ViewedCodes seen;
        for (std::size_t i = 0; i < codes_count; ++i) {
            seen[i].used_at = now.codes->used_at[i];
            if (seen[i].used_at == Time{}) seen[i].code = std::move((*codes)[i]);
        }
        return seen;
    };
    return action;
}

account::Action<otp::BackupCodes> regenerate_codes(const account::Services& services,
                                                   AccountId who) {
    const auto made = std::make_shared<NewSet>();
    account::Action<otp::BackupCodes> action;
    action.operation = guard::Operation::regenerate_codes;
    action.ends_other_sessions = true;
    action.loads = replaced_loads();
    action.loads.emplace_back(load_written);
    action.work = [&services, who, made](const account::DerivedPassword& password) {
        const auto& settings = services.settings;
        // Without a password of ours nothing could open them again.
        const bool viewable = settings.backup_codes_viewable && !password.wrapping_key.empty();
        const auto* key = viewable ? &password.wrapping_key : nullptr;
        made->codes = otp::draw_backup_codes();
        // The times are the decision's to say.
        made->set = make_set(made->codes, services.pepper, services.ring, who, key,
                             settings.hash_cost, Time{});
    };
    action.decide = [&services, made](Plan& plan, const std::vector<store::Rows>& rows,
                                      const Proven& proven) -> Result<otp::BackupCodes> {
        return save_new_set(services, plan, rows, proven, *made);
    };
    return action;
}

}  // namespace sparekey::factor

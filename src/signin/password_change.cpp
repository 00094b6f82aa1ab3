#include "signin/password_change.h"

#include "account/link.h"
#include "account/password_table.h"
#include "base/text.h"
#include "factor/generation.h"
#include "factor/replaced.h"
#include "signin/challenge.h"

namespace sparekey::signin {
namespace {

using account::Done;
using account::Refusal;
using account::Result;
using account::Why;

// A password and what was derived from it, made on a hash thread and read by the decision.
struct Derived {
    Bytes salt = account::new_salt();
    std::optional<account::DerivedPassword> derived;
};

}  // namespace

std::optional<Refusal> judge_new_password(const account::Services& services,
                                          std::string_view password, std::string_view email,
                                          bool has_factor) {
    const auto length_min =
        has_factor ? account::password_min_with_factor : account::password_min_only_factor;
    const auto& settings = services.settings;
    const auto flaw = account::flaw_of_new_password(password, length_min, email, settings.site_name,
                                                    settings.password_blocklist);
    if (!flaw) return std::nullopt;
    return Refusal{.why = account::why_of(*flaw)};
}

void end_what_hangs_on_the_password(account::Plan& plan) {
    plan.save(end_all_challenges());
    plan.save(account::stop_links(account::LinkPurpose::reset_password, plan.now()));
    plan.save(account::delete_pending_password());
    plan.save(account::password_no_longer_due());
}

account::Action<Done> change_password(const account::Services& services, AccountId who,
                                      std::shared_ptr<const crypto::Secret> next) {
    const auto made = std::make_shared<Derived>();
    account::Action<Done> action;
    action.operation = guard::Operation::change_password;
    action.ends_other_sessions = true;
    action.loads = factor::replaced_loads();
    action.work = [made, next, &services](const account::DerivedPassword&) {
        made->derived =
            account::derive_password(next->text(), made->salt, services.settings.hash_cost);
    };
    action.decide = [made, next, who, &services](account::Plan& plan,
                                                 const std::vector<store::Rows>& rows,
                                                 const account::Proven& proven) -> Result<Done> {
        const factor::InForce old{rows, 0, services.ring, who, plan.now()};
        const auto normal = nfc(next->text());
        if (!old.authenticator && code_points(*normal) < account::password_min_only_factor) {
            return Refusal{.why = Why::password_too_short};
        }
        if (!factor::has_room(old.kept, plan.standing())) return factor::no_room(plan.standing());
        plan.begin_hold(services.settings.hold);
        factor::keep(plan, services.ring, factor::Cause::password,
                     {.password = proven.stored_password});
        plan.save(account::save_password(
            account::new_password(services.pepper, who, *made->derived, made->salt,
                                  services.settings.hash_cost, plan.now(), "step_up")));
        if (old.codes && old.codes->sealed) {
            const auto sealed =
                factor::reseal(*old.codes, services.ring, who, proven.password->wrapping_key,
                               made->derived->wrapping_key);
            plan.save(factor::save_sealed_codes(*old.codes, sealed));
        }
        end_what_hangs_on_the_password(plan);
        plan.line(journal::Kind::password_changed);
        plan.tell(old.recipients, outbox::Kind::password_changed, factor::hold_detail(plan));
        return Done{};
    };
    return action;
}

}  // namespace sparekey::signin

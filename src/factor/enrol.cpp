#include "factor/enrol.h"

#include "account/address_table.h"
#include "account/mailed_code.h"
#include "factor/generation.h"
#include "otp/setup_key.h"

namespace sparekey::factor {
namespace {

using account::CodePurpose;
using account::CodeVerdict;
using account::Plan;
using account::Proven;
using account::Refusal;
using account::Result;
using account::Why;

Enrolling begin(const account::Services& services, Plan& plan, const Proven& proven,
                EnrolmentPurpose purpose, const store::Rows& addresses) {
    const auto& settings = services.settings;
    NewKey fresh{otp::new_setup_key(settings.setup_key_characters), {}};
    // Without a password of ours nothing could open them again.
    if (settings.backup_codes_viewable && proven.password != nullptr)
        fresh.wrapping_key = proven.password->wrapping_key.clone();

    Enrolment enrolment;
    enrolment.purpose = purpose;
    enrolment.session_id = proven.session_id;
    enrolment.password_version = proven.stored_password.version;
    enrolment.started_at = plan.now();
    seal_new_key(enrolment, services.ring, plan.who(), fresh);
    plan.save(save_enrolment(enrolment));

    const auto all = account::read_addresses(addresses);
    const auto* primary = account::primary(all);
    return {std::move(fresh.key), primary != nullptr ? primary->email : std::string{},
            plan.now() + enrolment_lives};
}

// nullopt when the mailed code is right; it is spent then, and every wrong one charged.
std::optional<Refusal> take_mailed_code(const account::Services& services, Plan& plan,
                                        BytesView browser, const store::Rows& rows,
                                        std::string_view typed) {
    const auto stored = account::read_mailed_code(rows);
    const auto verdict = account::judge(stored, services.pepper, plan.who(), CodePurpose::enable,
                                        browser, typed, plan.now());
    switch (verdict) {
    case CodeVerdict::expired: return Refusal{.why = Why::code_expired};
    case CodeVerdict::too_many: return Refusal{.why = Why::too_many_tries};
    case CodeVerdict::wrong:
        plan.save(account::charge_mailed_code(CodePurpose::enable, browser));
        return Refusal{.why = Why::code_wrong,
                       .tries_left = account::mailed_code_tries_max - stored->tries - 1};
    case CodeVerdict::accepted: break;
    }
    plan.save(account::spend_mailed_code(CodePurpose::enable, browser));
    return std::nullopt;
}

// Whether a backup code stands behind this proof, now or when the session began.
bool by_backup_code(const Proven& proven) {
    return proven.factor == account::FactorUsed::backup_code ||
           (proven.factor == account::FactorUsed::none &&
            proven.session_method == account::Method::backup_code);
}

}  // namespace

account::Action<Enrolling> begin_enabling(const account::Services& services,
                                          const account::Client& client, std::string mailed_code) {
    account::Action<Enrolling> action;
    action.operation = guard::Operation::enable_factor;
    action.loads.emplace_back(account::mailed_code_of(CodePurpose::enable, client.browser_digest));
    action.loads.emplace_back(load_authenticator);
    action.loads.emplace_back(account::load_addresses);
    action.decide = [&services, &client, typed = std::move(mailed_code)](
                        Plan& plan, const std::vector<store::Rows>& rows,
                        const Proven& proven) -> Result<Enrolling> {
        if (!rows[1].empty()) return Refusal{.why = Why::factor_already_enabled};
        const auto refusal =
            take_mailed_code(services, plan, client.browser_digest, rows[0], typed);
        if (refusal) return *refusal;
        return begin(services, plan, proven, EnrolmentPurpose::enable, rows[2]);
    };
    return action;
}

account::Action<Enrolling> begin_replacing(const account::Services& services) {
    account::Action<Enrolling> action;
    action.operation = guard::Operation::replace_factor;
    action.backup_code_counts = true;
    action.password_alone_after_backup_code = true;
    action.loads.emplace_back(load_authenticator);
    action.loads.emplace_back(account::load_addresses);
    action.loads.emplace_back(load_generations);
    action.decide = [&services](Plan& plan, const std::vector<store::Rows>& rows,
                                const Proven& proven) -> Result<Enrolling> {
        if (rows[0].empty()) return Refusal{.why = Why::no_factor};
        // Asked here too, so that nobody sets up a phone for a confirmation that will be refused.
        const auto kept = read_generations(rows[2], services.ring, plan.who(), plan.now());
        if (!has_room(kept, plan.standing())) return no_room(plan.standing());
        const bool stolen = proven.suspended && by_backup_code(proven);
        const auto purpose =
            stolen ? EnrolmentPurpose::replace_after_stolen : EnrolmentPurpose::replace;
        return begin(services, plan, proven, purpose, rows[1]);
    };
    return action;
}

}  // namespace sparekey::factor

#include "test/model/answers.h"

namespace sparekey::model {
namespace {

std::string name_of(account::Why why) {
    using enum account::Why;
    switch (why) {
    case not_signed_in: return "not_signed_in";
    case not_accepted: return "not_accepted";
    case no_challenge: return "no_challenge";
    case restricted: return "restricted";
    case password_wrong: return "password_wrong";
    case code_needed: return "code_needed";
    case code_wrong: return "code_wrong";
    case code_already_used: return "code_already_used";
    case backup_code_not_enough: return "backup_code_not_enough";
    case last_backup_code: return "last_backup_code";
    case codes_withdrawn: return "codes_withdrawn";
    case too_many_tries: return "too_many_tries";
    case factor_suspended: return "factor_suspended";
    case changed_meanwhile: return "changed_meanwhile";
    case no_factor: return "no_factor";
    case no_enrolment: return "no_enrolment";
    case no_stolen_report: return "no_stolen_report";
    case link_invalid: return "link_invalid";
    case code_expired:
    case too_many_mails:
    case factor_already_enabled:
    case no_sign_up:
    case stolen_recently:
    case not_suspended:
    case nothing_to_undo:
    case codes_not_viewable:
    case password_too_short:
    case password_common:
    case password_too_similar:
    case password_site_name:
    case not_found:
    case last_address:
    case too_many_addresses:
    case identity_by_operator: break;
    }
    return "a refusal that the model never gives: " + std::to_string(static_cast<int>(why));
}

}  // namespace

std::string text_of(const account::Refusal& refusal) {
    auto text = name_of(refusal.why);
    if (refusal.tries_left >= 0) text += ", left " + std::to_string(refusal.tries_left);
    return text;
}

}  // namespace sparekey::model

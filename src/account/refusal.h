// Why a request was refused: the outcomes that flows share, each with its stable slug
// (doc/errors.md).
#pragma once
#include <chrono>
#include <optional>
#include <string_view>
#include <variant>

#include "account/password.h"
#include "base/time.h"
#include "guard/restriction.h"

namespace sparekey::account {

enum class Why {
    not_signed_in,
    not_accepted,  // Unknown, wrong or throttled at sign-in: nobody is told which.
    no_challenge,
    restricted,
    password_wrong,
    code_needed,
    code_wrong,
    code_already_used,
    code_expired,
    backup_code_not_enough,
    last_backup_code,
    codes_withdrawn,
    too_many_tries,
    too_many_mails,
    factor_suspended,
    changed_meanwhile,
    no_factor,
    factor_already_enabled,
    no_enrolment,
    no_sign_up,
    no_stolen_report,
    stolen_recently,
    not_suspended,
    nothing_to_undo,
    link_invalid,
    codes_not_viewable,
    password_too_short,
    password_common,
    password_too_similar,
    password_site_name,
    not_found,
    last_address,
    too_many_addresses,
    identity_by_operator,
    no_appeal,
    wrong_state,
    no_identity_record,
    too_many_appeals,
    appeal_barred,
    incomplete,
    receipt_wrong,
    mailed_code_needed,
    not_allowed,
    not_assigned,
    evidence_changed,
    checklist_incomplete,
    no_video,
    evidence_unchecked,
    needs_second_person,
    camera_needed,
    too_many_items,
    picture_unreadable,
    picture_too_large,
    video_unreadable,
    video_too_large,
    upload_broken_off,  // Nobody reads that answer.
    // Told to the operator's server, and to no person.
    key_not_accepted,
    scope_missing,
    unknown_account,
    account_exists,
    account_deleted,
    idempotency_key_reused,
};

struct Refusal {
    Why why;
    Time until{};  // too_many_tries, too_many_mails, restricted, factor_suspended, stolen_recently,
                   // account_deleted; the epoch: open.
    int tries_left = -1;          // code_wrong, where a challenge or an enrolment counts them.
    std::chrono::seconds wait{};  // code_already_used: until the next code.
    guard::Restriction restriction = guard::Restriction::none;  // restricted.
};

// The refusal of a new password with this flaw.
[[nodiscard]] Why why_of(PasswordFlaw);

template <class T>
using Result = std::variant<Refusal, T>;

// For flows that grant nothing but their effect.
struct Done {};

}  // namespace sparekey::account

// An authenticator by the operator's API: begun, shown by the operator, confirmed with a code of
// its own. And what changes one: each with the person's own code in the same call, by the very
// actions that a person does here with a step-up.
#pragma once
#include <optional>
#include <string>

#include "account/plan.h"
#include "account/refusal.h"
#include "account/services.h"
#include "factor/backup_codes.h"
#include "factor/enrol.h"
#include "factor/enrolment.h"
#include "operators/by_code.h"

namespace sparekey::operators {

inline constexpr std::size_t account_name_characters_max = 64;

// A first one, where there is none. The operator vouches for the person.
[[nodiscard]] Awaitable<Result<factor::Enrolling>> begin_enabling(const Services&, const Client&,
                                                                  AccountId);

// What must still be so when the new codes are hashed.
struct ConfirmTicket {
    factor::Enrolment enrolment;
    otp::Step step = 0;  // Of the new key: spent by the confirmation.
    std::int64_t authenticator_version = 0;
    std::int64_t set_version = 0;
};
struct Confirm {
    const Services& services;
    const Client& client;
    AccountId who;
    std::string_view typed;
};
// Rows: account, enrolment, authenticator, backup codes, generations, addresses.
[[nodiscard]] std::vector<store::LoadCall> confirm_loads();
[[nodiscard]] store::Decision<Result<ConfirmTicket>> begin_confirm(const Confirm&,
                                                                   const store::Loaded&, Time now);
[[nodiscard]] store::Decision<Result<account::Done>> finish_confirm(const Confirm&,
                                                                    const ConfirmTicket&,
                                                                    const factor::BackupCodes& made,
                                                                    const store::Loaded&, Time now);
// The eight codes, for the recovery sheet: shown once.
[[nodiscard]] Awaitable<Result<otp::BackupCodes>> confirm_enrolment(const Confirm&);

// With the person's own code.
struct Change {
    const Services& services;
    const Client& client;
    AccountId who;
    const signin::TypedCode& code;
    bool confirm_last = false;
};
[[nodiscard]] Awaitable<Result<factor::Enrolling>> begin_replacing(const Change&);
[[nodiscard]] Awaitable<Result<account::Done>> remove_factor(const Change&);
[[nodiscard]] Awaitable<Result<otp::BackupCodes>> regenerate_codes(const Change&);

}  // namespace sparekey::operators

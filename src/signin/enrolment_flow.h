// Confirming an enrolment: a code of the new authenticator makes it the account's, and in the same
// change the old one and all old backup codes stop. And the mailed code that enabling needs.
#pragma once
#include <string_view>

#include "account/plan.h"
#include "account/refusal.h"
#include "account/services.h"
#include "account/token.h"
#include "factor/backup_codes.h"
#include "factor/enrolment.h"
#include "signin/session.h"

namespace sparekey::signin {

struct CodeSent {
    Time expires_at{};
};
// Mails the code to the primary address.
[[nodiscard]] Awaitable<account::Result<CodeSent>> mail_enable_code(const account::Services&,
                                                                    const account::Client&,
                                                                    const account::Token& session);

// What must still be so when the new codes are hashed.
struct ConfirmTicket {
    factor::Enrolment enrolment;
    otp::Step step = 0;  // Of the new key: spent by the confirmation.
    std::int64_t authenticator_version = 0;
    std::int64_t set_version = 0;
};

struct Confirm {
    const account::Services& services;
    const account::Token& session;
    const account::Token& next;  // Becomes the session's token.
};

// Rows: enrolment, password, authenticator, backup codes, generations, addresses.
[[nodiscard]] std::vector<store::LoadCall> confirm_loads();

[[nodiscard]] account::Result<ConfirmTicket> begin_confirm(const Confirm&, std::string_view typed,
                                                           account::Plan&, const Session&,
                                                           const std::vector<store::Rows>&);
[[nodiscard]] account::Result<account::Done> finish_confirm(const Confirm&, const ConfirmTicket&,
                                                            const factor::BackupCodes& made,
                                                            account::Plan&, const Session&,
                                                            const std::vector<store::Rows>&);

struct Confirmed {
    otp::BackupCodes codes;
    account::Token session;
};
[[nodiscard]] Awaitable<account::Result<Confirmed>> confirm_enrolment(const account::Services&,
                                                                      const account::Client&,
                                                                      const account::Token& session,
                                                                      std::string_view typed);

}  // namespace sparekey::signin

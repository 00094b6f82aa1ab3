// The rules that several of the model's operations share.
#pragma once
#include "test/model/steps.h"

namespace sparekey::model {

struct Paid {
    bool allowed = false;
    Payer payer = Payer::account;
    bool reached = false;
};
[[nodiscard]] Paid pay_for_password(Account&, const std::string& browser, Time now);
void password_was_right(Account&, const std::string& browser, Payer);
// It was no failure, and proves nothing of the password in force.
void give_back_password(Account&, const std::string& browser, Payer);
[[nodiscard]] Paid pay_for_code(Account&, const std::string& browser, Time now);
void code_was_right(Account&, const std::string& browser, Payer, Time now);
// No guess, and no success: the charge alone goes back.
void give_back_code(Account&, const std::string& browser, Payer);
// A mailed link for somebody who proved nothing.
[[nodiscard]] bool pay_for_link(Account&, const std::string& browser, Time now);
// A mailed code for somebody who gave the password.
[[nodiscard]] bool pay_for_owner_mail(Account&, const std::string& browser, Time now);

void line(Account&, const std::string& kind);
void letter(Account&, const std::string& kind);
void tell_reached(Account&);

[[nodiscard]] bool is_frozen(const Account&, Time now);
[[nodiscard]] bool is_held(const Account&, Time now);
void end_freeze(Account&, Time now);
void begin_hold(Account&, Duration, Time now);
// Whether one more thing that is replaced may be kept.
[[nodiscard]] bool has_room(const Account&, Time now);
// Until seven days after the hold.
void keep(Account&, int password, Time now);

[[nodiscard]] int key_version(const Account&);
[[nodiscard]] int set_version(const Account&);
[[nodiscard]] bool is_suspended(const Account&, Time now);
[[nodiscard]] bool is_backup(const std::string& code);
// nullptr when there is none, or its time is over.
[[nodiscard]] Session* living_session(Account&, const std::string& name, Time now);

// What a typed code is worth against what is in force.
enum class Worth { right, wrong, used, last, suspended };
[[nodiscard]] Worth worth_of(const Account&, const Secrets&, const std::string& code, Time now,
                             bool last_may_go);
// Spends one that is right.
void spend(Account&, const Secrets&, const std::string& code, Time now);

}  // namespace sparekey::model

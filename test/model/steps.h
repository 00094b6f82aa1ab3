// What people do, as the model sees it: an operation is one or two steps, each of which happens at
// once or not at all. Between two steps of one, others' steps may come.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "test/model/account_model.h"

namespace sparekey::model {

enum class Payer { account, browser, relief };

// What the first step remembers for the second.
struct Ticket {
    int password = 0;
    int key_version = 0;  // 0 without one.
    int set_version = 0;
    int enrolment_version = 0;
    otp::Step step = 0;
    Payer password_payer = Payer::account;
    std::optional<Payer> code_payer = {};
    bool throttled = false;
    bool reached = false;
    bool had_factor = false;
    bool was_right = false;
};

// The outcome, or nothing when another step follows.
using Outcome = std::optional<std::string>;
using Step = std::function<Outcome(Account&, Ticket&, Time now)>;
using Steps = std::vector<Step>;

// Who does something, and where.
struct Actor {
    const Secrets& secrets;
    std::string browser;
};

// `password` is the count of a password, -1 for one that never was. `code` has six digits or eight.
[[nodiscard]] Steps password_steps(const Actor&, int password);
[[nodiscard]] Steps code_steps(const Actor&, const std::string& challenge, const std::string& code);

enum class Change { regenerate, change_password, disable, replace };
struct StepUp {
    std::string session;
    int password = 0;
    std::string code;
    Change change = Change::regenerate;
    int next_password = 0;  // For change_password.
};
[[nodiscard]] Steps step_up_steps(const Actor&, const StepUp&);
[[nodiscard]] Steps confirm_steps(const Actor&, const std::string& session,
                                  const std::string& code);

[[nodiscard]] Steps ask_reset_steps(const Actor&);
// Without a code: "I have no factor at hand".
[[nodiscard]] Steps reset_steps(const Actor&, const std::string& link, int next_password,
                                const std::string& code);
[[nodiscard]] Steps ask_relief_steps();
[[nodiscard]] Steps use_relief_steps(const Actor&, const std::string& link);

[[nodiscard]] Steps begin_stolen_steps(const Actor&, int password);
[[nodiscard]] Steps confirm_stolen_steps(const Actor&, const std::string& report,
                                         const std::string& code);

[[nodiscard]] Steps sign_out_steps(const std::string& session);
[[nodiscard]] Steps end_others_steps(const std::string& session);
[[nodiscard]] Steps freeze_steps(Duration);

}  // namespace sparekey::model

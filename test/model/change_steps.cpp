// What a signed-in person changes: step-ups, and the confirmation of a new authenticator.
#include <algorithm>

#include "test/model/rules.h"

namespace sparekey::model {
namespace {

using namespace std::chrono_literals;

bool by_backup_code(const StepUp& asked, const Session& session) {
    return is_backup(asked.code) || session.method == "backup_code";
}

Outcome not_now(Account& account, const StepUp& asked, Time now) {
    const auto* session = living_session(account, asked.session, now);
    if (session == nullptr) return "not_signed_in";
    if (is_frozen(account, now)) return "restricted";
    if (!is_held(account, now) || asked.change == Change::change_password) return {};
    const bool after_stolen = asked.change == Change::replace && is_suspended(account, now) &&
                              by_backup_code(asked, *session);
    if (after_stolen) return {};
    return "restricted";
}

bool needs_code(Account& account, const StepUp& asked, Time now) {
    const auto* session = living_session(account, asked.session, now);
    const bool password_alone = asked.change == Change::replace && session->method == "backup_code";
    return account.authenticator && !password_alone;
}

Outcome wrong_kind(Account& account, const StepUp& asked, Time now) {
    if (!needs_code(account, asked, now)) return {};
    if (asked.code.empty()) return "code_needed";
    const bool counts = asked.change == Change::replace || asked.change == Change::disable;
    if (is_backup(asked.code)) {
        if (!counts) return "backup_code_not_enough";
        return {};
    }
    if (is_suspended(account, now)) return "factor_suspended";
    return {};
}

Step begin_step(const Actor& actor, const StepUp& asked) {
    return [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        if (const auto refused = not_now(account, asked, now)) return refused;
        if (const auto refused = wrong_kind(account, asked, now)) return refused;
        auto charged = account;
        const auto password = pay_for_password(charged, actor.browser, now);
        if (!password.allowed) return "too_many_tries";
        if (password.reached) tell_reached(charged);
        ticket.password_payer = password.payer;
        if (needs_code(account, asked, now)) {
            const auto code = pay_for_code(charged, actor.browser, now);
            if (!code.allowed) return "too_many_tries";
            if (code.reached) tell_reached(charged);
            ticket.code_payer = code.payer;
        }
        account = charged;
        ticket.password = account.password;
        ticket.key_version = key_version(account);
        ticket.set_version = set_version(account);
        return {};
    };
}

Outcome spend_proof(Account& account, const Actor& actor, const StepUp& asked, Payer payer,
                    Time now) {
    const auto worth = worth_of(account, actor.secrets, asked.code, now, false);
    if (worth == Worth::wrong) {
        line(account, "factor_wrong");
        letter(account, "factor_wrong_after_password");
        return "code_wrong";
    }
    if (worth != Worth::right) {
        give_back_code(account, actor.browser, payer);
        if (worth == Worth::suspended) return "factor_suspended";
        return worth == Worth::used ? "code_already_used" : "last_backup_code";
    }
    spend(account, actor.secrets, asked.code, now);
    if (is_backup(asked.code) && account.codes->left() <= 2) letter(account, "few_codes_left");
    code_was_right(account, actor.browser, payer, now);
    return {};
}

void only(Account& account, const std::string& session) {
    std::erase_if(account.sessions, [&](const Session& one) { return one.name != session; });
}

void drop_enrolment(Account& account) {
    account.enrolment.reset();
    for (auto& one : account.sessions) one.enrols = false;
}

void notice(Account& account, const std::string& kind, Time now) {
    line(account, kind);
    letter(account, kind);
    account.links.push_back({nameless, "not_me", now + 72h});
}

void replace_factor(Account& account, Time now) {
    begin_hold(account, 48h, now);
    keep(account, -1, now);
    drop_enrolment(account);
}

void change_password(Account& account, const StepUp& asked, Time now) {
    begin_hold(account, 48h, now);
    keep(account, account.password, now);
    account.password = asked.next_password;
    account.pending_password = false;
    account.challenges.clear();
    for (auto& one : account.links) one.used = one.used || one.purpose == "reset_password";
    line(account, "password_changed");
    letter(account, "password_changed");
    only(account, asked.session);
}

void begin_replacing(Account& account, const StepUp& asked, bool had_code, Time now) {
    auto* session = living_session(account, asked.session, now);
    const bool by_backup = is_backup(asked.code) && had_code;
    const bool after_stolen = is_suspended(account, now) &&
                              (by_backup || (!had_code && session->method == "backup_code"));
    drop_enrolment(account);
    account.enrolment =
        Enrolment{nameless, after_stolen, account.password, now, 0, ++account.versions};
    session->enrols = true;
}

Outcome change(Account& account, const StepUp& asked, bool had_code, Time now) {
    if (asked.change != Change::change_password && !account.authenticator) return "no_factor";
    if (!has_room(account, now)) return "restricted";
    switch (asked.change) {
    case Change::regenerate:
        replace_factor(account, now);
        account.codes = Codes{nameless, {}, ++account.versions};
        notice(account, "codes_regenerated", now);
        only(account, asked.session);
        break;
    case Change::disable:
        replace_factor(account, now);
        account.authenticator.reset();
        account.codes.reset();
        notice(account, "factor_disabled", now);
        only(account, asked.session);
        break;
    case Change::change_password: change_password(account, asked, now); break;
    case Change::replace: begin_replacing(account, asked, had_code, now); break;
    }
    auto* session = living_session(account, asked.session, now);
    session->name = nameless;
    session->seen = now;
    return "done";
}

Step finish_step(const Actor& actor, const StepUp& asked) {
    return [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        if (const auto refused = not_now(account, asked, now)) return refused;
        const bool unchanged = account.password == ticket.password &&
                               key_version(account) == ticket.key_version &&
                               set_version(account) == ticket.set_version;
        if (!unchanged) return "changed_meanwhile";
        if (asked.password != account.password) {
            if (ticket.code_payer) give_back_code(account, actor.browser, *ticket.code_payer);
            line(account, "password_wrong");
            return "password_wrong";
        }
        password_was_right(account, actor.browser, ticket.password_payer);
        if (ticket.code_payer) {
            const auto refused = spend_proof(account, actor, asked, *ticket.code_payer, now);
            if (refused) return refused;
        }
        return change(account, asked, ticket.code_payer.has_value(), now);
    };
}

// Whether this session may confirm what waits.
Outcome may_not_confirm(Account& account, const std::string& name, Time now) {
    const auto* session = living_session(account, name, now);
    if (session == nullptr) return "not_signed_in";
    if (is_frozen(account, now)) return "restricted";
    const auto& waits = account.enrolment;
    const bool ours = waits && session->enrols && waits->password == account.password &&
                      now < waits->started + 10min;
    if (!ours) return "no_enrolment";
    if (is_held(account, now) && !waits->after_stolen) return "restricted";
    if (!account.authenticator) return "changed_meanwhile";
    if (!has_room(account, now)) return "restricted";
    return {};
}

}  // namespace

Steps step_up_steps(const Actor& actor, const StepUp& asked) {
    return {begin_step(actor, asked), finish_step(actor, asked)};
}

Steps confirm_steps(const Actor& actor, const std::string& session, const std::string& code) {
    Step begin = [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        if (const auto refused = may_not_confirm(account, session, now)) return refused;
        auto& waits = *account.enrolment;
        if (waits.tries >= 5) return "too_many_tries";
        ++waits.tries;
        const auto step = actor.secrets.step_of(waits.key, code, now);
        if (!step) return "code_wrong, left " + std::to_string(5 - waits.tries);
        ticket.step = *step;
        ticket.enrolment_version = waits.version;
        ticket.key_version = key_version(account);
        ticket.set_version = set_version(account);
        return {};
    };
    Step finish = [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        if (const auto refused = may_not_confirm(account, session, now)) return refused;
        const bool unchanged = account.enrolment->version == ticket.enrolment_version &&
                               key_version(account) == ticket.key_version &&
                               set_version(account) == ticket.set_version;
        if (!unchanged) return "changed_meanwhile";
        const auto key = account.enrolment->key;
        replace_factor(account, now);
        notice(account, "factor_replaced", now);
        account.authenticator = Authenticator{key, ticket.step, Time{}, ++account.versions};
        account.codes = Codes{nameless, {}, ++account.versions};
        account.challenges.clear();
        only(account, session);
        auto& after = account.sessions.front();
        after.name = nameless;
        after.method = "authenticator";
        after.level = 2;
        after.seen = now;
        return "done";
    };
    return {begin, finish};
}

}  // namespace sparekey::model

// Signing in, and out.
#include <algorithm>

#include "test/model/rules.h"

namespace sparekey::model {
namespace {

using namespace std::chrono_literals;

Challenge* find(Account& account, const std::string& name) {
    const auto found = std::ranges::find(account.challenges, name, &Challenge::name);
    return found == account.challenges.end() ? nullptr : &*found;
}

// Whether it is there for the password in force and not too old; its tries are another question.
bool stands(const Account& account, const Challenge* challenge, Time now) {
    return challenge != nullptr && now < challenge->made + 5min &&
           challenge->password == account.password;
}

void enter(Account& account, const Actor& actor, const std::string& challenge,
           const std::string& method, Time now) {
    end_freeze(account, now);
    account.browsers[actor.browser].known = true;
    std::erase_if(account.challenges, [&](const Challenge& c) { return c.name == challenge; });
    account.sessions.push_back({nameless, method, 2, now, now});
}

Outcome count_wrong(Account& account, Challenge& challenge, bool first) {
    line(account, "factor_wrong");
    if (first) letter(account, "factor_wrong_after_password");
    return "code_wrong, left " + std::to_string(5 - challenge.tries);
}

Step one_time_step(const Actor& actor, const std::string& name, const std::string& code) {
    return [=](Account& account, Ticket&, Time now) -> Outcome {
        auto* challenge = find(account, name);
        if (!stands(account, challenge, now) || challenge->tries >= 5) return "no_challenge";
        if (!account.authenticator) return "changed_meanwhile";
        auto charged = account;
        const auto paid = pay_for_code(charged, actor.browser, now);
        if (!paid.allowed) return "too_many_tries";
        switch (worth_of(account, actor.secrets, code, now, true)) {
        case Worth::used: return "code_already_used";
        case Worth::suspended: return "factor_suspended";
        case Worth::last:
        case Worth::wrong: break;
        case Worth::right:
            account = charged;
            code_was_right(account, actor.browser, paid.payer, now);
            spend(account, actor.secrets, code, now);
            enter(account, actor, name, "authenticator", now);
            line(account, "signed_in");
            return "signed in";
        }
        account = charged;
        challenge = find(account, name);
        const bool first = challenge->tries++ == 0;
        const auto outcome = count_wrong(account, *challenge, first);
        if (paid.reached) tell_reached(account);
        return outcome;
    };
}

Step begin_backup_step(const Actor& actor, const std::string& name) {
    return [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        auto* challenge = find(account, name);
        if (!stands(account, challenge, now) || challenge->tries >= 5) return "no_challenge";
        if (!account.codes) return "changed_meanwhile";
        auto charged = account;
        const auto paid = pay_for_code(charged, actor.browser, now);
        if (!paid.allowed) return "too_many_tries";
        account = charged;
        ++find(account, name)->tries;
        if (paid.reached) tell_reached(account);
        ticket.code_payer = paid.payer;
        ticket.set_version = set_version(account);
        return {};
    };
}

Step finish_backup_step(const Actor& actor, const std::string& name, const std::string& code) {
    return [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        auto* challenge = find(account, name);
        if (!stands(account, challenge, now)) return "no_challenge";
        if (set_version(account) != ticket.set_version) return "changed_meanwhile";
        const auto payer = *ticket.code_payer;
        const auto worth = worth_of(account, actor.secrets, code, now, false);
        if (worth == Worth::wrong) return count_wrong(account, *challenge, challenge->tries == 1);
        if (worth != Worth::right) {
            give_back_code(account, actor.browser, payer);
            --challenge->tries;
            return worth == Worth::used ? "code_already_used" : "last_backup_code";
        }
        code_was_right(account, actor.browser, payer, now);
        spend(account, actor.secrets, code, now);
        enter(account, actor, name, "backup_code", now);
        line(account, "signed_in_by_backup_code");
        letter(account, "signed_in_by_backup_code");
        return "signed in";
    };
}

}  // namespace

Steps password_steps(const Actor& actor, int password) {
    Step begin = [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        const auto paid = pay_for_password(account, actor.browser, now);
        if (paid.reached) tell_reached(account);
        ticket.password = account.password;
        ticket.password_payer = paid.payer;
        ticket.throttled = !paid.allowed;
        return {};
    };
    Step finish = [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        const bool right = password == ticket.password && password == account.password;
        const bool locked = is_frozen(account, now) && !account.authenticator;
        if (!right || ticket.throttled || locked) {
            line(account, "password_wrong");
            return "not_accepted";
        }
        password_was_right(account, actor.browser, ticket.password_payer);
        if (account.authenticator) {
            account.challenges.push_back({nameless, now, 0, password});
            return "challenge";
        }
        account.browsers[actor.browser].known = true;
        account.sessions.push_back({nameless, "password", 1, now, now});
        line(account, "signed_in");
        return "session";
    };
    return {begin, finish};
}

Steps code_steps(const Actor& actor, const std::string& challenge, const std::string& code) {
    if (!is_backup(code)) return {one_time_step(actor, challenge, code)};
    return {begin_backup_step(actor, challenge), finish_backup_step(actor, challenge, code)};
}

Steps sign_out_steps(const std::string& session) {
    return {[=](Account& account, Ticket&, Time) -> Outcome {
        const auto is_it = [&](const Session& one) { return one.name == session; };
        if (std::erase_if(account.sessions, is_it) > 0) line(account, "signed_out");
        return "done";
    }};
}

Steps end_others_steps(const std::string& session) {
    return {[=](Account& account, Ticket&, Time now) -> Outcome {
        if (living_session(account, session, now) == nullptr) return "not_signed_in";
        std::erase_if(account.sessions, [&](const Session& one) { return one.name != session; });
        line(account, "sessions_ended");
        return "done";
    }};
}

Steps freeze_steps(Duration length) {
    return {[=](Account& account, Ticket&, Time now) -> Outcome {
        end_freeze(account, now);
        account.freeze_from = now;
        account.freeze_until = now + length;
        return "done";
    }};
}

}  // namespace sparekey::model

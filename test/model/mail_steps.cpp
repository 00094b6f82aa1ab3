// What works by a letter: a forgotten password, relief, a stolen phone.
#include <algorithm>

#include "test/model/rules.h"

namespace sparekey::model {
namespace {

using namespace std::chrono_literals;

template <class One>
One* find(std::vector<One>& all, const std::string& name) {
    const auto found = std::ranges::find(all, name, &One::name);
    return found == all.end() ? nullptr : &*found;
}

Outcome may_not_reset(Account& account, const std::string& name, Time now) {
    const auto* link = find(account.links, name);
    const bool stands = link != nullptr && link->purpose == "reset_password" && !link->used &&
                        now < link->expires && link->tries <= 5;
    if (!stands) return "link_invalid";
    if (is_held(account, now)) return "restricted";
    if (is_frozen(account, now) && !account.authenticator) return "restricted";
    return {};
}

Step begin_reset(const Actor& actor, const std::string& name, const std::string& code) {
    return [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        if (const auto refused = may_not_reset(account, name, now)) return refused;
        if (find(account.links, name)->tries >= 5) return "link_invalid";
        ticket.had_factor = account.authenticator.has_value();
        if (!ticket.had_factor || code.empty()) return {};
        if (!is_backup(code) && is_suspended(account, now)) return "factor_suspended";
        auto charged = account;
        const auto paid = pay_for_code(charged, actor.browser, now);
        if (!paid.allowed) return "too_many_tries";
        account = charged;
        ++find(account.links, name)->tries;
        if (paid.reached) tell_reached(account);
        ticket.code_payer = paid.payer;
        ticket.key_version = key_version(account);
        ticket.set_version = set_version(account);
        return {};
    };
}

Outcome spend_for_reset(Account& account, const Actor& actor, const Ticket& ticket,
                        const std::string& code, Time now) {
    if (key_version(account) != ticket.key_version || set_version(account) != ticket.set_version) {
        return "changed_meanwhile";
    }
    const auto worth = worth_of(account, actor.secrets, code, now, true);
    if (worth == Worth::wrong) {
        line(account, "factor_wrong");
        return "code_wrong";
    }
    if (worth != Worth::right) {
        give_back_code(account, actor.browser, *ticket.code_payer);
        return worth == Worth::suspended ? "factor_suspended" : "code_already_used";
    }
    spend(account, actor.secrets, code, now);
    if (is_backup(code) && account.codes->left() <= 2) letter(account, "few_codes_left");
    code_was_right(account, actor.browser, *ticket.code_payer, now);
    return {};
}

void set_password(Account& account, const Actor& actor, int next, Time now) {
    account.purse.wrong = 0;
    account.purse.last = Time{};
    account.browsers[actor.browser].purse.wrong = 0;
    account.browsers[actor.browser].purse.last = Time{};
    end_freeze(account, now);
    begin_hold(account, 48h, now);
    keep(account, account.password, now);
    account.password = next;
    account.pending_password = false;
    account.sessions.clear();
    account.challenges.clear();
    for (auto& one : account.links) one.used = one.used || one.purpose == "reset_password";
    line(account, "password_reset");
    letter(account, "password_reset");
}

Step finish_reset(const Actor& actor, const std::string& name, int next, const std::string& code) {
    return [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        if (const auto refused = may_not_reset(account, name, now)) return refused;
        if (account.authenticator.has_value() != ticket.had_factor) return "changed_meanwhile";
        if (ticket.had_factor && !ticket.code_payer) {
            find(account.links, name)->used = true;
            account.pending_password = true;
            line(account, "password_pending");
            letter(account, "password_pending");
            return "pending";
        }
        if (!has_room(account, now)) return "restricted";
        if (ticket.code_payer) {
            const auto refused = spend_for_reset(account, actor, ticket, code, now);
            if (refused) return refused;
        }
        find(account.links, name)->used = true;
        set_password(account, actor, next, now);
        return "changed";
    };
}

// Whether it was replaced, and is kept in a cool-down.
bool is_kept(const Account& account, int password, Time now) {
    return password >= 0 && std::ranges::any_of(account.generations, [&](const Generation& one) {
               return one.keep_until > now && one.password == password;
           });
}

// nullptr unless the report still stands for a password, in force or kept.
Report* standing_report(Account& account, const std::string& name, Time now) {
    auto* report = find(account.reports, name);
    if (report == nullptr || now >= report->made + 15min) return nullptr;
    const bool stands =
        report->password == account.password || is_kept(account, report->password, now);
    return stands ? report : nullptr;
}

Outcome may_not_report(Account& account, const std::string& name, Time now) {
    if (standing_report(account, name, now) == nullptr) return "no_stolen_report";
    if (!account.authenticator) return "no_factor";
    return {};
}

void suspend(Account& account, Time now) {
    account.authenticator->suspended_until = Time::max();
    for (auto& one : account.generations) {
        if (one.keep_until > now)
            one.keep_until = std::max<Time>(one.keep_until, now + 72h + 24h * 7);
    }
    account.enrolment.reset();
    account.reports.clear();
    account.challenges.clear();
    account.sessions.clear();
    begin_hold(account, 72h, now);
    line(account, "stolen_reported");
    letter(account, "stolen_reported");
}

Step begin_report(const Actor& actor, const std::string& name) {
    return [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        if (const auto refused = may_not_report(account, name, now)) return refused;
        if (find(account.reports, name)->password != account.password) return "not_accepted";
        if (find(account.reports, name)->tries >= 5) return "too_many_tries";
        auto charged = account;
        const auto paid = pay_for_code(charged, actor.browser, now);
        if (!paid.allowed) return "too_many_tries";
        account = charged;
        ++find(account.reports, name)->tries;
        ticket.code_payer = paid.payer;
        ticket.reached = paid.reached;
        ticket.set_version = set_version(account);
        return {};
    };
}

Step finish_report(const Actor& actor, const std::string& name, const std::string& code) {
    return [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        if (const auto refused = may_not_report(account, name, now)) return refused;
        auto& report = *find(account.reports, name);
        if (set_version(account) != ticket.set_version || report.password != account.password) {
            return "changed_meanwhile";
        }
        const auto worth = worth_of(account, actor.secrets, code, now, false);
        if (worth == Worth::wrong) {
            line(account, "factor_wrong");
            letter(account, "factor_wrong_after_password");
            if (ticket.reached) tell_reached(account);
            return "code_wrong, left " + std::to_string(5 - report.tries);
        }
        if (worth != Worth::right) {
            give_back_code(account, actor.browser, *ticket.code_payer);
            --report.tries;
            return worth == Worth::used ? "code_already_used" : "last_backup_code";
        }
        code_was_right(account, actor.browser, *ticket.code_payer, now);
        spend(account, actor.secrets, code, now);
        if (account.codes->left() <= 2) letter(account, "few_codes_left");
        suspend(account, now);
        return "stolen";
    };
}

}  // namespace

Steps ask_reset_steps(const Actor& actor) {
    return {[=](Account& account, Ticket&, Time now) -> Outcome {
        if (!pay_for_link(account, actor.browser, now)) return "done";
        account.links.push_back({nameless, "reset_password", now + 1h});
        letter(account, "password_link");
        return "done";
    }};
}

Steps reset_steps(const Actor& actor, const std::string& link, int next_password,
                  const std::string& code) {
    return {begin_reset(actor, link, code), finish_reset(actor, link, next_password, code)};
}

Steps ask_relief_steps() {
    return {[](Account& account, Ticket&, Time now) -> Outcome {
        const auto today =
            std::ranges::count_if(account.reliefs, [&](Time at) { return at + 24h > now; });
        if (today >= 3) return "done";
        account.reliefs.push_back(now);
        account.links.push_back({nameless, "relief", now + 24h});
        letter(account, "relief_link");
        return "done";
    }};
}

Steps use_relief_steps(const Actor& actor, const std::string& name) {
    return {[=](Account& account, Ticket&, Time now) -> Outcome {
        auto* link = find(account.links, name);
        if (link == nullptr || link->purpose != "relief" || link->used || now >= link->expires) {
            return "link_invalid";
        }
        link->used = true;
        auto& browser = account.browsers[actor.browser];
        browser.relief = 5;
        browser.relief_until = now + 24h;
        line(account, "relief_given");
        return "done";
    }};
}

Steps begin_stolen_steps(const Actor& actor, int password) {
    Step begin = [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        const auto paid = pay_for_password(account, actor.browser, now);
        if (paid.reached) tell_reached(account);
        ticket.was_right = password == account.password || is_kept(account, password, now);
        ticket.password_payer = paid.payer;
        ticket.throttled = !paid.allowed;
        return {};
    };
    Step finish = [=](Account& account, Ticket& ticket, Time now) -> Outcome {
        const bool in_force = password == account.password;
        const bool stands = in_force || is_kept(account, password, now);
        if (ticket.throttled || !ticket.was_right || !stands) {
            line(account, "password_wrong");
            return "not_accepted";
        }
        if (in_force) {
            password_was_right(account, actor.browser, ticket.password_payer);
        } else {
            give_back_password(account, actor.browser, ticket.password_payer);
        }
        if (account.authenticator && pay_for_owner_mail(account, actor.browser, now)) {
            letter(account, "stolen_code");
        }
        account.reports.push_back({nameless, now, 0, password});
        return "begun";
    };
    return {begin, finish};
}

Steps confirm_stolen_steps(const Actor& actor, const std::string& report, const std::string& code) {
    return {begin_report(actor, report), finish_report(actor, report, code)};
}

}  // namespace sparekey::model

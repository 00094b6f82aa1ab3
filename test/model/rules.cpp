#include "test/model/rules.h"

#include <algorithm>

namespace sparekey::model {
namespace {

using namespace std::chrono_literals;

Purse& own(Account& account, const std::string& browser) {
    auto& one = account.browsers[browser];
    return one.known ? one.purse : account.purse;
}

Purse& of(Account& account, const std::string& browser, Payer payer) {
    return payer == Payer::browser ? account.browsers[browser].purse : account.purse;
}

bool take_relief(Account& account, const std::string& browser, Time now) {
    auto& one = account.browsers[browser];
    if (one.relief == 0 || now >= one.relief_until) return false;
    --one.relief;
    return true;
}

long within(const std::vector<Time>& times, Duration window, Time since, Time now) {
    return std::ranges::count_if(times, [&](Time at) { return at >= since && at + window > now; });
}

// "5 free, then 30 s doubling to 1 h; 100 consecutive failures: disabled".
bool takes_password(const Purse& purse, Time now) {
    if (purse.wrong >= 100) return false;
    Duration wait = 0s;
    if (purse.wrong >= 5) wait = std::min<Duration>(30s * (1 << std::min(purse.wrong - 5, 7)), 1h);
    return now >= purse.last + wait;
}

// "10 an hour, 20 a day, 60 in 30 days (success does not refill this one)".
bool takes_code(const Purse& purse, Time now) {
    return within(purse.codes, 1h, purse.refilled, now) < 10 &&
           within(purse.codes, 24h, purse.refilled, now) < 20 &&
           within(purse.codes, 24h * 30, Time{}, now) < 60;
}

// "5 an hour, 20 a day".
bool takes_mail(const Purse& purse, Time now) {
    return within(purse.mails, 1h, Time{}, now) < 5 && within(purse.mails, 24h, Time{}, now) < 20;
}

}  // namespace

Paid pay_for_password(Account& account, const std::string& browser, Time now) {
    auto& purse = own(account, browser);
    if (takes_password(purse, now)) {
        ++purse.wrong;
        purse.last = now;
        const bool reached = purse.wrong == 5 || purse.wrong == 100;
        return {true, account.browsers[browser].known ? Payer::browser : Payer::account, reached};
    }
    return {take_relief(account, browser, now), Payer::relief, false};
}

void password_was_right(Account& account, const std::string& browser, Payer payer) {
    if (payer == Payer::relief) {
        ++account.browsers[browser].relief;
        return;
    }
    auto& purse = of(account, browser, payer);
    purse.wrong = 0;
    purse.last = Time{};
}

void give_back_password(Account& account, const std::string& browser, Payer payer) {
    if (payer == Payer::relief) {
        ++account.browsers[browser].relief;
        return;
    }
    auto& wrong = of(account, browser, payer).wrong;
    if (wrong > 0) --wrong;
}

Paid pay_for_code(Account& account, const std::string& browser, Time now) {
    auto& purse = own(account, browser);
    if (takes_code(purse, now)) {
        purse.codes.push_back(now);
        return {true, account.browsers[browser].known ? Payer::browser : Payer::account,
                !takes_code(purse, now)};
    }
    return {take_relief(account, browser, now), Payer::relief, false};
}

void code_was_right(Account& account, const std::string& browser, Payer payer, Time now) {
    give_back_code(account, browser, payer);
    if (payer != Payer::relief) of(account, browser, payer).refilled = now;
}

void give_back_code(Account& account, const std::string& browser, Payer payer) {
    if (payer == Payer::relief) {
        ++account.browsers[browser].relief;
        return;
    }
    auto& codes = of(account, browser, payer).codes;
    if (!codes.empty()) codes.pop_back();
}

bool pay_for_link(Account& account, const std::string& browser, Time now) {
    for (auto* purse : {&account.purse, &own(account, browser)}) {
        if (!takes_mail(*purse, now)) continue;
        purse->mails.push_back(now);
        return true;
    }
    return take_relief(account, browser, now);
}

bool pay_for_owner_mail(Account& account, const std::string& browser, Time now) {
    if (takes_mail(account.purse, now)) {
        account.purse.mails.push_back(now);
        return true;
    }
    auto& last = own(account, browser).owner_mail;
    if (last != Time{} && now < last + 1h) return false;
    last = now;
    return true;
}

void line(Account& account, const std::string& kind) { account.journal.push_back(kind); }
void letter(Account& account, const std::string& kind) { ++account.letters[kind]; }
void tell_reached(Account& account) {
    line(account, "budget_reached");
    letter(account, "budget_reached");
}

bool is_frozen(const Account& account, Time now) { return account.freeze_until > now; }
bool is_held(const Account& account, Time now) {
    return !is_frozen(account, now) && account.hold_until > now;
}

void end_freeze(Account& account, Time now) {
    if (!is_frozen(account, now)) return;
    if (account.hold_until > account.freeze_from) {
        account.hold_until += now - account.freeze_from;
    }
    account.freeze_from = account.freeze_until = Time{};
}

void begin_hold(Account& account, Duration length, Time now) {
    const auto begins = is_frozen(account, now) ? account.freeze_from : now;
    account.hold_until = std::max<Time>(account.hold_until, begins + length);
}

bool has_room(const Account& account, Time now) {
    const auto alive = std::ranges::count_if(
        account.generations, [&](const Generation& one) { return one.keep_until > now; });
    return alive < (is_frozen(account, now) || is_held(account, now) ? 8 : 16);
}

void keep(Account& account, int password, Time now) {
    auto ends = account.hold_until;
    if (is_frozen(account, now)) ends += account.freeze_until - account.freeze_from;
    account.generations.push_back({std::max(ends, now) + 24h * 7, password});
}

int key_version(const Account& account) {
    return account.authenticator ? account.authenticator->version + 1 : 0;
}
int set_version(const Account& account) { return account.codes ? account.codes->version + 1 : 0; }

bool is_suspended(const Account& account, Time now) {
    return account.authenticator && now < account.authenticator->suspended_until;
}

bool is_backup(const std::string& code) { return code.size() == 8; }

Session* living_session(Account& account, const std::string& name, Time now) {
    for (auto& one : account.sessions) {
        if (one.name == name && now < one.seen + 1h && now < one.made + 24h) return &one;
    }
    return nullptr;
}

Worth worth_of(const Account& account, const Secrets& secrets, const std::string& code, Time now,
               bool last_may_go) {
    if (is_backup(code)) {
        const auto index = secrets.index_of(account.codes->set, code);
        if (!index) return Worth::wrong;
        if (account.codes->used[*index]) return Worth::used;
        return account.codes->left() == 1 && !last_may_go ? Worth::last : Worth::right;
    }
    if (is_suspended(account, now)) return Worth::suspended;
    const auto step = secrets.step_of(account.authenticator->key, code, now);
    if (!step) return Worth::wrong;
    return *step <= account.authenticator->last_step ? Worth::used : Worth::right;
}

void spend(Account& account, const Secrets& secrets, const std::string& code, Time now) {
    if (is_backup(code)) {
        account.codes->used[*secrets.index_of(account.codes->set, code)] = true;
    } else {
        account.authenticator->last_step = *secrets.step_of(account.authenticator->key, code, now);
    }
}

}  // namespace sparekey::model

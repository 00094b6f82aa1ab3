#include "signin/browser.h"

namespace sparekey::signin {
Tries::Tries(guard::Budgets& account, std::optional<Browser> browser, Time now)
    : account_(account), browser_(std::move(browser)), loaded_(browser_), now_(now) {}

guard::Budgets& Tries::own() {
    return browser_ && browser_->known() ? browser_->budgets : account_;
}

bool Tries::take_relief() {
    if (!browser_ || browser_->relief <= 0 || now_ >= browser_->relief_until) return false;
    --browser_->relief;
    return true;
}

Charge Tries::charge_password() {
    const bool is_known = browser_ && browser_->known();
    if (auto& tries = own().password; tries.open(now_)) {
        const bool reached = tries.charge(now_);
        return {true, is_known ? Purse::browser : Purse::account, reached, {}};
    }
    if (take_relief()) return {true, Purse::relief, false, {}};
    return {};
}

void Tries::succeed_password(Purse purse) {
    // A success by relief proves the password as any other: what closed was somebody else's
    // guessing, and stays closed to them.
    if (purse == Purse::account) account_.password.succeed();
    if (purse == Purse::browser && browser_) browser_->budgets.password.succeed();
    if (purse == Purse::relief) take_back_password(purse);
}

void Tries::take_back_password(Purse purse) {
    const auto one_less = [](guard::PasswordTries& tries) {
        if (tries.consecutive > 0) --tries.consecutive;
    };
    if (purse == Purse::account) one_less(account_.password);
    if (purse == Purse::browser && browser_) one_less(browser_->budgets.password);
    if (purse == Purse::relief && browser_) ++browser_->relief;
}

Charge Tries::charge_factor() {
    const bool is_known = browser_ && browser_->known();
    auto& tries = own().factor;
    const auto next = tries.next(now_);
    if (next <= now_) {
        const bool reached = tries.charge(now_);
        return {true, is_known ? Purse::browser : Purse::account, reached, {}};
    }
    if (take_relief()) return {true, Purse::relief, false, {}};
    return {false, Purse::account, false, next};
}

void Tries::succeed_factor(Purse purse) {
    if (purse == Purse::account) account_.factor.succeed(now_);
    if (purse == Purse::browser && browser_) browser_->budgets.factor.succeed(now_);
    if (purse == Purse::relief) take_back_factor(purse);
}

void Tries::take_back_factor(Purse purse) {
    if (purse == Purse::account) account_.factor.tries.take_back();
    if (purse == Purse::browser && browser_) browser_->budgets.factor.tries.take_back();
    if (purse == Purse::relief && browser_) ++browser_->relief;
}

std::optional<Time> Tries::charge_owner_mail() {
    const auto next = account_.mails.next(now_);
    if (next <= now_) {
        account_.mails.add(now_);
        return std::nullopt;
    }
    auto& last = own().owner_mail;
    if (last != Time{} && now_ < last + owner_mail_every)
        return std::min(next, Time{last + owner_mail_every});
    last = now_;
    return std::nullopt;
}

bool Tries::charge_link() {
    for (auto* sends : {&account_.mails, &own().mails}) {
        if (sends->next(now_) > now_) continue;
        sends->add(now_);
        return true;
    }
    return take_relief();
}

void Tries::forgive_passwords() {
    account_.password.succeed();
    if (browser_) browser_->budgets.password.succeed();
}

void Tries::remember(BytesView digest) {
    if (digest.empty()) return;
    if (!browser_) browser_.emplace().digest = to_bytes(digest);
    if (!browser_->known()) browser_->known_since = now_;
    if (now_ - browser_->seen_at >= browser_seen_every) browser_->seen_at = now_;
}

std::optional<store::SaveCall> Tries::changed_browser() const {
    if (!browser_ || browser_ == loaded_) return std::nullopt;
    return save_browser(*browser_);
}

}  // namespace sparekey::signin

#include "signin/browser.h"

#include <algorithm>

namespace sparekey::signin {
namespace {

const store::Save upsert{
    "INSERT INTO browser (account_id, browser_digest, known_since, seen_at, budgets, relief_tries, "
    "relief_until) "
    "SELECT $1, $3, $4, $5, $6, $7, $8 WHERE @won "
    "ON CONFLICT (account_id, browser_digest) DO UPDATE SET known_since = excluded.known_since, "
    "seen_at = excluded.seen_at, budgets = excluded.budgets, relief_tries = excluded.relief_tries, "
    "relief_until = excluded.relief_until"};
const store::Save remove_all{"DELETE FROM browser WHERE account_id = $1 AND @won"};

}  // namespace

const store::Load load_browser{
    "SELECT browser_digest, known_since, seen_at, budgets, relief_tries, relief_until FROM browser "
    "WHERE account_id = $1 AND browser_digest = $2"};

std::optional<Browser> read_browser(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return Browser{row.bytes(0),
                   row.time(1),
                   row.time(2),
                   guard::budgets_of(row.bytes(3)),
                   static_cast<int>(row.integer(4)),
                   row.time(5)};
}

store::SaveCall save_browser(const Browser& browser) {
    return {upsert,
            {browser.digest, browser.known_since, browser.seen_at, browser.budgets.encode(),
             browser.relief, browser.relief_until}};
}

store::SaveCall forget_browsers() { return {remove_all, {}, store::any_rows}; }

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

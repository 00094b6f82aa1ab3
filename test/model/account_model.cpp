#include "test/model/account_model.h"

#include <fmt/format.h>

#include <algorithm>

namespace sparekey::model {
namespace {

using namespace std::chrono_literals;

std::string clock_text(Time t) {
    if (t == Time{}) return "-";
    if (t == Time::max()) return "until replaced";
    return std::to_string(std::chrono::floor<std::chrono::seconds>(t.time_since_epoch()).count());
}

std::string purse_text(const Purse& purse) {
    std::string text = fmt::format("{} wrong, last {}, refilled {}, owner's mail {}, codes",
                                   purse.wrong, clock_text(purse.last), clock_text(purse.refilled),
                                   clock_text(purse.owner_mail));
    for (const auto at : purse.codes) text += " " + clock_text(at);
    text += ", mails";
    for (const auto at : purse.mails) text += " " + clock_text(at);
    return text;
}

std::string factor_text(const Account& account) {
    std::string text;
    if (const auto& held = account.authenticator) {
        text += fmt::format("authenticator {}: last step {}, suspended {}\n", held->key,
                            held->last_step, clock_text(held->suspended_until));
    }
    if (const auto& codes = account.codes) {
        text += fmt::format("codes {}: used", codes->set);
        for (const bool used : codes->used) text += used ? " x" : " .";
        text += "\n";
    }
    if (const auto& one = account.enrolment) {
        text += fmt::format("enrolment of {}: after stolen {}, password {}, began {}, {} tries\n",
                            one->key, one->after_stolen, one->password, clock_text(one->started),
                            one->tries);
    }
    return text;
}

std::string lists_text(const Account& account) {
    std::string text;
    for (const auto& one : account.challenges) {
        text += fmt::format("challenge {}: made {}, {} tries, password {}\n", one.name,
                            clock_text(one.made), one.tries, one.password);
    }
    for (const auto& one : account.links) {
        text += fmt::format("link {}: {}, expires {}, used {}, {} tries\n", one.name, one.purpose,
                            clock_text(one.expires), one.used, one.tries);
    }
    for (const auto& one : account.sessions) {
        text += fmt::format("session {}: {}, level {}, made {}, seen {}, enrols {}\n", one.name,
                            one.method, one.level, clock_text(one.made), clock_text(one.seen),
                            one.enrols);
    }
    for (const auto& one : account.reports) {
        text += fmt::format("report {}: made {}, {} tries, password {}\n", one.name,
                            clock_text(one.made), one.tries, one.password);
    }
    for (const auto& one : account.generations) {
        text += fmt::format("generation until {}: password {}\n", clock_text(one.keep_until),
                            one.password);
    }
    return text;
}

void forget(std::vector<Time>& times, Duration window, Time now) {
    std::erase_if(times, [&](Time at) { return at + window <= now; });
}

void settle(Purse& purse, Time now) {
    forget(purse.codes, 24h * 30, now);
    forget(purse.mails, 24h, now);
    // Only which codes it took out of the hour and the day can be told.
    Time refilled{};
    for (const auto at : purse.codes) {
        if (at < std::chrono::floor<std::chrono::seconds>(purse.refilled)) refilled = at + 1s;
    }
    purse.refilled = refilled;
}

// A freeze that ran out pushed back what was left of the hold below it.
void settle_restriction(Account& account, Time now) {
    if (account.freeze_until != Time{} && account.freeze_until <= now) {
        if (account.hold_until > account.freeze_from) {
            account.hold_until += account.freeze_until - account.freeze_from;
        }
        account.freeze_from = account.freeze_until = Time{};
    }
    const auto begins = account.freeze_until == Time{} ? now : account.freeze_from;
    if (account.hold_until <= begins) account.hold_until = Time{};
}

}  // namespace

std::string Secrets::code_of(const std::string& key, otp::Step step) const {
    return otp::one_time_code(keys.at(key).view(), step);
}

std::optional<otp::Step> Secrets::step_of(const std::string& key, const std::string& code,
                                          Time now) const {
    for (const int drift : {1, 0, -1}) {
        const auto step = otp::step_at(now) + drift;
        if (code_of(key, step) == code) return step;
    }
    return std::nullopt;
}

std::optional<std::size_t> Secrets::index_of(const std::string& set,
                                             const std::string& code) const {
    const auto found = sets.find(set);
    if (found == sets.end()) return std::nullopt;
    const auto at = std::ranges::find(found->second, code);
    if (at == found->second.end()) return std::nullopt;
    return static_cast<std::size_t>(at - found->second.begin());
}

int Codes::left() const { return static_cast<int>(std::ranges::count(used, false)); }

Account settled(Account account, Time now) {
    settle_restriction(account, now);
    settle(account.purse, now);
    forget(account.reliefs, 24h, now);
    for (auto& [name, browser] : account.browsers) settle(browser.purse, now);
    std::erase_if(account.browsers, [](const auto& one) { return one.second == Browser{}; });
    std::erase_if(account.generations, [&](const Generation& g) { return g.keep_until <= now; });
    account.versions = 0;
    if (account.authenticator) account.authenticator->version = 0;
    if (account.codes) account.codes->version = 0;
    if (account.enrolment) account.enrolment->version = 0;
    std::ranges::sort(account.challenges);
    std::ranges::sort(account.links);
    std::ranges::sort(account.sessions);
    std::ranges::sort(account.reports);
    std::ranges::sort(account.generations);
    return account;
}

std::string text_of(const Account& account) {
    auto text =
        fmt::format("password {}, pending {}\n", account.password, account.pending_password);
    text += factor_text(account);
    text += fmt::format("freeze {} to {}, hold until {}\n", clock_text(account.freeze_from),
                        clock_text(account.freeze_until), clock_text(account.hold_until));
    text += "tries: " + purse_text(account.purse) + "\nreliefs";
    for (const auto at : account.reliefs) text += " " + clock_text(at);
    for (const auto& [name, browser] : account.browsers) {
        text += fmt::format("\nbrowser {}: known {}, relief {} until {}; {}", name, browser.known,
                            browser.relief, clock_text(browser.relief_until),
                            purse_text(browser.purse));
    }
    text += "\n" + lists_text(account) + "journal";
    for (const auto& kind : account.journal) text += " " + kind;
    text += "\nletters";
    for (const auto& [kind, count] : account.letters) text += fmt::format(" {}:{}", kind, count);
    return text + "\n";
}

}  // namespace sparekey::model

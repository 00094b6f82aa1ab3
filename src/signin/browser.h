// A browser that completed a sign-in keeps a random cookie. It is no factor: it only gives that
// browser budgets of its own, so that a stranger's guessing does not lock the owner out. Relief by
// a mailed link is kept here too.
#pragma once
#include <optional>

#include "base/time.h"
#include "guard/budgets.h"
#include "store/statement.h"

namespace sparekey::signin {

inline constexpr int relief_tries = 5;
inline constexpr Duration relief_lives = std::chrono::hours{24};
inline constexpr Duration browser_seen_every =
    std::chrono::hours{24};  // How often seen_at is written.

struct Browser {
    Bytes digest;
    Time known_since{};  // The epoch: never completed a sign-in to this account.
    Time seen_at{};
    guard::Budgets budgets;
    int relief = 0;  // Tries left of a relief.
    Time relief_until{};

    [[nodiscard]] bool known() const { return known_since != Time{}; }
    bool operator==(const Browser&) const = default;
};

extern const store::Load load_browser;  // $2: the cookie's digest.
[[nodiscard]] std::optional<Browser> read_browser(const store::Rows&);
[[nodiscard]] store::SaveCall save_browser(const Browser&);  // Inserts or replaces.
// All but this one.
[[nodiscard]] store::SaveCall forget_other_browsers(BytesView digest);

inline constexpr Duration owner_mail_every = std::chrono::hours{1};

// Which budget a try was charged to, so that a success gives it back to the same.
enum class Purse { account, browser, relief };

struct Charge {
    bool allowed = false;
    Purse purse = Purse::account;
    bool reached = false;  // This try used up a budget of the account: its owner is told.
    Time next{};  // When refused: the earliest time of another try; the epoch where only a mail
                  // helps.
};

// The budgets that a try of this browser touches. Holds references: lives within one decide().
class Tries {
   public:
    Tries(guard::Budgets& account, std::optional<Browser> browser, Time now);

    [[nodiscard]] Charge charge_password();
    void succeed_password(Purse);
    [[nodiscard]] Charge charge_factor();
    void succeed_factor(Purse);
    // It was no failure, and no success either (a used code, a refused question): the charge alone
    // goes back.
    void take_back_password(Purse);
    void take_back_factor(Purse);

    // One mailed code for somebody who gave the right password: 5 an hour, 20 a day, and past it
    // still one an hour, which a known browser has for itself. nullopt when it may be sent, else
    // when the next one may.
    [[nodiscard]] std::optional<Time> charge_owner_mail();

    // One mailed link for somebody who proved nothing: 5 an hour, 20 a day, which a known browser
    // has once more for itself. Past that a relief's try pays for it, so that no stranger's asking
    // keeps an owner from a link.
    [[nodiscard]] bool charge_link();

    // The password is another one: what was wrong before says nothing of it.
    void forgive_passwords();

    // After a complete sign-in: the browser with this cookie is known from now on. Nothing for an
    // empty digest.
    void remember(BytesView digest);

    // The browser's row, if any of this changed it.
    [[nodiscard]] std::optional<store::SaveCall> changed_browser() const;

   private:
    [[nodiscard]] guard::Budgets& own();  // The known browser's, else the account's.
    [[nodiscard]] bool take_relief();
    guard::Budgets& account_;
    std::optional<Browser> browser_;
    std::optional<Browser> loaded_;
    Time now_;
};

}  // namespace sparekey::signin

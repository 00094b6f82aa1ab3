// How often an account may be tried, counted in its guard row: shared by all sessions, addresses
// and interfaces.
//
// Everything is charged before it is compared, in a write that won the guard, so that no number of
// parallel requests outruns a budget (RFC 4226 7.3: "The delay or lockout schemes MUST be across
// login sessions").
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"

namespace sparekey::guard {

// 5 free, then 30 s doubling to 1 h; after 100 in a row none until the password is reset by mail.
struct PasswordTries {
    static constexpr std::uint32_t free = 5;
    static constexpr std::uint32_t consecutive_max = 100;

    std::uint32_t consecutive = 0;
    Time last{};

    [[nodiscard]] bool disabled() const { return consecutive >= consecutive_max; }
    // Whether one more try may be charged now.
    [[nodiscard]] bool open(Time now) const;
    // True when this try is the one that uses up the free ones or disables the password: the owner
    // is told.
    bool charge(Time now);
    void succeed() { *this = {}; }
    bool operator==(const PasswordTries&) const = default;
};

struct Rate {
    std::size_t tries_max;
    std::chrono::seconds window;
};

// The times of the latest tries in whole seconds, oldest first: exact sliding windows in a few
// octets.
class TryLog {
   public:
    static constexpr std::size_t kept_max = 60;

    // When the next one may come: `now` when it may come now. Tries at or before `since` do not
    // count.
    [[nodiscard]] Time next(Rate, Time since, Time now) const;
    void add(Time now);
    // Takes the newest back: it was no failure after all.
    void take_back();
    void forget_before(Time);
    [[nodiscard]] const std::vector<std::uint32_t>& seconds() const { return at_s_; }
    static std::optional<TryLog> of(std::vector<std::uint32_t> seconds);
    bool operator==(const TryLog&) const = default;

   private:
    std::vector<std::uint32_t> at_s_;
};

// One-time codes and backup codes together: 10 an hour, 20 a day, 60 in 30 days. A success refills
// the first two.
struct FactorTries {
    static constexpr Rate hour{10, std::chrono::hours{1}};
    static constexpr Rate day{20, std::chrono::hours{24}};
    static constexpr Rate month{60, std::chrono::hours{24 * 30}};

    TryLog tries;
    Time refilled{};

    // `now` when one more may be charged now.
    [[nodiscard]] Time next(Time now) const;
    // True when this try was the last one a window allows.
    bool charge(Time now);
    // The newest charge was no failure, and the hour and the day start anew.
    void succeed(Time now);
    bool operator==(const FactorTries&) const = default;
};

// Mailed codes and links: 5 an hour, 20 a day.
struct Sends {
    static constexpr Rate hour{5, std::chrono::hours{1}};
    static constexpr Rate day{20, std::chrono::hours{24}};

    TryLog log;

    [[nodiscard]] Time next(Time now) const;
    void add(Time now);
    bool operator==(const Sends&) const = default;
};

struct Budgets {
    static constexpr Rate relief_day{3, std::chrono::hours{24}};
    static constexpr Rate drill_day{20, std::chrono::hours{24}};

    PasswordTries password;
    FactorTries factor;
    Sends mails;
    TryLog reliefs;  // Links that gave 5 more tries, 3 a day.
    TryLog drills;   // "Written down?" answers, which consume nothing and so must not be an oracle.
    Time owner_mail{};  // Past `mails`, one an hour for a browser that gave the right password.

    [[nodiscard]] Bytes encode() const;
    // nullopt for octets that encode() did not make; an account with such a row is refused, not
    // forgiven.
    [[nodiscard]] static std::optional<Budgets> decode(BytesView);
    bool operator==(const Budgets&) const = default;
};

// As decode(); throws Failure{broken} instead.
[[nodiscard]] Budgets budgets_of(BytesView);

}  // namespace sparekey::guard

// The plain model: one account in memory, as doc/signin.md, doc/factor.md and doc/guard.md tell
// it. No statement, no guard row, no hash: what a reader can check by eye. The histories of this
// folder hold the real rooms against it.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/secret.h"
#include "otp/totp.h"

namespace sparekey::model {

// Whatever was made since the names were given is called so: the model cannot know a random token.
inline const std::string nameless = "new";

// What the people of a history hold: keys and sets of backup codes, by name.
struct Secrets {
    std::map<std::string, crypto::Secret> keys;
    std::map<std::string, std::array<std::string, 8>> sets;

    [[nodiscard]] std::string code_of(const std::string& key, otp::Step step) const;
    // The step around `now` whose code this is.
    [[nodiscard]] std::optional<otp::Step> step_of(const std::string& key, const std::string& code,
                                                   Time now) const;
    [[nodiscard]] std::optional<std::size_t> index_of(const std::string& set,
                                                      const std::string& code) const;
};

// The tries of one payer: the account's own, or a known browser's.
struct Purse {
    int wrong = 0;  // Passwords in a row.
    Time last{};
    std::vector<Time> codes;
    Time refilled{};
    std::vector<Time> mails;
    Time owner_mail{};
    bool operator==(const Purse&) const = default;
};
struct Browser {
    bool known = false;
    Purse purse;
    int relief = 0;
    Time relief_until{};
    bool operator==(const Browser&) const = default;
};
struct Authenticator {
    std::string key;
    otp::Step last_step = 0;
    Time suspended_until{};
    int version = 0;  // As Account::versions counts.
    bool operator==(const Authenticator&) const = default;
};
struct Codes {
    std::string set;
    std::array<bool, 8> used{};
    int version = 0;
    [[nodiscard]] int left() const;
    bool operator==(const Codes&) const = default;
};
struct Enrolment {
    std::string key;
    bool after_stolen = false;
    int password = 0;
    Time started{};
    int tries = 0;
    int version = 0;
    bool operator==(const Enrolment&) const = default;
};
struct Challenge {
    std::string name;
    Time made{};
    int tries = 0;
    int password = 0;
    auto operator<=>(const Challenge&) const = default;
};
struct Link {
    std::string name;
    std::string purpose;
    Time expires{};
    bool used = false;
    int tries = 0;
    auto operator<=>(const Link&) const = default;
};
struct Session {
    std::string name;
    std::string method;
    int level = 1;
    Time made{};
    Time seen{};
    bool enrols = false;  // The pending enrolment is this session's.
    auto operator<=>(const Session&) const = default;
};
struct Report {
    std::string name;
    Time made{};
    int tries = 0;
    int password = 0;
    auto operator<=>(const Report&) const = default;
};
struct Generation {
    Time keep_until{};
    int password = -1;  // -1: it holds none.
    auto operator<=>(const Generation&) const = default;
};

struct Account {
    int password = 0;  // Counted: every new one is another.
    bool pending_password = false;
    std::optional<Authenticator> authenticator;
    std::optional<Codes> codes;
    std::optional<Enrolment> enrolment;
    Time freeze_from{};
    Time freeze_until{};
    Time hold_until{};
    Purse purse;
    std::vector<Time> reliefs;
    std::map<std::string, Browser> browsers;
    std::vector<Challenge> challenges;
    std::vector<Link> links;
    std::vector<Session> sessions;
    std::vector<Report> reports;
    std::vector<Generation> generations;
    std::vector<std::string> journal;    // In its order.
    std::map<std::string, int> letters;  // How many of each kind.
    int versions = 0;                    // Counts what was new: of the model alone.
    bool operator==(const Account&) const = default;
};

// Without what no longer counts at `now`, and what the model alone counts; lists that have no order
// are sorted.
[[nodiscard]] Account settled(Account, Time now);
// For people: a line a thing.
[[nodiscard]] std::string text_of(const Account&);

}  // namespace sparekey::model

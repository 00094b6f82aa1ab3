// What somebody says of themselves, and what a site knows of them: the form of an appeal, the
// identity record, and the facts of an account. Their limits, and their form as JSON.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace sparekey::person {

// Code points each.
inline constexpr std::size_t legal_name_max = 200;
inline constexpr std::size_t id_number_max = 64;
inline constexpr std::size_t phone_max = 32;
inline constexpr std::size_t money_max = 40;
inline constexpr std::size_t currency_max = 12;
inline constexpr std::size_t deposits_max = 5;        // That are claimed.
inline constexpr std::size_t known_amounts_max = 32;  // That a site knows, of each kind.
// A claim or a record as JSON: an upper bound for whoever reads one.
inline constexpr std::size_t claim_octets_max = std::size_t{16} * 1024;

// What the site knows of the person: the identity record.
struct Record {
    std::string legal_name;  // As on the document.
    std::string birth_date;  // "1990-12-31".
    std::string id_number;
    std::string phone;  // "" where none was given.
    bool operator==(const Record&) const = default;
};

// What the site knows of the account's doings. Advisory: never a reason to pass.
struct Facts {
    std::string registered_month;           // "2024-05"; "" where it is not known.
    std::vector<std::string> transactions;  // Recent ones: "1234.50 EUR".
    std::vector<std::string> deposits;
    bool operator==(const Facts&) const = default;
    [[nodiscard]] bool empty() const {
        return registered_month.empty() && transactions.empty() && deposits.empty();
    }
};

// The same as the appeal's form claims it. "" or empty is: not said.
struct ClaimedFacts {
    std::string registered_month;
    std::string transaction_amount;
    std::string transaction_currency;
    std::vector<std::string> deposits;
    bool operator==(const ClaimedFacts&) const = default;
};
struct Claimed {
    std::string legal_name;
    std::string birth_date;  // Not asked by the form; by an import that compares, for instance.
    std::string id_number;
    std::string id_country;  // ISO 3166-1, two letters.
    std::string phone;
    ClaimedFacts facts;
    bool operator==(const Claimed&) const = default;
};

// A member that cannot be so; the path is the API's, "facts.deposits".
struct Wrong {
    std::string path;
    std::string why;  // "is too long."
    bool operator==(const Wrong&) const = default;
};
// Of what is there: a draft may lack anything.
[[nodiscard]] std::vector<Wrong> wrong_in(const Claimed&, Time now);
[[nodiscard]] std::vector<Wrong> wrong_in(const Record&, Time now);
[[nodiscard]] std::vector<Wrong> wrong_in(const Facts&, Time now);
// What must be said before an appeal is submitted: "legal_name", "id_number", "phone".
[[nodiscard]] std::vector<std::string> missing_in(const Claimed&);
// What a record cannot be without: name, day of birth and number.
[[nodiscard]] std::vector<std::string> missing_in(const Record&);

// White space at the ends is nobody's name.
[[nodiscard]] Claimed trimmed(Claimed);

// A day of the calendar before `now`, not before 1900.
[[nodiscard]] bool is_birth_date(std::string_view typed, Time now);
// A month of the calendar that has begun, not before 1990: "2024-05".
[[nodiscard]] bool is_month(std::string_view typed, Time now);

// To be sealed, never logged. `parse_...` is nullopt for what `to_json` does not write.
[[nodiscard]] std::string to_json(const Claimed&);
[[nodiscard]] std::string to_json(const Record&);
[[nodiscard]] std::string to_json(const Facts&);
[[nodiscard]] std::optional<Claimed> parse_claimed(std::string_view json);
[[nodiscard]] std::optional<Record> parse_record(std::string_view json);
[[nodiscard]] std::optional<Facts> parse_facts(std::string_view json);

}  // namespace sparekey::person

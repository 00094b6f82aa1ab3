// One code of the authenticator: its secret, what it is called, and how it is written as JSON,
// which is what a vault seals.
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "crypto/secret.h"
#include "otp/hotp.h"

namespace sparekey::vault {

inline constexpr std::size_t name_octets_max = 512;  // Issuer and account, each.
inline constexpr std::size_t note_octets_max = 16 * 1024;
inline constexpr std::size_t tags_max = 32;
inline constexpr std::size_t tag_octets_max = 128;
inline constexpr std::size_t extra_octets_max = 32 * 1024;  // As JSON; other the same.
inline constexpr std::size_t entry_octets_max = 256 * 1024;
inline constexpr std::size_t json_depth_max = 16;

enum class Type { totp, hotp, steam };

// What a code depends on. It never changes under an id: changing it makes a new entry, so that no
// merge can lose a secret.
struct Key {
    Type type = Type::totp;
    crypto::Secret secret;
    otp::Algorithm algorithm = otp::Algorithm::sha1;
    int digits = otp::digits_usual;
    int period_s = 30;  // Of totp; steam has 30, hotp none.

    [[nodiscard]] Key clone() const;
    friend bool operator==(const Key& a, const Key& b);
};

// The parts of an entry that can be edited, each with the time of its last edit.
enum class Field { issuer, account, note, tags, order, extra };
inline constexpr Field fields[] = {Field::issuer, Field::account, Field::note,
                                   Field::tags,   Field::order,   Field::extra};

struct Entry {
    Key key;
    std::string issuer;   // Valid UTF-8 without control characters; one of the two is not empty.
    std::string account;  // The same.
    std::uint64_t counter = 0;      // Of hotp: the next one to use.
    std::string note;               // Valid UTF-8 without control characters but line ends, tabs.
    std::vector<std::string> tags;  // Sorted, no two alike.
    std::int64_t order = 0;
    Time created{};
    std::map<Field, Time> edited;  // Only what was edited since it was created.
    // The revision this one is a copy of, made by an undo; 0 when it is not one.
    std::uint64_t restored = 0;
    boost::json::object extra;  // What an import brought and we do not use.
    boost::json::object other;  // Members of a later version of this format: kept as they are.

    [[nodiscard]] Entry clone() const;
    // When a field got its value.
    [[nodiscard]] Time edited_at(Field) const;
};

[[nodiscard]] std::string_view name_of(Type);
[[nodiscard]] std::string_view name_of(Field);

// "Issuer (account)", or what there is of it. The label's own words for the issuer come first,
// where an import brought some.
[[nodiscard]] std::string shown_name(const Entry&);
[[nodiscard]] std::string_view shown_issuer(const Entry&);

// The words for what is not as it must be, nullopt when all is well: the one validator, for what is
// typed, imported and read.
[[nodiscard]] std::optional<std::string_view> fault_of(const Entry&);

// Padded with spaces to a multiple of 256 octets, so that the seal's length tells little.
[[nodiscard]] crypto::Secret to_json(const Entry&);
// nullopt when it is no entry of this format, or one that fault_of() refuses.
[[nodiscard]] std::optional<Entry> parse_entry(std::string_view json);

// The step of totp and steam at a time, and when the next one begins.
[[nodiscard]] std::int64_t step_at(const Key&, Time);
// The code of a step, or of a hotp's counter.
[[nodiscard]] std::string code_of(const Key&, std::int64_t step_or_counter);

}  // namespace sparekey::vault

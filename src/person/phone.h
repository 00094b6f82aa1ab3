// Phone numbers as people write them: with or without the country's code, grouped in any way.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "person/compare.h"

namespace sparekey::person {

struct Phone {
    std::string country;   // The calling code, "49"; "" where none was written.
    std::string national;  // Without the trunk prefix where the country is known.
    bool operator==(const Phone&) const = default;
};
// nullopt where there are fewer than 5 digits or more than ITU-T E.164's 15 and a prefix.
[[nodiscard]] std::optional<Phone> parse_phone(std::string_view typed);
// E.164: "+491701234567"; without a known country the digits alone, less leading zeros.
[[nodiscard]] std::string plain_phone(const Phone&);

[[nodiscard]] Likeness compare_phones(std::string_view one, std::string_view other);

}  // namespace sparekey::person

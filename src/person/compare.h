// How far what somebody says of themselves is what the site knows: shown to staff in place of the
// record, item by item. A machine's word; only people pass or reject.
#pragma once
#include <string_view>

#include "person/claim.h"

namespace sparekey::person {

enum class Likeness {
    match,   // The same, written perhaps in another way that passports use.
    near,    // To be looked at: a slip, a missing middle name, another script.
    none,    // Something else.
    absent,  // One side has nothing to compare.
};
[[nodiscard]] std::string_view slug(Likeness);

struct Compared {
    Likeness legal_name = Likeness::absent;
    Likeness birth_date = Likeness::absent;
    Likeness id_number = Likeness::absent;
    Likeness phone = Likeness::absent;
    // Where the two names are in different scripts `none` says little.
    bool scripts_differ = false;
    bool operator==(const Compared&) const = default;
};
[[nodiscard]] Compared compare(const Record&, const Claimed&);

struct ComparedFacts {
    Likeness registered_month = Likeness::absent;
    Likeness transaction_amount = Likeness::absent;
    Likeness deposits = Likeness::absent;
    bool operator==(const ComparedFacts&) const = default;
};
[[nodiscard]] ComparedFacts compare_facts(const Facts&, const ClaimedFacts&);

// The number as people write it: without grouping, small letters and wide ones as the plain large
// ones. "l898902-c" is "L898902C". What digests of ID numbers are made of.
[[nodiscard]] std::string plain_id_number(std::string_view typed);

}  // namespace sparekey::person

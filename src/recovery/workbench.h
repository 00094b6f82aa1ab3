// What whoever has a case sees of what was claimed: how each thing compares with the record, and as
// much of it as tells two apart. Never the record. Pure.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "person/claim.h"

namespace sparekey::recovery {

enum class Field { legal_name, id_number, phone, registered_month, transaction_amount, deposits };
inline constexpr std::array all_fields{
    Field::legal_name,       Field::id_number,          Field::phone,
    Field::registered_month, Field::transaction_amount, Field::deposits};
[[nodiscard]] std::string_view slug(Field);
[[nodiscard]] std::optional<Field> parse_field(std::string_view slug);

// "Jane Miller" is "J••• M•••••", "4711291" is "••••291".
[[nodiscard]] std::string masked_name(std::string_view);
[[nodiscard]] std::string masked_end(std::string_view, std::size_t shown);

// As it was typed; "" where it was not said.
[[nodiscard]] std::string value_of(const person::Claimed&, Field);

struct Claim {
    Field field;
    std::string masked;
    std::string result;  // "match", "near", "none", "absent".
};
// How each compares with what the site knows; with nothing where the site knows nothing.
[[nodiscard]] std::vector<Claim> claims_of(const person::Claimed&,
                                           const std::optional<person::Record>&,
                                           const std::optional<person::Facts>&);

// A field is open for a minute, and for a reason.
inline constexpr Duration revealed_for = std::chrono::seconds{60};
inline constexpr int reveals_max = 40;  // Of one person in one case.
[[nodiscard]] const std::vector<std::string_view>& reveal_reasons();
[[nodiscard]] bool is_reveal_reason(std::string_view);

}  // namespace sparekey::recovery

#include "recovery/case.h"

#include <array>

namespace sparekey::recovery {
namespace {

constexpr std::array<std::string_view, 4> lost_slugs{"phone_lost", "phone_broken", "app_wiped",
                                                     "stolen"};
constexpr std::array<std::string_view, flag_count> flag_slugs{
    "rival",   "contest",     "unchecked",    "double_picture", "double_number",
    "bounced", "over_budget", "fraud_before", "not_me_in_draft"};

template <class Enum, std::size_t N>
std::optional<Enum> parsed(const std::array<std::string_view, N>& slugs, std::string_view text) {
    for (std::size_t i = 0; i < N; ++i) {
        if (slugs.at(i) == text) return static_cast<Enum>(i);
    }
    return std::nullopt;
}

}  // namespace

std::string_view slug(Lost lost) { return lost_slugs.at(static_cast<std::size_t>(lost)); }
std::optional<Lost> parse_lost(std::string_view text) { return parsed<Lost>(lost_slugs, text); }
std::string_view slug(Flag flag) { return flag_slugs.at(static_cast<std::size_t>(flag)); }
std::optional<Flag> parse_flag(std::string_view text) { return parsed<Flag>(flag_slugs, text); }

}  // namespace sparekey::recovery

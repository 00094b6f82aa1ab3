#include "operators/account.h"

#include <algorithm>

namespace sparekey::operators {
namespace {

bool is_allowed(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"-._~:@|+="}.find(c) != std::string_view::npos;
}

}  // namespace

std::optional<ExternalId> ExternalId::parse(std::string_view text) {
    // "." and ".." mean something else in a path.
    if (text.empty() || text.size() > octets_max || text == "." || text == "..")
        return std::nullopt;
    if (!std::ranges::all_of(text, is_allowed)) return std::nullopt;
    return ExternalId{text};
}

MakeVerdict judge_making(const std::optional<Indexed>& before, Time now) {
    if (!before) return MakeVerdict::make;
    if (before->deleted_at == Time{}) return MakeVerdict::exists;
    return now < before->deleted_at + made_again_after ? MakeVerdict::deleted_lately
                                                       : MakeVerdict::make;
}

}  // namespace sparekey::operators

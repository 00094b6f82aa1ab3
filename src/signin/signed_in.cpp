#include "signin/signed_in.h"

namespace sparekey::signin {

using account::Refusal;
using account::Why;

std::optional<Refusal> may_not(const std::optional<Session>& session, const store::Loaded& loaded,
                               guard::Operation operation, const account::Settings& settings,
                               Time now) {
    if (!loaded.guard || !session || !alive(*session, settings, now)) {
        return Refusal{.why = Why::not_signed_in};
    }
    const auto standing = guard::standing(*loaded.guard, now);
    if (guard::allowed(operation, standing.restriction) == guard::Permission::allowed) {
        return std::nullopt;
    }
    return Refusal{
        .why = Why::restricted, .until = standing.until, .restriction = standing.restriction};
}

}  // namespace sparekey::signin

#include "recovery/intake.h"

#include <algorithm>

namespace sparekey::recovery {
namespace {

using evidence::Kind;
using evidence::Status;

constexpr std::string_view unreadable_reason = "unreadable";

bool was_sent(const std::vector<evidence::Item>& items, Kind kind) {
    return std::ranges::find(items, kind, &evidence::Item::kind) != items.end();
}

}  // namespace

Seen look_at_intake(const Case&, const std::vector<evidence::Item>& items) {
    const auto counting = evidence::current(items);
    Seen seen;
    seen.waits = std::ranges::any_of(
        counting, [](const evidence::Item& item) { return item.status == Status::checking; });
    for (const auto kind : {Kind::id_front, Kind::id_back, Kind::selfie}) {
        const bool is_there =
            std::ranges::find(counting, kind, &evidence::Item::kind) != counting.end();
        if (!is_there && was_sent(items, kind))
            seen.unreadable.push_back(
                {std::string{evidence::slug(kind)}, std::string{unreadable_reason}});
    }
    return seen;
}

}  // namespace sparekey::recovery

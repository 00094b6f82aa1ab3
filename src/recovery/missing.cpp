#include "recovery/missing.h"

#include <algorithm>

namespace sparekey::recovery {
namespace {

using evidence::Kind;

const evidence::Item* newest(const std::vector<evidence::Item>& counting, Kind kind) {
    const auto found = std::ranges::find(counting, kind, &evidence::Item::kind);
    return found == counting.end() ? nullptr : &*found;
}

bool shows_the_code(const Case& c, const evidence::Item& selfie) {
    return c.paper_code_at != Time{} && selfie.at >= c.paper_code_at &&
           selfie.at - c.paper_code_at <= paper_code_lives;
}

std::vector<Needed> missing_in_draft(const Case& c, const std::vector<evidence::Item>& counting,
                                     bool form_is_complete) {
    std::vector<Needed> all;
    if (!form_is_complete) all.push_back({"form", ""});
    for (const auto kind : {Kind::id_front, Kind::id_back, Kind::selfie}) {
        const auto* item = newest(counting, kind);
        if (item == nullptr) {
            all.push_back({std::string{evidence::slug(kind)}, ""});
        } else if (kind == Kind::selfie && !shows_the_code(c, *item)) {
            all.push_back({std::string{evidence::slug(kind)}, "paper_code"});
        }
    }
    return all;
}

// What was asked for must have been sent since.
bool is_supplied(const Case& c, const std::vector<evidence::Item>& counting, const Needed& asked) {
    return std::ranges::any_of(counting, [&](const evidence::Item& item) {
        return evidence::slug(item.kind) == asked.kind && item.at > c.appeal.since;
    });
}

}  // namespace

std::vector<Needed> missing(const Case& c, const std::vector<evidence::Item>& items,
                            bool form_is_complete) {
    const auto counting = evidence::current(items);
    if (c.appeal.state == State::draft) return missing_in_draft(c, counting, form_is_complete);
    std::vector<Needed> all;
    if (c.appeal.state != State::needs_material) return all;
    for (const auto& asked : c.needed) {
        if (!is_supplied(c, counting, asked)) all.push_back(asked);
    }
    return all;
}

}  // namespace sparekey::recovery

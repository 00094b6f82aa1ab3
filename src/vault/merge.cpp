#include "vault/merge.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <iterator>
#include <tuple>

namespace sparekey::vault {
namespace {

namespace json = boost::json;

std::vector<std::string> all_of(const std::vector<std::string>& a,
                                const std::vector<std::string>& b) {
    std::vector<std::string> both;
    std::ranges::set_union(a, b, std::back_inserter(both));
    if (both.size() > tags_max) both.resize(tags_max);
    return both;
}

// Both sides' members; of a member that both have, the later side's.
json::object all_of(const json::object& later, const json::object& earlier) {
    auto both = later;
    for (const auto& member : earlier) both.emplace(member.key(), member.value());
    return json::serialize(both).size() <= extra_octets_max ? both : later;
}

bool same(Field field, const Entry& a, const Entry& b) {
    switch (field) {
    case Field::issuer: return a.issuer == b.issuer;
    case Field::account: return a.account == b.account;
    case Field::note: return a.note == b.note;
    case Field::tags: return a.tags == b.tags;
    case Field::order: return a.order == b.order;
    case Field::extra: return a.extra == b.extra && a.other == b.other;
    }
    return true;
}

void take(Field field, const Entry& from, Entry& into) {
    switch (field) {
    case Field::issuer: into.issuer = from.issuer; break;
    case Field::account: into.account = from.account; break;
    case Field::note: into.note = from.note; break;
    case Field::tags: into.tags = from.tags; break;
    case Field::order: into.order = from.order; break;
    case Field::extra:
        into.extra = from.extra;
        into.other = from.other;
        break;
    }
    const auto edited = from.edited.find(field);
    if (edited != from.edited.end()) {
        into.edited[field] = edited->second;
    } else {
        into.edited.erase(field);
    }
}

// For two edits at one time: any order will do, so long as both sides find the same.
auto tie(Field field, const Entry& entry) {
    using Order = std::tuple<Time, std::string, std::int64_t>;
    switch (field) {
    case Field::issuer: return Order{entry.edited_at(field), entry.issuer, 0};
    case Field::account: return Order{entry.edited_at(field), entry.account, 0};
    case Field::note: return Order{entry.edited_at(field), entry.note, 0};
    case Field::tags: return Order{entry.edited_at(field), {}, 0};
    case Field::order: return Order{entry.edited_at(field), {}, entry.order};
    case Field::extra:
        return Order{entry.edited_at(field),
                     json::serialize(entry.extra) + json::serialize(entry.other), 0};
    }
    return Order{};
}

bool is_text(Field field) {
    return field == Field::issuer || field == Field::account || field == Field::note;
}

// One field that both sides changed. True when the one that loses must be kept.
bool settle(Field field, const Entry& mine, const Entry& theirs, Entry& into) {
    const bool mine_later = tie(field, mine) > tie(field, theirs);
    const auto& later = mine_later ? mine : theirs;
    const auto& earlier = mine_later ? theirs : mine;
    take(field, later, into);
    if (field == Field::tags) into.tags = all_of(mine.tags, theirs.tags);
    if (field == Field::extra) {
        into.extra = all_of(later.extra, earlier.extra);
        into.other = all_of(later.other, earlier.other);
    }
    return is_text(field) && later.edited_at(field) - earlier.edited_at(field) < doubt_window;
}

Entry as_copy(const Entry& lost) {
    auto copy = lost.clone();
    copy.restored = 0;
    const std::string tag{conflict_tag};
    copy.tags = all_of(lost.tags, {tag});
    if (std::ranges::find(copy.tags, tag) == copy.tags.end()) copy.tags.back() = tag;
    std::ranges::sort(copy.tags);
    return copy;
}

}  // namespace

Merged merge(const Entry* base, const Entry& mine, const Entry& theirs) {
    // Nobody changes a key under an id. Where it happened all the same, both are kept.
    if (mine.key != theirs.key) return {theirs.clone(), as_copy(mine)};
    Entry entry = theirs.clone();
    entry.restored = 0;
    entry.created = std::min(mine.created, theirs.created);
    entry.counter = std::max(mine.counter, theirs.counter);
    bool mine_lost = false;
    bool theirs_lost = false;
    for (const auto field : fields) {
        if (same(field, mine, theirs)) {
            if (mine.edited_at(field) > theirs.edited_at(field)) take(field, mine, entry);
        } else if (base && same(field, *base, theirs)) {
            take(field, mine, entry);
        } else if (base && same(field, *base, mine)) {
            continue;  // It is theirs already.
        } else if (settle(field, mine, theirs, entry)) {
            (same(field, mine, entry) ? theirs_lost : mine_lost) = true;
        }
    }
    if (entry.issuer.empty() && entry.account.empty()) {
        // One side took away the issuer and the other the account: a name it must have.
        take(Field::issuer, mine.issuer.empty() ? theirs : mine, entry);
        take(Field::account, mine.account.empty() ? theirs : mine, entry);
    }
    if (!mine_lost && !theirs_lost) return {std::move(entry), std::nullopt};
    if (mine_lost && theirs_lost) {
        // One text of each is gone: the copy has those, and the rest as it was merged.
        auto both = entry.clone();
        for (const auto field : fields) {
            if (!is_text(field) || same(field, mine, theirs)) continue;
            take(field, same(field, mine, entry) ? theirs : mine, both);
        }
        return {std::move(entry), as_copy(both)};
    }
    auto copy = as_copy(mine_lost ? mine : theirs);
    return {std::move(entry), std::move(copy)};
}

bool says_the_same(const Entry& a, const Entry& b) {
    return a.key == b.key && a.counter == b.counter &&
           std::ranges::all_of(fields, [&](Field field) { return same(field, a, b); });
}

}  // namespace sparekey::vault

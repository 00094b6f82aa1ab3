#include <algorithm>

#include "vault/vault.h"

// What was, and how to get it back: the part of Vault that looks at earlier versions.
namespace sparekey::vault {
namespace {

using What = Version::What;

// An entry's versions, the oldest first, the current one last; opened as they are needed.
class Chronicle {
   public:
    Chronicle(const VaultId& vault, const Keys& keys, const Item& item)
        : vault_(vault), keys_(keys), item_(item) {}

    [[nodiscard]] std::size_t size() const { return item_.past.size() + 1; }
    [[nodiscard]] const Record& record(std::size_t at) const {
        return at < item_.past.size() ? item_.past[at].record : item_.record;
    }
    [[nodiscard]] std::optional<Entry> entry(std::size_t at) const {
        if (at == item_.past.size()) {
            return item_.entry ? std::optional{item_.entry->clone()} : std::nullopt;
        }
        return open_entry(vault_, keys_, record(at));
    }
    // The latest of that number: where two devices gave the same one, the server's came last.
    [[nodiscard]] std::optional<std::size_t> at(std::uint64_t revision) const {
        for (auto i = size(); i > 0; --i) {
            if (record(i - 1).revision == revision) return i - 1;
        }
        return std::nullopt;
    }
    // The version whose content the current one has: itself, or the one it was restored from.
    [[nodiscard]] std::size_t effective() const {
        const auto last = size() - 1;
        if (!item_.entry || item_.entry->restored == 0) return last;
        return at(item_.entry->restored).value_or(last);
    }
    [[nodiscard]] std::string name(std::size_t at) const {
        for (auto i = at + 1; i > 0; --i) {
            if (const auto found = entry(i - 1)) return shown_name(*found);
        }
        return "?";
    }
    [[nodiscard]] What what(std::size_t at) const {
        if (record(at).deleted) return What::deleted;
        const auto here = entry(at);
        if (here && here->restored > 0) return What::restored;
        return at == 0 && record(at).revision == 1 ? What::added : What::edited;
    }
    [[nodiscard]] Version version(std::size_t at) const {
        return {record(at).id,      record(at).revision, what(at),
                record(at).changed, at + 1 == size(),    name(at)};
    }

   private:
    const VaultId& vault_;
    const Keys& keys_;
    const Item& item_;
};

// Whether there is something before the current content to go back to: an earlier version, or the
// time before it was added.
bool can_go_back(const Chronicle& chronicle) {
    const auto effective = chronicle.effective();
    return effective > 0 || chronicle.record(0).revision == 1;
}

}  // namespace

std::vector<Version> Vault::history(const EntryId& id) const {
    std::vector<Version> versions;
    const auto found = items_.find(id);
    if (found == items_.end()) return versions;
    const Chronicle chronicle{header_.vault, keys_, found->second};
    for (auto i = chronicle.size(); i > 0; --i) versions.push_back(chronicle.version(i - 1));
    return versions;
}

std::vector<Version> Vault::history() const {
    std::vector<Version> all;
    for (const auto& [id, item] : items_) {
        for (auto& one : history(id)) all.push_back(std::move(one));
    }
    std::ranges::stable_sort(all, std::ranges::greater{}, &Version::changed);
    return all;
}

std::optional<Entry> Vault::version(const EntryId& id, std::uint64_t revision) const {
    const auto found = items_.find(id);
    if (found == items_.end()) return std::nullopt;
    const Chronicle chronicle{header_.vault, keys_, found->second};
    const auto at = chronicle.at(revision);
    return at ? chronicle.entry(*at) : std::nullopt;
}

std::uint64_t Vault::counter_of(const EntryId& id) const {
    const auto found = items_.find(id);
    if (found == items_.end()) return 0;
    const Chronicle chronicle{header_.vault, keys_, found->second};
    std::uint64_t counter = 0;
    for (std::size_t i = 0; i < chronicle.size(); ++i) {
        const auto entry = chronicle.entry(i);
        if (entry) counter = std::max(counter, entry->counter);
    }
    return counter;
}

bool Vault::restore(const EntryId& id, std::uint64_t revision, Time now) {
    const auto found = items_.find(id);
    if (found == items_.end() || found->second.is_unreadable()) return false;
    auto& place = found->second;
    auto before = version(id, revision);
    if (!before) return false;
    if (before->restored == 0) before->restored = revision;
    // A counter never goes back: its codes were used.
    if (before->key.type == Type::hotp) before->counter = counter_of(id);
    auto record = sealed(id, *before, place.record.revision + 1, now);
    put(std::move(record), std::move(before), now);
    return true;
}

std::optional<Version> Vault::undo(const EntryId& id, Time now) {
    const auto found = items_.find(id);
    if (found == items_.end() || found->second.is_unreadable()) return std::nullopt;
    auto& place = found->second;
    const Chronicle chronicle{header_.vault, keys_, place};
    const auto undone = chronicle.version(chronicle.effective());
    // The nearest version before it that can be read; deletions between are passed by.
    for (auto i = chronicle.effective(); i > 0; --i) {
        if (restore(id, chronicle.record(i - 1).revision, now)) return undone;
    }
    if (place.record.deleted || chronicle.record(0).revision != 1) return std::nullopt;
    remove_item(place, now, true);
    return undone;
}

std::optional<Version> Vault::undo_last(Time now) {
    const EntryId* last = nullptr;
    Time last_changed{};
    for (const auto& [id, item] : items_) {
        if (item.is_unreadable() || item.record.undone) continue;
        const Chronicle chronicle{header_.vault, keys_, item};
        if (!can_go_back(chronicle)) continue;
        const auto changed = chronicle.record(chronicle.effective()).changed;
        if (last == nullptr || changed > last_changed) {
            last = &id;
            last_changed = changed;
        }
    }
    if (last == nullptr || last_changed + history_kept < now) return std::nullopt;
    const EntryId id = *last;
    return undo(id, now);
}

}  // namespace sparekey::vault

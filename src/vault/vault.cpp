#include "vault/vault.h"

#include <algorithm>
#include <thread>
#include <tuple>

#include "base/check.h"
#include "base/text.h"

namespace sparekey::vault {
namespace {

// The file keeps milliseconds: what is kept and what is in memory must be equal.
Time rounded(Time now) { return std::chrono::floor<std::chrono::milliseconds>(now); }

// Later than what it replaces, whatever this device's clock says.
Time stamp_after(Time before, Time now) {
    return std::max(rounded(now), before + std::chrono::milliseconds{1});
}

// Whether a version need not be kept any more. One that a pending change began from is needed to
// merge.
bool is_spent(const Past& past, const Record& current, Time now, Time written) {
    if (current.is_pending() && past.record.revision == current.synced) return false;
    return past.replaced + history_kept < std::min(now, written);
}

void cut(std::vector<Past>& past, const Record& current) {
    for (auto it = past.begin(); it != past.end() && past.size() > versions_max;) {
        const bool needed = current.is_pending() && it->record.revision == current.synced;
        it = needed ? it + 1 : past.erase(it);
    }
}

using OpenedEntries = std::vector<std::optional<Entry>>;

// Each of them on its own, so that two cores take half as long with a large vault.
OpenedEntries opened_entries(const VaultId& vault, const Keys& keys,
                             const std::vector<Record>& records) {
    constexpr std::size_t worth_a_thread = 1000;
    OpenedEntries entries(records.size());
    const auto open = [&](std::size_t from, std::size_t to) {
        for (auto i = from; i < to; ++i) entries[i] = open_entry(vault, keys, records[i]);
    };
    const auto half = records.size() < worth_a_thread ? 0 : records.size() / 2;
    std::jthread other;  // Joined also where the other half fails.
    if (half > 0) other = std::jthread{[&] { open(0, half); }};
    open(half, records.size());
    if (other.joinable()) other.join();
    return entries;
}

SealedDevice seal(const Device& device, const VaultId& vault, const Keys& keys) {
    return {device.id, keys.newest(), seal_device(device, vault, keys.key(), keys.newest())};
}

template <class Value>
bool change(Value& into, const Value& wanted) {
    if (into == wanted) return false;
    into = wanted;
    return true;
}

}  // namespace

Vault::Vault(Header header, Keys keys, Device device, Time now)
    : header_(std::move(header)), keys_(std::move(keys)), written_(rounded(now)) {
    become(std::move(device));
}

Vault::Vault(Document document, Keys keys)
    : header_(std::move(document.header)),
      keys_(std::move(keys)),
      sealed_device_(std::move(document.device)),
      chain_(document.chain),
      server_(std::move(document.server)),
      written_(document.written),
      drilled_(document.drilled),
      drilled_entries_(document.drilled_entries) {
    auto entries = opened_entries(header_.vault, keys_, document.records);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto& record = document.records[i];
        auto& item = items_[record.id];
        item.entry = std::move(entries[i]);
        item.record = std::move(record);
    }
    for (auto& past : document.history) {
        const auto found = items_.find(past.record.id);
        if (found != items_.end()) found->second.past.push_back(std::move(past));
    }
    if (!sealed_device_) return;
    if (const auto* key = keys_.find(sealed_device_->epoch)) {
        device_ = open_device(sealed_device_->id, sealed_device_->sealed, header_.vault,
                              key->view(), sealed_device_->epoch);
    }
}

void Vault::become(Device device) {
    sealed_device_ = seal(device, header_.vault, keys_);
    device_ = std::move(device);
}

void Vault::rekey(Keys keys, Time now) {
    keys_ = std::move(keys);
    static_cast<void>(reseal(now));
    if (device_) sealed_device_ = seal(*device_, header_.vault, keys_);
}

bool Vault::reseal(Time now) {
    bool any = false;
    for (auto& [id, item] : items_) {
        if (!item.entry || item.record.epoch >= keys_.newest()) continue;
        auto record = sealed(id, *item.entry, item.record.revision + 1, now);
        put(std::move(record), std::move(item.entry), now);
        any = true;
    }
    return any;
}

void Vault::learn(const Header& theirs, Keys keys, BytesView wrapping_key, Time now) {
    const bool later_key = theirs.epoch != header_.epoch;
    header_.roster = theirs.roster;
    header_.epoch = theirs.epoch;
    for (const auto& [epoch, key] : keys_.all()) {
        if (!keys.find(epoch)) keys.add(epoch, key.clone());
    }
    keys_ = std::move(keys);
    seal_keys(header_, keys_);
    if (!later_key) return;
    change_passphrase(header_, keys_, header_.kdf, wrapping_key);
    if (device_) sealed_device_ = seal(*device_, header_.vault, keys_);
    for (auto& [id, item] : items_) {
        if (!item.record.is_pending() || item.is_unreadable()) continue;
        const auto revision = item.record.revision + 1;
        auto record = item.entry ? sealed(id, *item.entry, revision, now)
                                 : seal_deletion(header_.vault, keys_, id, revision);
        record.synced = item.record.synced;
        record.changed = item.record.changed;
        item.record = std::move(record);
    }
}

const Entry* Vault::find(const EntryId& id) const {
    const auto found = items_.find(id);
    return found == items_.end() || !found->second.entry ? nullptr : &*found->second.entry;
}

std::vector<std::pair<EntryId, const Entry*>> Vault::entries() const {
    struct Row {
        std::int64_t order;
        std::string name;
        EntryId id;
        const Entry* entry;
        auto key() const { return std::tie(order, name, id); }
    };
    std::vector<Row> rows;
    for (const auto& [id, item] : items_) {
        if (!item.entry) continue;
        rows.push_back({item.entry->order, lower_ascii(shown_name(*item.entry)), id, &*item.entry});
    }
    std::ranges::sort(rows, [](const Row& a, const Row& b) { return a.key() < b.key(); });
    std::vector<std::pair<EntryId, const Entry*>> all;
    for (const auto& row : rows) all.emplace_back(row.id, row.entry);
    return all;
}

std::size_t Vault::unreadable() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(items_, [](const auto& one) { return one.second.is_unreadable(); }));
}

Item& Vault::item(const EntryId& id) {
    const auto found = items_.find(id);
    ENSURE(found != items_.end());
    return found->second;
}

Record Vault::sealed(const EntryId& id, const Entry& entry, std::uint64_t revision,
                     Time now) const {
    auto record = seal_entry(header_.vault, keys_, id, revision, entry);
    record.changed = rounded(now);
    return record;
}

EntryId Vault::add(Entry entry, Time now) {
    const auto id = EntryId::random();
    add_as(id, std::move(entry), now);
    return id;
}

void Vault::add_as(const EntryId& id, Entry entry, Time now) {
    ENSURE(!items_.contains(id));
    if (entry.created == Time{}) entry.created = now;
    entry.created = rounded(entry.created);
    std::ranges::sort(entry.tags);
    entry.tags.erase(std::unique(entry.tags.begin(), entry.tags.end()), entry.tags.end());
    ENSURE(!fault_of(entry));
    auto record = sealed(id, entry, 1, now);
    items_[id] = Item{std::move(record), std::move(entry), {}};
}

bool Vault::edit(const EntryId& id, const Entry& wanted, Time now) {
    if (!find(id)) return false;
    auto& place = item(id);
    auto next = place.entry->clone();
    next.restored = 0;
    bool any = false;
    const auto note = [&](Field field, bool changed) {
        if (!changed) return;
        next.edited[field] = stamp_after(place.entry->edited_at(field), now);
        any = true;
    };
    note(Field::issuer, change(next.issuer, wanted.issuer));
    note(Field::account, change(next.account, wanted.account));
    note(Field::note, change(next.note, wanted.note));
    note(Field::tags, change(next.tags, wanted.tags));
    note(Field::order, change(next.order, wanted.order));
    note(Field::extra, change(next.extra, wanted.extra));
    if (!any) return false;
    ENSURE(!fault_of(next));
    auto record = sealed(id, next, place.record.revision + 1, now);
    put(std::move(record), std::move(next), now);
    return true;
}

void Vault::count(const EntryId& id, std::uint64_t counter, Time now) {
    auto& place = item(id);
    ENSURE(place.entry && place.entry->key.type == Type::hotp && counter > place.entry->counter);
    auto next = place.entry->clone();
    next.counter = counter;
    next.restored = 0;
    auto record = sealed(id, next, place.record.revision + 1, now);
    // What a pending change began from is kept all the same.
    const bool keep = !place.record.is_pending() && place.record.synced > 0;
    if (keep) return put(std::move(record), std::move(next), now);
    record.synced = place.record.synced;
    place.record = std::move(record);
    place.entry = std::move(next);
}

std::optional<EntryId> Vault::replace_key(const EntryId& id, Key key, Time now) {
    const auto* before = find(id);
    if (!before) return std::nullopt;
    auto next = before->clone();
    next.key = std::move(key);
    next.edited.clear();
    next.restored = 0;
    next.created = rounded(now);
    if (fault_of(next)) return std::nullopt;
    const auto added = add(std::move(next), now);
    static_cast<void>(remove(id, now));
    return added;
}

bool Vault::remove(const EntryId& id, Time now) {
    const auto found = items_.find(id);
    if (found == items_.end() || found->second.record.deleted) return false;
    remove_item(found->second, now, false);
    return true;
}

void Vault::remove_item(Item& place, Time now, bool undone) {
    auto record = seal_deletion(header_.vault, keys_, place.record.id, place.record.revision + 1);
    record.changed = rounded(now);
    record.undone = undone;
    put(std::move(record), std::nullopt, now);
}

void Vault::put(Record record, std::optional<Entry> entry, Time now) {
    auto& place = items_[record.id];
    const bool is_new = place.record.sealed.empty();
    if (!is_new) {
        if (record.synced == 0) record.synced = place.record.synced;
        place.past.push_back({std::move(place.record), rounded(now)});
    }
    place.record = std::move(record);
    place.entry = std::move(entry);
    cut(place.past, place.record);
}

void Vault::note_synced(const EntryId& id, std::uint64_t revision) {
    item(id).record.synced = revision;
}

void Vault::forget_server_state() {
    chain_ = {};
    for (auto& [id, item] : items_) item.record.synced = 0;
}

void Vault::note_drill(Time now, std::uint64_t entries) {
    drilled_ = rounded(now);
    drilled_entries_ = entries;
}

Document Vault::document(Time now) const {
    auto all = export_document(now);
    all.device = sealed_device_;
    all.chain = chain_;
    all.server = server_;
    for (auto& record : all.records) record.synced = items_.at(record.id).record.synced;
    return all;
}

Document Vault::export_document(Time now) const {
    Document all;
    all.header = header_;
    all.written = rounded(now);
    all.drilled = drilled_;
    all.drilled_entries = drilled_entries_;
    all.records.reserve(items_.size());
    for (const auto& [id, item] : items_) {
        all.records.push_back(item.record);
        all.records.back().synced = 0;
        for (const auto& past : item.past) {
            if (!is_spent(past, item.record, now, written_)) all.history.push_back(past);
        }
    }
    return all;
}

}  // namespace sparekey::vault

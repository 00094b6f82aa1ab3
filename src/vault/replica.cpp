#include "vault/replica.h"

#include <algorithm>

#include "crypto/keyed_digest.h"
#include "vault/merge.h"

namespace sparekey::vault {
namespace {

// The same on every device that finds the same conflict, so that two of them make one copy.
EntryId copy_id(const EntryId& of, const Entry& copy) {
    auto plain = copy.clone();
    plain.edited.clear();
    plain.created = {};
    const auto json = to_json(plain);
    auto text = to_bytes(bytes_of("sparekey-conflict-1|" + of.text() + '|'));
    append(text, json.view());
    const auto digest = crypto::sha256(text);
    crypto::wipe(text);
    EntryId id;
    std::copy_n(digest.begin(), id.octets.size(), id.octets.begin());
    return id;
}

bool is_what_its_link_says(const Change& change) {
    const auto& record = *change.record;
    return record.id == change.link.id && record.revision == change.link.revision &&
           crypto::sha256(record.sealed) == change.link.seal_digest;
}

// What came before under this revision, its digest if it is known here.
std::optional<crypto::Digest> known_digest(const Item& item, std::uint64_t revision) {
    if (item.record.revision == revision) return crypto::sha256(item.record.sealed);
    // From the end: where two devices gave the same number, the server's came last.
    const auto past = std::find_if(item.past.rbegin(), item.past.rend(), [&](const Past& one) {
        return one.record.revision == revision;
    });
    if (past == item.past.rend()) return std::nullopt;
    return crypto::sha256(past->record.sealed);
}

Received merge_into(Vault& vault, const Item& place, const Record& theirs_sealed,
                    const Entry& theirs, Time now) {
    const EntryId id = place.record.id;
    const auto base = vault.version(id, place.record.synced);
    const auto merged = merge(base ? &*base : nullptr, *place.entry, theirs);
    const auto revision = std::max(place.record.revision, theirs_sealed.revision) + 1;
    const bool nothing_of_mine = says_the_same(merged.entry, theirs) && !merged.copy;

    // Theirs comes first, as what was there; then what both say now.
    auto record = theirs_sealed;
    record.synced = record.revision;
    vault.put(record, theirs.clone(), now);
    if (nothing_of_mine) return Received::taken;
    if (!says_the_same(merged.entry, theirs)) {
        auto both = seal_entry(vault.header().vault, vault.keys(), id, revision, merged.entry);
        both.changed = now;
        both.synced = theirs_sealed.revision;
        vault.put(std::move(both), merged.entry.clone(), now);
    }
    if (!merged.copy) return Received::merged;
    const auto beside = copy_id(id, *merged.copy);
    if (!vault.items().contains(beside)) vault.add_as(beside, merged.copy->clone(), now);
    return Received::kept_copy;
}

// What the server has takes the place of what is here: nothing is pending, or it was deleted here
// and edited there. But a counter that went up here, before a deletion that others have undone,
// went up.
Received yield_to(Vault& vault, const Item& place, const Record& theirs_sealed,
                  std::optional<Entry> theirs, Time now) {
    const EntryId id = place.record.id;
    const auto revision = std::max(place.record.revision, theirs_sealed.revision) + 1;
    const bool counts = theirs && theirs->key.type == Type::hotp;
    const auto counter = counts ? vault.counter_of(id) : 0;
    vault.put(theirs_sealed, theirs ? std::optional{theirs->clone()} : std::nullopt, now);
    if (!counts || theirs->counter >= counter) return Received::taken;
    theirs->counter = counter;
    auto record = seal_entry(vault.header().vault, vault.keys(), id, revision, *theirs);
    record.changed = now;
    record.synced = theirs_sealed.revision;
    vault.put(std::move(record), std::move(theirs), now);
    return Received::merged;
}

// Edited here while it was deleted there.
Received revive(Vault& vault, const Item& place, const Record& deletion, Time now) {
    const auto mine = place.entry->clone();
    const auto revision = std::max(place.record.revision, deletion.revision) + 1;
    const auto id = place.record.id;
    auto theirs = deletion;
    theirs.synced = theirs.revision;
    vault.put(std::move(theirs), std::nullopt, now);
    auto record = seal_entry(vault.header().vault, vault.keys(), id, revision, mine);
    record.changed = now;
    record.synced = deletion.revision;
    vault.put(std::move(record), mine.clone(), now);
    return Received::revived;
}

// Gives the record the epoch and the deletion that its seal is bound to, whatever stands beside the
// seal: no digest covers that, so whoever hands it out may have changed it. False when it opens as
// nothing.
bool name_right(const Vault& vault, Record& record) {
    const auto& id = vault.header().vault;
    if (is_genuine(id, vault.keys(), record)) return true;
    auto other = record;
    for (const auto& [epoch, key] : vault.keys().all()) {
        for (const bool deleted : {false, true}) {
            other.epoch = epoch;
            other.deleted = deleted;
            if (!is_genuine(id, vault.keys(), other)) continue;
            record = std::move(other);
            return true;
        }
    }
    return false;
}

// A device has sent what nobody can open. What is here goes over it, as a later revision.
Received set_right(Vault& vault, const Item* place, const Record& theirs, Time now) {
    const bool is_known = place != nullptr && !place->is_unreadable();
    if (!is_known || !vault.keys().find(theirs.epoch)) return Received::unreadable;
    const auto id = place->record.id;
    const auto& header = vault.header();
    const auto revision = std::max(place->record.revision, theirs.revision) + 1;
    auto mine = place->entry ? std::optional{place->entry->clone()} : std::nullopt;
    auto record = mine ? seal_entry(header.vault, vault.keys(), id, revision, *mine)
                       : seal_deletion(header.vault, vault.keys(), id, revision);
    record.changed = std::chrono::floor<std::chrono::milliseconds>(now);
    record.synced = theirs.revision;
    vault.put(std::move(record), std::move(mine), now);
    return Received::unreadable;
}

// What is new here, and genuine.
Received take(Vault& vault, const Item* place, Record record, std::optional<Entry> theirs,
              Time now) {
    if (!place) {
        vault.put(std::move(record), std::move(theirs), now);
        return Received::taken;
    }
    if (!place->record.is_pending()) return yield_to(vault, *place, record, std::move(theirs), now);
    if (!place->entry || (!theirs && !record.deleted)) {
        // The second: one of the two is of a later version of this program, and cannot be merged.
        return yield_to(vault, *place, record, std::move(theirs), now);
    }
    if (record.deleted) return revive(vault, *place, record, now);
    return merge_into(vault, *place, record, *theirs, now);
}

}  // namespace

std::vector<Pending> pending(const Vault& vault) {
    std::vector<Pending> all;
    for (const auto& [id, item] : vault.items()) {
        const auto& record = item.record;
        const bool is_of_use = record.synced > 0 || !record.deleted;
        if (record.is_pending() && is_of_use &&
            is_genuine(vault.header().vault, vault.keys(), record)) {
            all.push_back({id, record.synced, &record});
        }
    }
    std::ranges::stable_partition(all, [](const Pending& one) { return one.replaces > 0; });
    return all;
}

void accepted(Vault& vault, const EntryId& id, std::uint64_t revision) {
    vault.note_synced(id, revision);
}

Received receive(Vault& vault, const Change& change, Time now) {
    // Looked at before anything is believed: a forged change must not even move the chain.
    std::optional<Entry> theirs;
    auto record = change.record;
    bool opens = record.has_value();
    if (record) {
        if (!is_what_its_link_says(change)) return Received::forged;
        if (record->epoch > vault.keys().newest()) return Received::later_key;
        if (record->epoch < vault.chain().epoch) return Received::earlier_key;
        opens = name_right(vault, *record);
        // An earlier key under a later one's name is what a device may send: as good as rubbish.
        if (record->epoch < vault.chain().epoch) opens = false;
        if (opens) theirs = open_entry(vault.header().vault, vault.keys(), *record);
    }
    const auto found = vault.items().find(change.link.id);
    const auto* place = found == vault.items().end() ? nullptr : &found->second;
    const auto synced = place ? place->record.synced : 0;
    if (place && change.link.revision == synced) {
        const auto before = known_digest(*place, synced);
        if (before && *before != change.link.seal_digest) return Received::forged;
    }
    // A server that this device is behind of has each entry at least as far as this device knows.
    if (change.link.revision < synced) return Received::went_back;
    const bool has_it = place && change.link.revision == synced;
    auto chain = vault.chain();
    if (!chain.take(change.link)) return Received::out_of_order;
    if (opens) chain.epoch = record->epoch;
    vault.chain() = chain;
    if (has_it || !record) return Received::known;
    if (!opens) return set_right(vault, place, *change.record, now);
    record->synced = record->revision;
    record->changed = std::chrono::floor<std::chrono::milliseconds>(now);
    return take(vault, place, *std::move(record), std::move(theirs), now);
}

}  // namespace sparekey::vault

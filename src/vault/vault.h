// An opened vault: its entries, what is done to them, and what each change leaves behind so that it
// can be taken back. Nothing here reads a clock or a disk.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "vault/document.h"
#include "vault/entry.h"
#include "vault/record.h"

namespace sparekey::vault {

inline constexpr std::chrono::days history_kept{30};
inline constexpr std::size_t versions_max = 200;  // Kept of one entry.

struct Item {
    Record record;
    std::optional<Entry> entry;  // None when it is deleted, or cannot be read.
    std::vector<Past> past;      // The oldest first.

    [[nodiscard]] bool is_unreadable() const { return !record.deleted && !entry; }
};

// One version of an entry, for the history: the current one, or one before it.
struct Version {
    enum class What { added, edited, deleted, restored };
    EntryId id;
    std::uint64_t revision = 0;
    What what = What::edited;
    Time changed{};
    bool current = false;
    std::string name;  // Of the entry then, or of the last one that it had.
};

class Vault {
   public:
    // A new, empty one.
    Vault(Header, Keys, Device, Time now);
    // What cannot be read of it is kept as it is: see Item::is_unreadable. `keys` opened its
    // header.
    Vault(Document, Keys);

    [[nodiscard]] const Header& header() const { return header_; }
    // For what keys.h does to it.
    [[nodiscard]] Header& header() { return header_; }
    [[nodiscard]] const Keys& keys() const { return keys_; }
    // None in an export, or where the device was sealed under a key that is not known.
    [[nodiscard]] const std::optional<Device>& device() const { return device_; }
    // A file that was opened anew becomes a device's own.
    void become(Device);
    // After remove_device(): the new keys, and every live entry sealed under the newest.
    void rekey(Keys, Time now);
    // Every live entry that is sealed under an earlier key, anew. Whoever took a device out may
    // not have come to the end of it. False when there is none.
    bool reseal(Time now);

    [[nodiscard]] const std::map<EntryId, Item>& items() const { return items_; }
    [[nodiscard]] const Entry* find(const EntryId&) const;
    // Live ones, by order and name.
    [[nodiscard]] std::vector<std::pair<EntryId, const Entry*>> entries() const;
    [[nodiscard]] std::size_t unreadable() const;

    // ENSUREs that fault_of() has nothing against it.
    EntryId add(Entry, Time now);
    void add_as(const EntryId&, Entry, Time now);
    // What differs in the fields that can be edited. False when nothing does, or it is not there.
    bool edit(const EntryId&, const Entry& wanted, Time now);
    // The counter only, which leaves no history: a step back would give used codes again.
    void count(const EntryId&, std::uint64_t counter, Time now);
    // Another key is another entry: the old one is deleted.
    std::optional<EntryId> replace_key(const EntryId&, Key, Time now);
    bool remove(const EntryId&, Time now);

    // Newest first.
    [[nodiscard]] std::vector<Version> history() const;
    [[nodiscard]] std::vector<Version> history(const EntryId&) const;
    // The version as it was; nullopt when it was deleted then, or is not kept any more.
    [[nodiscard]] std::optional<Entry> version(const EntryId&, std::uint64_t revision) const;
    // The greatest counter that any kept version of a hotp has: what an earlier one must not undo.
    [[nodiscard]] std::uint64_t counter_of(const EntryId&) const;
    // Makes that version the current one. False when there is no such entry in it.
    bool restore(const EntryId&, std::uint64_t revision, Time now);
    // Takes back the last change of an entry; again, the one before it. What it did, nullopt when
    // there is nothing to take back.
    std::optional<Version> undo(const EntryId&, Time now);
    // The last change of the vault that was not taken back yet.
    std::optional<Version> undo_last(Time now);

    // A change that came from elsewhere, or is merged (replica.h). The version before it is kept.
    void put(Record, std::optional<Entry>, Time now);
    // The server took this revision.
    void note_synced(const EntryId&, std::uint64_t revision);
    // The server was brought back from a backup, says its owner: everything is compared anew, from
    // the first change on.
    void forget_server_state();
    [[nodiscard]] Chain& chain() { return chain_; }
    [[nodiscard]] const Chain& chain() const { return chain_; }

    [[nodiscard]] const std::optional<Server>& server() const { return server_; }
    void set_server(Server server) { server_ = std::move(server); }
    // A later list of devices that was found to continue this one's, perhaps with a later key; what
    // is pending is sealed under the newest. The passphrase of this file stays what it was: a
    // server hands out what wraps the key, but nobody signs it.
    void learn(const Header& theirs, Keys, BytesView wrapping_key, Time now);

    void note_drill(Time now, std::uint64_t entries);
    [[nodiscard]] Time drilled() const { return drilled_; }
    [[nodiscard]] std::uint64_t drilled_entries() const { return drilled_entries_; }

    // What goes to the file. Versions older than a month are left out, but never by a clock that
    // has only just jumped ahead: the time of the last writing must be past it, too.
    [[nodiscard]] Document document(Time now) const;
    // The same, for another place: without the device and without the state of syncing.
    [[nodiscard]] Document export_document(Time now) const;

   private:
    Item& item(const EntryId&);
    [[nodiscard]] Record sealed(const EntryId&, const Entry&, std::uint64_t revision, Time) const;
    void remove_item(Item&, Time now, bool undone);

    Header header_;
    Keys keys_;
    std::optional<Device> device_;
    std::optional<SealedDevice> sealed_device_;
    std::map<EntryId, Item> items_;
    Chain chain_;
    std::optional<Server> server_;
    Time written_{};
    Time drilled_{};
    std::uint64_t drilled_entries_ = 0;
};

}  // namespace sparekey::vault

// The two keys of each appeal, wrapped by the key ring, in a file outside the database and its
// backups. Destroying a key is overwriting it here.
//
//   The first 256 octets: "sparekey-evidence-keys-1\n", the file's id, a proof that it belongs to
//   the ring, a count of changes. Then slots of 256 octets: state, appeal, account, time, the
//   evidence key and the form key, each sealed under the ring and bound to appeal, purpose and
//   file. A free slot, or a destroyed key, is zeros.
//
// Slots of a fixed size and not a log, because a log keeps what was destroyed until it is
// compacted: doc/decisions/0016. The index is in memory, and the file is asked again wherever they
// differ, so that several daemons may share one.
#pragma once
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/time.h"
#include "crypto/key_ring.h"
#include "crypto/secret.h"
#include "evidence/item.h"

namespace sparekey::evidence {

enum class Purpose { evidence, form };

class KeyFile {
   public:
    static constexpr std::size_t slot_octets = 256;
    static constexpr std::size_t slots_max = 4'000'000;  // 1 GB.

    // A new file, 0600, without keys; durable when it returns. Refuses to replace a file.
    static void create(const std::filesystem::path& file, const crypto::KeyRing& ring);
    // Throws Failure{refused}, naming the file, when it is missing, unreadable, open to others, cut
    // off, or made under another key ring. `ring` outlives it.
    KeyFile(std::filesystem::path file, const crypto::KeyRing& ring);

    // What the database remembers to notice another file at start.
    [[nodiscard]] Bytes id() const { return file_id_; }

    // All below from any thread. They throw Failure{unavailable} when the file cannot be read or
    // written.

    // Two random keys, on the disk when it returns. Nothing is done where the appeal has a slot.
    void add(const Subject&, Time now);
    // 32 octets. nullopt when there is none, or it was destroyed.
    [[nodiscard]] std::optional<crypto::Secret> find(const Subject&, Purpose) const;
    // Overwritten, on the disk when it returns; a slot without keys is free. False when there was
    // none.
    bool destroy(const Subject&, Purpose);

    struct Entry {
        Subject subject;
        Time made_at{};
        bool has_evidence = false, has_form = false;
        bool operator==(const Entry&) const = default;
    };
    // Every slot in use, as the file has it now.
    [[nodiscard]] std::vector<Entry> entries() const;
    // Seals under the ring's newest key what is not yet, at most `slots` of them; how many it did.
    int wrap_anew(int slots);
    // As it is at one moment, 0600 and durable; a file of that name is replaced in one step.
    void copy_to(const std::filesystem::path& file) const;

   private:
    using Slot = std::array<std::byte, slot_octets>;
    class Writing;

    [[nodiscard]] Bytes binding(const Subject&, Purpose) const;
    void check_header(const Slot&);
    [[nodiscard]] Slot read_slot(std::uint32_t number) const;
    void write_slot(std::uint32_t number, const Slot&);
    void count_change();
    [[nodiscard]] std::uint64_t changes() const;
    // The slot of the appeal as the file has it, and its number; the first with mutex_ held.
    [[nodiscard]] std::optional<std::pair<std::uint32_t, Slot>> look_up(const Subject&) const;
    [[nodiscard]] std::optional<std::pair<std::uint32_t, Slot>> slot_of(const Subject&) const;
    [[nodiscard]] std::vector<std::uint32_t> slots_in_use() const;
    void read_index() const;
    void catch_up() const;
    [[nodiscard]] std::uint32_t free_slot();

    const std::filesystem::path file_;
    const crypto::KeyRing& ring_;
    Descriptor descriptor_;
    Bytes file_id_;
    mutable std::mutex writing_;  // Taken before mutex_, and held while a disk is waited for.
    mutable std::mutex mutex_;
    mutable std::uint64_t changes_seen_ = 0;  // Guarded by mutex_, as the two below.
    mutable std::unordered_map<std::int64_t, std::uint32_t> numbers_;
    mutable std::vector<std::uint32_t> free_;
};

}  // namespace sparekey::evidence

// The keys that secrets at rest are sealed under: a file outside the database and its backups.
// The newest key seals, every key opens, so that rotation runs online.
//
//   sparekey-ring-1
//   <id> <created, microseconds since 1970 UTC> <64 hexadecimal digits>
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"
#include "crypto/secret.h"

namespace sparekey::crypto {

using KeyId = std::uint32_t;

class KeyRing {
   public:
    static constexpr std::size_t keys_max = 1000;

    // Throws Failure{refused}, naming the file, when it is missing, unreadable, malformed, or open
    // to its group or the world.
    [[nodiscard]] static KeyRing load(const std::filesystem::path& file);
    // A new file, 0600, with one new key; durable when it returns. Refuses to replace a file.
    static void create(const std::filesystem::path& file, Time now);
    // Adds a key, which is the current one for whoever loads the file from now on. The file is
    // replaced in one step. Returns the new key's id.
    static KeyId add_key(const std::filesystem::path& file, Time now);
    // A ring of one new key that no file holds: for tests.
    [[nodiscard]] static KeyRing in_memory();

    // The greatest id: what seal() uses.
    [[nodiscard]] KeyId current() const { return keys_.rbegin()->first; }
    // 32 octets; nullopt when the ring has no such key.
    [[nodiscard]] std::optional<BytesView> find(KeyId id) const;

    // What the database remembers to notice another ring at start: an id and a digest for each key.
    [[nodiscard]] Bytes fingerprint() const;
    // Whether every key of `remembered`, an earlier fingerprint, is in this ring unchanged. Keys
    // may have been added since. False also for octets that are no fingerprint.
    [[nodiscard]] bool continues(BytesView remembered) const;

   private:
    struct Key {
        Key(Time at, BytesView key) : created(at), octets(key) {}
        Time created;
        LockedSecret octets;
    };
    void add(KeyId id, Time created, BytesView octets);
    [[nodiscard]] static std::optional<KeyRing> parse(std::string_view text);
    [[nodiscard]] Secret text() const;

    std::map<KeyId, Key> keys_;  // Never empty.
};

}  // namespace sparekey::crypto

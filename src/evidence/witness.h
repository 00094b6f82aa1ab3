// Proof that what was destroyed is destroyed: every appeal has a witness, a few random octets
// sealed under its evidence key. When the key is destroyed the witness is kept, and tried from then
// on, with the ring, the key file and all its backups. It stands for any copy made before.
//
// All of it waits for the disk.
#pragma once
#include <filesystem>

#include "base/time.h"
#include "crypto/key_ring.h"
#include "crypto/secret.h"
#include "evidence/key_file.h"

namespace sparekey::evidence {

// How long a key may live on in a backup of the key file.
inline constexpr Duration key_backups_kept = std::chrono::hours{24 * 14};
inline constexpr Duration witnesses_kept = std::chrono::hours{24 * 90};
inline constexpr std::size_t witnesses_tried = 20;

struct Proof {
    int tried = 0;
    int opened = 0;        // What should have been unreadable.
    bool can_tell = true;  // A witness of an appeal whose key lives did open, if there is one.
    [[nodiscard]] bool is_good() const { return opened == 0 && can_tell; }
};

class Witnesses {
   public:
    // `folder` of the sealed files, `backups` of the key file.
    Witnesses(std::filesystem::path folder, std::filesystem::path backups)
        : folder_(std::move(folder)), backups_(std::move(backups)) {}

    void make(const Subject&, const crypto::Secret& key) const;
    // From now on it should not open. Nothing happens where there is none.
    void keep(const Subject&, Time now) const;
    // Tries some that are kept, and one whose key lives; forgets the oldest.
    [[nodiscard]] Proof prove(const KeyFile& keys, const crypto::KeyRing& ring, Time now) const;

   private:
    std::filesystem::path folder_, backups_;
};

// Copies the key file into `backups` under this day's name, and removes those of 14 days ago and
// older.
void back_up_keys(const KeyFile& keys, const std::filesystem::path& backups, Time now);

}  // namespace sparekey::evidence

// Finding a picture again under another account: the same octets, or nearly the same picture.
//
// Two difference hashes that differ in at most eight bits, cut into five bands, differ in at most
// one bit of some band: so a hash is found by 69 exact look-ups, however many pictures there are.
// doc/decisions/0015 has the figures.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "evidence/item.h"
#include "store/database.h"

namespace sparekey::evidence {

inline constexpr int hash_distance_max = 8;
inline constexpr int bands = 5;
inline constexpr Duration pictures_remembered_for = std::chrono::hours{24 * 365};

// Of 64 bits: four bands of 13, and one of 12. A key names its band and holds its bits.
[[nodiscard]] std::array<std::int64_t, bands> band_keys(std::uint64_t hash);
// Every key that a hash within hash_distance_max may have: each band's own, and those a bit away.
[[nodiscard]] std::vector<std::int64_t> near_band_keys(std::uint64_t hash);
[[nodiscard]] int hash_distance(std::uint64_t a, std::uint64_t b);

// A picture that another account sent, too.
struct Double {
    ItemId item;        // Of the appeal that is looked at.
    AccountId account;  // Who sent it before.
    AppealId appeal;
    bool is_same = false;  // To the octet; else nearly.
    bool operator==(const Double&) const = default;
};
inline constexpr std::size_t doubles_max = 50;

// Pictures among the items that count, seen under another account than `who`.
[[nodiscard]] std::vector<Double> find_doubles(store::Reader&, AccountId who,
                                               const std::vector<Item>&);
// From now on these are found. Again is harmless.
void remember_pictures(store::Transaction&, const Subject&, const std::vector<Item>&, Time now);
// Deletes some of what is older than it is remembered for; how many rows.
[[nodiscard]] std::int64_t forget_pictures(store::Transaction&, Time now);

}  // namespace sparekey::evidence

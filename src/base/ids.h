// Identifiers that cannot be mixed up, and how they are made: by us, never by the database.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>

namespace sparekey {

template <class Tag>
struct Id {
    std::int64_t value = 0;  // 0 is no id.
    auto operator<=>(const Id&) const = default;
};

// The subject of a guard row: a site account today; staff and vaults share the space later.
using AccountId = Id<struct AccountTag>;
// An appeal of an account. Its evidence is kept below the room that decides about it.
using AppealId = Id<struct AppealTag>;

// Uniform over 2^62 positive values, from the system's random source.
[[nodiscard]] std::int64_t random_id();

}  // namespace sparekey

template <class Tag>
struct std::hash<sparekey::Id<Tag>> {
    std::size_t operator()(sparekey::Id<Tag> id) const noexcept {
        return std::hash<std::int64_t>{}(id.value);
    }
};

// Ids for rows that are only ever appended: by time, so that new rows go to the end of the table
// and old ones can be found by their age without an index.
#pragma once
#include <cstdint>

#include "base/time.h"

namespace sparekey {

// Microseconds shifted left by 11, then 11 bits that this process drew when it began. Greater than
// every earlier id of this process, also when the clock stands still or is set back; from any
// thread. Two processes can only give the same one in the same microsecond, and then one time in
// 2,048.
[[nodiscard]] std::int64_t next_append_id(Time now);

// No id made before `t` is as great, but for those that ran ahead of a clock that was set back.
[[nodiscard]] std::int64_t first_append_id_at(Time t);

// When it was made, by the clock of whoever made it; nothing must rest on it.
[[nodiscard]] Time append_id_time(std::int64_t id);

}  // namespace sparekey

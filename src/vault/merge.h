// Two edits of one entry become one, field by field, and nothing is lost on the way.
#pragma once
#include <optional>

#include "base/time.h"
#include "vault/entry.h"

namespace sparekey::vault {

// Clocks of two devices may differ by this much: which of two edits is the later one cannot be told
// when they are closer.
inline constexpr std::chrono::minutes doubt_window{2};

struct Merged {
    Entry entry;
    // What must be kept beside it: another key under the same id, or the other text of a name or a
    // note where it is in doubt which one is later.
    std::optional<Entry> copy;
};

// `base` is what both began from, nullptr when it is not known. A field that only one side changed
// is that side's; changed on both: the greater counter, all tags of both, else the later edit. The
// same result whoever merges: it does not matter which side is mine.
[[nodiscard]] Merged merge(const Entry* base, const Entry& mine, const Entry& theirs);

// Whether two entries say the same, whenever it was edited.
[[nodiscard]] bool says_the_same(const Entry& a, const Entry& b);

// The tag that such a copy carries.
inline constexpr std::string_view conflict_tag = "conflict copy";

}  // namespace sparekey::vault

// Is the journal what it was? Every seal, every line and every signed head is computed anew and
// compared; memory does not grow with the journal.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.h"
#include "crypto/signing_key.h"
#include "journal/heads.h"
#include "store/database.h"

namespace sparekey::journal {

// The slug of each is stable: it begins the finding's line, for whoever reads the report by a
// program.
enum class Wrong {
    line_changed,
    line_missing,
    line_inserted,
    newest_line_missing,
    seal_changed,
    seal_missing,
    seal_unauthentic,
    head_forged,
    head_differs,
    head_missing,
    cut_off,
    heads_not_understood,
};
inline constexpr int wrong_count = 12;
[[nodiscard]] std::string_view slug(Wrong);

struct Finding {
    Wrong wrong;
    std::string text;  // Which one; a sentence's rest, for a person.
};
inline constexpr std::size_t findings_max = 1000;  // Kept; all are counted.

struct Report {
    std::int64_t seals = 0;
    std::int64_t lines = 0;       // That are sealed.
    std::int64_t late_lines = 0;  // Of those, by late seals.
    std::int64_t heads = 0;       // In the database.
    std::int64_t file_heads = 0;
    std::int64_t unsealed = 0;  // Wait for the sealer.
    std::optional<Time> unsealed_since{};
    std::int64_t found = 0;
    std::vector<Finding> findings;
};

// Reads page by page, beside whoever writes. `file`: what was read of a file of heads.
[[nodiscard]] Awaitable<Report> verify(store::Database&, const crypto::SigningKey&,
                                       const std::optional<HeadsFile>& file, Time now);

}  // namespace sparekey::journal

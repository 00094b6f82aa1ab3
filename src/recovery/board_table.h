// What a lead sees of the desk as a whole: how much there is, what is late, what was promised and
// kept, and what each person did. No case is opened by it, and no name of an applicant is in it.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "evidence/proof_table.h"
#include "recovery/seat_flow.h"
#include "staff/roster_table.h"
#include "store/database.h"

namespace sparekey::recovery {

inline constexpr Duration figures_of = std::chrono::hours{24 * 30};
inline constexpr int late_max = 50;          // Lines of what is late.
inline constexpr int acts_counted = 20'000;  // Of the last 30 days, of everybody.

// What one person did in the last 30 days.
struct Figures {
    int decided = 0;  // Verdicts.
    int passes = 0;
    int rejects = 0;
    int asks = 0;     // For material or a video.
    int minutes = 0;  // From being given a case to deciding it: the middle of all.
    std::int64_t views = 0;
};
[[nodiscard]] std::map<AccountId, Figures> figures(store::Reader&, Time now);
[[nodiscard]] Figures figures_of_one(store::Reader&, AccountId staff, Time now);

struct Board {
    std::int64_t open = 0, due_today = 0, overdue = 0, contested = 0, rival = 0, flagged = 0;
    std::map<std::string, std::int64_t> by_state;
    std::int64_t promises_kept = 0, promises_broken = 0;  // Of the last 30 days.
    std::int64_t evidence_past_due = 0;                   // Must be none.
    std::optional<evidence::LastProof> last_proof;        // That what was destroyed is gone.
    std::int64_t bounced = 0;                             // Letters about appeals.
    std::vector<CaseLine> late;
    std::vector<staff::Listed> staff;
    std::map<AccountId, Figures> figures;
};
[[nodiscard]] Board read_board(store::Reader&, Time now);

// The journal's lines about appeals and the staff, newest first, without anybody's name: what an
// auditor reads. `before` is a line's id; 0 for the newest. A page may be short, or empty, and yet
// have a next one.
struct DeskLine {
    std::int64_t id = 0;
    Time at{};
    std::string kind;
    std::string case_number;  // "" where it is about no case.
    std::string detail;       // What is said of it besides: words of ours.
    std::string staff;        // What the desk calls whoever did it; "" where it was nobody of it.
};
inline constexpr int desk_lines_max = 50;
inline constexpr int desk_lines_looked_at = 20'000;  // Of everybody's, a page.
struct DeskLines {
    std::vector<DeskLine> lines;
    std::int64_t next = 0;
};
[[nodiscard]] DeskLines read_desk_lines(store::Reader&, std::int64_t before);

}  // namespace sparekey::recovery

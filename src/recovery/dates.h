// When each state of an appeal is over, when a link may go out at the earliest, and when a freeze
// ends by itself.
#pragma once
#include <optional>

#include "recovery/appeal.h"
#include "recovery/calendar.h"

namespace sparekey::recovery {

// A case keeps those it was opened with. The defaults are appeal.md's.
struct Limits {
    Duration draft = std::chrono::hours{72};
    Duration intake = std::chrono::minutes{15};
    Duration material = std::chrono::hours{7 * 24};
    Duration initial_review = std::chrono::hours{48};
    Duration video = std::chrono::hours{72};
    int secondary_review_days = 7;  // Business days, as the next two.
    int escalated_days = 2;
    int notice_days = 3;                       // Between the first pass and a link.
    Duration notice = std::chrono::hours{72};  // Between submission and a link.
    Duration contested = std::chrono::hours{72};
    Duration link = std::chrono::hours{24};
    Duration lapsed = std::chrono::hours{7 * 24};
    Duration hold = std::chrono::hours{48};
    Duration marked_hold = std::chrono::hours{7 * 24};
    Duration behind_it = std::chrono::hours{72};  // The applicant's states, while a rival waits.
    Duration freeze = std::chrono::hours{30 * 24};
    Duration freeze_longest = std::chrono::hours{60 * 24};

    // desk.single_reviewer: fewer eyes, more time.
    [[nodiscard]] static Limits of_single_reviewer();
};

// When the state's time is over; nullopt in an end, and for a draft that waits behind another.
[[nodiscard]] std::optional<Time> due(const Appeal&, const Calendar&, const Limits&,
                                      bool rival_waits);

// The first moment at which the link of an approved appeal may go out; nullopt before a first pass
// over the current evidence.
[[nodiscard]] std::optional<Time> earliest_link(const Appeal&, const Calendar&, const Limits&);

// The end of a freeze that began at `frozen_since`, as things stand: contests and the time since
// the first pass are not counted, up to the longest.
[[nodiscard]] Time freeze_end(const Appeal&, const Limits&, Time frozen_since, Time now);

}  // namespace sparekey::recovery

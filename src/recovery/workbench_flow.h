// The workbench: what whoever has a case may see of it, field by field and picture by picture. All
// of it asks for the seat; every look at something that is masked or sealed is counted for the
// applicant and journalled for the auditor in the transaction that allows it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/item.h"
#include "recovery/bench_flow.h"
#include "recovery/case_table.h"
#include "recovery/verdict_flow.h"
#include "recovery/video.h"
#include "recovery/workbench.h"

namespace sparekey::recovery {

struct Workbench {
    Case c;
    Seat seat = Seat::a;
    Time leased_until{};
    std::vector<evidence::Item> items;   // Those that count.
    std::vector<Claim> claims = {};      // None where the form's key is gone.
    int contact_age_days = 0;            // Since the addresses are as they are.
    int record_age_days = 0;             // Since the identity record is as it is.
    std::string record_by = "operator";  // Or "owner".
    std::string paper_date = {};         // "2026-11-25", in the applicant's zone.
    std::vector<Prompt> prompts = {};    // Of the video, in their time.
    int rounds_left = 0;
    int video_rounds_left = 0;
    Checklist checklist = {};  // Of this member's last verdict here.
    std::vector<Act> allowed = {};
    std::vector<CaseEvent> timeline = {};
    std::vector<SeenAct> others = {};  // For a lead. A and B decide without them.
};
[[nodiscard]] Awaitable<account::Result<Workbench>> open_case(const Bench&, const staff::Actor&,
                                                              AppealId);

struct Revealed {
    std::string value;
    Time until{};
};
// `reason` is one of reveal_reasons(). Refuses with not_assigned, too_many_tries, not_found.
[[nodiscard]] Awaitable<account::Result<Revealed>> reveal(const Bench&, const staff::Actor&,
                                                          AppealId, Field, std::string reason);

// What may be shown, and what is drawn over it.
struct Viewing {
    evidence::Subject subject;
    evidence::Item item;
    std::string watermark;
    std::vector<std::int64_t> chunk_octets;  // Of a video, one after another.
};
// Every picture is counted each time; a video, which comes in many parts, once in ten minutes.
inline constexpr Duration video_counted_every = std::chrono::minutes{10};
[[nodiscard]] Awaitable<account::Result<Viewing>> view_item(const Bench&, const staff::Actor&,
                                                            AppealId, evidence::ItemId);

}  // namespace sparekey::recovery

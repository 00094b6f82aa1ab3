// What whoever has a case does with it: asks for more, asks for a video, or decides. A verdict
// takes a fresh one-time code, which is spent in its transaction, and signs the evidence as it was
// seen: if that is another now, it is refused.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "recovery/bench_flow.h"
#include "recovery/checklist.h"

namespace sparekey::recovery {

inline constexpr std::size_t note_octets_max = 2000;
inline constexpr std::size_t note_points_max = 500;

// Each kind with a reason that it can have (may_ask). The checklist is kept as far as it came, for
// when the case comes back. Refuses with wrong_state where no round is left.
[[nodiscard]] Awaitable<account::Result<account::Done>> ask_for_material(
    const Bench&, const staff::Actor&, AppealId, std::vector<Needed>, const Checklist&);

// What a person may be unable to do: "turn", "blink", "speak".
[[nodiscard]] bool is_prompt_group(std::string_view);
// `without`: what of the prompts this person cannot do ("turn", "blink", "speak"); others take its
// place.
[[nodiscard]] Awaitable<account::Result<account::Done>> ask_for_video(
    const Bench&, const staff::Actor&, AppealId, std::vector<std::string> without,
    const Checklist&);
// What the newest request for a video leaves out.
[[nodiscard]] std::vector<std::string> video_without(const std::vector<ActDone>&);

struct Verdict {
    Act act = Act::doubt;  // pass, reject, doubt, fraud.
    Checklist checklist;
    std::vector<std::string> reasons;  // Slugs, known: of quality and match for reject, fraud.
    Bytes digest;                      // Of the evidence as it was seen.
    std::optional<std::string> note;   // For the others who decide; kept as long as the form.
};

// What somebody did, with the note that is sealed in its row.
struct SeenAct {
    ActDone act;
    std::string note;  // "" where there is none, or its key is gone.
};
[[nodiscard]] SeenAct seen(const Office&, evidence::Subject, ActDone);

// What B learns after deciding, and not before: what A decided.
struct Decided {
    std::optional<SeenAct> first;
};

// Whether all are reasons of these classes, and whether this can be asked for with that reason.
[[nodiscard]] bool are_reasons(const Reasons&, const std::vector<std::string>& slugs,
                               const std::vector<ReasonClass>& classes);
[[nodiscard]] bool may_ask(const Reasons&, std::string_view kind, std::string_view reason);

// Refuses with code_wrong, code_already_used, too_many_tries; checklist_incomplete, no_video,
// evidence_unchecked, evidence_changed, needs_second_person, wrong_state; not_assigned.
[[nodiscard]] Awaitable<account::Result<Decided>> decide(const Bench&, const staff::Actor&,
                                                         AppealId, const Verdict&,
                                                         std::string_view code);

}  // namespace sparekey::recovery

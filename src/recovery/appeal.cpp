#include "recovery/appeal.h"

#include <algorithm>

namespace sparekey::recovery {
namespace {

constexpr std::array<std::string_view, state_count> state_slugs{"draft",
                                                                "intake",
                                                                "needs_material",
                                                                "initial_review",
                                                                "video_requested",
                                                                "secondary_review",
                                                                "escalated",
                                                                "contested",
                                                                "link_sent",
                                                                "link_lapsed",
                                                                "holding",
                                                                "completed",
                                                                "rejected",
                                                                "refused_as_fraud",
                                                                "withdrawn",
                                                                "expired",
                                                                "cancelled_by_owner",
                                                                "reversed"};

constexpr std::array<std::string_view, event_count> event_slugs{
    "submitted",   "checked",        "unreadable", "supplied",  "recorded", "material_asked",
    "video_asked", "passed",         "doubted",    "rejected",  "refused",  "date_reached",
    "proven",      "proven_in_part", "not_me",     "withdrawn", "reset",    "spoiled",
    "link_asked",  "review_asked",   "set_aside",  "promoted",  "due",      "freeze_over"};

}  // namespace

bool Appeal::needs_lead() const { return marked() || flagged || was_escalated || over_budget; }

bool Appeal::has_lead_pass() const {
    const auto by_lead = [](const Pass& pass) { return pass.seat == Seat::lead; };
    return std::any_of(passes.begin(), passes.end(), by_lead);
}

bool Appeal::is_approved() const {
    if (in_redress) return false;  // What was passed before the rejection is passed no more.
    const auto another = [&](const Pass& pass) { return pass.staff_id != passes[0].staff_id; };
    const bool enough =
        single_reviewer ? !passes.empty() : std::any_of(passes.begin(), passes.end(), another);
    return has_video && !in_contest && enough && (!needs_lead() || has_lead_pass());
}

Turn turn(State state) {
    switch (state) {
    case State::draft:
    case State::needs_material:
    case State::video_requested:
    case State::link_sent:
    case State::link_lapsed: return Turn::applicant;
    case State::intake:
    case State::holding: return Turn::machine;
    case State::initial_review: return Turn::reviewer_a;
    case State::secondary_review: return Turn::reviewer_b;
    case State::escalated: return Turn::lead;
    case State::contested: return Turn::owner;
    case State::completed:
    case State::rejected:
    case State::refused_as_fraud:
    case State::withdrawn:
    case State::expired:
    case State::cancelled_by_owner:
    case State::reversed: return Turn::nobody;
    }
    return Turn::nobody;
}

std::string_view slug(State state) { return state_slugs.at(static_cast<std::size_t>(state)); }

std::optional<State> parse_state(std::string_view text) {
    const auto* const found = std::find(state_slugs.begin(), state_slugs.end(), text);
    if (found == state_slugs.end()) return std::nullopt;
    return static_cast<State>(found - state_slugs.begin());
}

std::string_view slug(Event event) { return event_slugs.at(static_cast<std::size_t>(event)); }

std::string_view slug(Turn turn) {
    switch (turn) {
    case Turn::applicant: return "applicant";
    case Turn::machine: return "machine";
    case Turn::reviewer_a: return "reviewer A";
    case Turn::reviewer_b: return "reviewer B";
    case Turn::lead: return "lead";
    case Turn::owner: return "owner";
    case Turn::nobody: return "nobody";
    }
    return "nobody";
}

// A pending password proves little, and so does one more appeal after too many: somebody must have
// looked at the case before the account stands still for it.
bool freezes(const Appeal& appeal) {
    if (is_end(appeal.state) || appeal.state == State::draft || appeal.state == State::holding ||
        appeal.in_redress)
        return false;
    return appeal.passed_once || (!appeal.pending_password && !appeal.over_budget);
}

}  // namespace sparekey::recovery

// An appeal: somebody has lost every factor, and people decide by evidence whether it is the owner.
//
// Its states, what happened to it, and what it remembers. What follows from an event is in
// transitions.h. Nothing here knows of the database, of mails or of pictures; `now` is an argument.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"

namespace sparekey::recovery {

// The slugs are stable: they are in the database, the API and the web's words.
enum class State {
    draft,             // The applicant gathers; nothing is frozen yet.
    intake,            // The machine looks at what came. From here on the account is frozen.
    needs_material,    // The applicant is to send something again, or something more.
    initial_review,    // Reviewer A.
    video_requested,   // The applicant is to record a video.
    secondary_review,  // Reviewer B, who does not see what A decided.
    escalated,         // A lead, who is neither A nor B.
    contested,         // Somebody said "not me": the owner has time to show a factor.
    link_sent,         // The applicant has a reset link.
    link_lapsed,       // Which was not used in time.
    holding,           // The new authenticator is in place, and may still be contested.
    completed,
    rejected,
    refused_as_fraud,
    withdrawn,
    expired,
    cancelled_by_owner,
    reversed,  // After a reset: the old authenticator signs in again.
};
inline constexpr int state_count = 18;
inline constexpr int first_end = static_cast<int>(State::completed);

enum class Event {
    submitted,       // A complete draft, its receipt code typed back.
    checked,         // The machine has looked at everything.
    unreadable,      // The machine could not make out something.
    supplied,        // What was asked for was uploaded.
    recorded,        // The take of the video that counts.
    material_asked,  // By whoever has the case.
    video_asked,     // By reviewer A or the lead.
    passed,          // A verdict for the applicant.
    doubted,         // B's: fails, or is unsure.
    rejected,        // A verdict against the applicant.
    refused,         // As fraud, by two people.
    date_reached,    // A case with all its passes reached the earliest date of a link.
    proven,          // FACTOR and PASSWORD. From the reset on FACTOR means the old one.
    proven_in_part,  // The same where the phone is said to be stolen, by a code that it may show.
    not_me,          // From a notice, without FACTOR.
    withdrawn,       // By the applicant.
    reset,           // The link was spent: a new authenticator is in place.
    spoiled,         // Five wrong passwords, each given with the right receipt code and link.
    link_asked,      // The gate and the receipt code again, after a link lapsed.
    review_asked,    // Of a rejection.
    set_aside,       // A rival with a better password takes its place.
    promoted,        // The case before it ended: it waits no more.
    due,             // The state's time is over.
    freeze_over,     // The freeze has lasted as long as one may.
};
inline constexpr int event_count = 24;

enum class Turn { applicant, machine, reviewer_a, reviewer_b, lead, owner, nobody };
enum class Seat { a, b, lead };

// A verdict for the applicant, over the evidence as it was then. New material voids it.
struct Pass {
    std::int64_t staff_id = 0;
    Seat seat = Seat::a;
    Time at{};
    bool operator==(const Pass&) const = default;
};

struct Appeal {
    State state = State::draft;
    Time since{};  // Of the state.
    // Where a state that interrupts another goes back to: intake, needs_material, video_requested.
    State back_to = State::initial_review;

    // How it was opened.
    bool pending_password = false;  // By a password that a mailed link set without a factor.
    bool contact_is_new =
        false;                 // An address or the identity record changed less than 30 days ago.
    bool over_budget = false;  // Rejected too often: no freeze until anyone passed, and a lead.
    bool said_stolen = false;
    bool single_reviewer = false;  // desk.single_reviewer: one pass is all there can be.
    bool waiting = false;          // A rival's draft: its clock stands still.
    bool complete = false;         // Everything is there, though it waits.
    bool together = false;         // Several that waited go to one lead.

    // What has happened since.
    bool has_video = false;
    int material_rounds = 0;
    int video_rounds = 0;
    bool video_link_renewed = false;  // In this round.
    bool link_renewed = false;
    bool flagged = false;  // Rival, contest, unchecked, a double, a bounced notice.
    bool was_escalated = false;
    bool was_contested = false;  // Before the reset: once an appeal.
    bool was_contested_in_hold = false;
    bool in_contest = false;  // Until the owner or the lead answers it.
    bool was_vetoed = false;  // By its password and a factor.
    bool in_redress = false;  // A rejection under review: a pass fills A's seat anew.
    bool review_was_asked = false;
    bool was_reset = false;
    bool passed_once = false;   // By anyone, ever: a pass that was voided counts.
    std::vector<Pass> passes;   // Over the current evidence.
    bool seats_filled = false;  // Of those below the lead: all have given a verdict.
    Time submitted_at{};        // The 72 hours of notice run from here.
    Time first_pass_at{};       // Ever.
    Duration contested_for{0};  // In all; no freeze counts it.

    // "Marked" cases go on to a lead, and their hold is longer.
    [[nodiscard]] bool marked() const { return pending_password || contact_is_new; }
    [[nodiscard]] bool needs_lead() const;
    [[nodiscard]] bool has_lead_pass() const;
    // Passes by two different people, or by all that the desk has, one of them a lead where one is
    // needed, over a video.
    [[nodiscard]] bool is_approved() const;
};

[[nodiscard]] constexpr bool is_end(State state) { return static_cast<int>(state) >= first_end; }
[[nodiscard]] Turn turn(State);
[[nodiscard]] std::string_view slug(State);
[[nodiscard]] std::optional<State> parse_state(std::string_view slug);
[[nodiscard]] std::string_view slug(Event);
[[nodiscard]] std::string_view slug(Turn);

// Whether the account is frozen because of this appeal.
[[nodiscard]] bool freezes(const Appeal&);

}  // namespace sparekey::recovery

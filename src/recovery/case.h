// A case: an appeal with what surrounds it. What it is called, by whom and how it was opened, what
// it promised, and what it keeps for its end.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "account/address_table.h"
#include "account/password.h"
#include "base/ids.h"
#include "recovery/appeal.h"
#include "recovery/desk.h"

namespace sparekey::recovery {

// What happened to the phone, as the applicant says.
enum class Lost { phone_lost, phone_broken, app_wiped, stolen };
[[nodiscard]] std::string_view slug(Lost);
[[nodiscard]] std::optional<Lost> parse_lost(std::string_view);

// Why a pass goes on to a lead.
enum class Flag {
    rival,           // Somebody else passed the gate while it was open.
    contest,         // Somebody said "not me".
    unchecked,       // The machine did not come to look at it in time.
    double_picture,  // The same picture under another account.
    double_number,   // The same ID number under another account.
    bounced,         // A notice could not be delivered.
    over_budget,     // Too many rejections before it.
    fraud_before,    // The one before it was refused as fraud.
    not_me_in_draft  // Noted before it was submitted.
};
inline constexpr int flag_count = 9;
[[nodiscard]] std::string_view slug(Flag);
[[nodiscard]] std::optional<Flag> parse_flag(std::string_view);

// What the applicant is asked for: a kind of evidence ("id_front"), and why: a reason's slug.
struct Needed {
    std::string kind;
    std::string reason;
    bool operator==(const Needed&) const = default;
};
inline constexpr std::size_t needed_max = 8;
inline constexpr std::size_t reasons_max = 8;

// The dates that were said. The epoch: none yet, or no more.
struct Dates {
    Time first_review_by{};
    Time second_review_from{};
    Time second_review_by{};
    Time link_from{};
    Time link_until{};
    Time hold_until{};
    bool operator==(const Dates&) const = default;
};

struct Case {
    AppealId id;
    AccountId who;
    Appeal appeal;

    std::string number;          // "K7Q4-M2XR"
    std::string words;           // "amber otter"
    std::string zone;            // Of the applicant: dates are said in it.
    DeskRules desk;              // As it was when the case was opened.
    account::AddressId address;  // Its code was mailed there, and its reset link will be.
    Time opened_at{};
    Time ended_at{};  // The epoch: open.
    // When the machine must look at it again, and by when staff must; the epoch: not at all.
    Time due_at{};
    Time staff_due_at{};

    Lost lost = Lost::phone_lost;
    std::set<Flag> flags;
    Time frozen_since{};  // The epoch: it freezes nothing.
    // Of the password it was opened with, and of the account's at that time; the two differ for a
    // pending one, which the case then keeps itself.
    std::int64_t password_version = 0;
    std::int64_t account_password_version = 0;
    std::optional<account::StoredPassword> pending;
    Bytes receipt_digest;  // Empty: none was shown yet.
    Time consented_at{};
    Bytes evidence_digest;  // Of what there is now: what a pass is about.
    std::string paper_code;
    Time paper_code_at{};
    std::vector<Needed> needed;
    std::vector<std::string> reasons;       // Of the decision: slugs.
    std::int64_t kept_generation = 0;       // What the reset replaced: factor/generation.h.
    std::optional<Bytes> suspended_factor;  // The new one, in a contest after the reset; sealed.
    Dates dates;
    // When its evidence, its form and its rows are destroyed: retention_flow.h. The epoch: not.
    Time evidence_until{};
    Time form_until{};
    Time rows_until{};

    [[nodiscard]] bool open() const { return ended_at == Time{}; }
    // The account's only case that is not behind another.
    [[nodiscard]] bool in_front() const { return open() && !appeal.waiting; }
    void flag(Flag why) {
        flags.insert(why);
        appeal.flagged = true;
    }
};

// A pass as it was given: over which evidence, with which answers, and by which step of the
// reviewer's own authenticator.
struct SignedPass {
    Pass pass;
    Bytes evidence_digest;
    std::string checklist;  // JSON, without anything that a person typed.
    std::int64_t proof_step = 0;
};

}  // namespace sparekey::recovery

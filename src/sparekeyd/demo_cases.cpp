#include "sparekeyd/demo_cases.h"

#include <algorithm>
#include <array>

#include "base/run.h"
#include "recovery/seat_flow.h"
#include "recovery/verdict_flow.h"
#include "recovery/workbench_flow.h"
#include "sparekeyd/demo_applicant.h"

namespace sparekey::sparekeyd {
namespace {

using namespace std::chrono_literals;
using account::Done;
using recovery::Act;
using recovery::Seat;
using recovery::State;

constexpr Duration day = 24h;
// Each day of the desk: its staff work, and a few hours later the applicants do.
constexpr Duration desk_before_end = 4h;
constexpr Duration applicants_later = 3h;
constexpr Duration filed_before_desk = 6h;
constexpr Duration last_filed_before_end = 30min;
constexpr int tries_a_day = 24;  // A case that is to stay where it is comes again.

// Days before the end on which the case is filed; 0: after the last day at the desk.
struct Filed {
    const char* email;
    const char* name;
    Ends ends;
    int days;
};
constexpr std::array filed{Filed{"alan@example.org", "Alan Turing", Ends::waiting, 0},
                           Filed{"barbara@example.org", "Barbara Liskov", Ends::waiting, 0},
                           Filed{"charles@example.org", "Charles Babbage", Ends::waiting, 0},
                           Filed{"donald@example.org", "Donald Knuth", Ends::in_draft, 0},
                           Filed{"edsger@example.org", "Edsger Dijkstra", Ends::needs_material, 1},
                           Filed{"frances@example.org", "Frances Allen", Ends::video_requested, 1},
                           Filed{"gertrude@example.org", "Gertrude Blanch", Ends::second_review, 2},
                           Filed{"hedy@example.org", "Hedy Lamarr", Ends::escalated, 2},
                           Filed{"ida@example.org", "Ida Rhodes", Ends::contested, 1},
                           Filed{"jean@example.org", "Jean Bartik", Ends::link_sent, 4},
                           Filed{"kathleen@example.org", "Kathleen Booth", Ends::link_lapsed, 6},
                           Filed{"leslie@example.org", "Leslie Lamport", Ends::holding, 5},
                           Filed{"margaret@example.org", "Margaret Hamilton", Ends::completed, 9},
                           Filed{"niklaus@example.org", "Niklaus Wirth", Ends::rejected, 3},
                           Filed{"olga@example.org", "Olga Taussky", Ends::refused, 3},
                           Filed{"peter@example.org", "Peter Naur", Ends::withdrawn, 3},
                           Filed{"rosa@example.org", "Rosa Peter", Ends::expired, 5},
                           Filed{"sister@example.org", "Mary Kenneth Keller", Ends::cancelled, 4},
                           Filed{"tony@example.org", "Tony Hoare", Ends::reversed, 7}};

DemoPerson person_of(DemoStage& stage, const Filed& one, int number) {
    const auto digits = std::to_string(1000 + number);
    return {stage,
            {one.email,
             "a sample password of ten words",
             true,
             {one.name, "1985-12-10", "P" + digits + "72C", "+44 20 7946 " + digits},
             {"2024-05", {"250.00 EUR"}, {"100.00 EUR"}}}};
}

recovery::Checklist all(recovery::Answer answer) {
    recovery::Checklist list;
    list.answers.fill(answer);
    return list;
}

recovery::Verdict verdict_of(Act act, const recovery::Case& c) {
    recovery::Verdict verdict;
    verdict.act = act;
    verdict.digest = c.evidence_digest;
    verdict.checklist = all(recovery::Answer::yes);
    if (act == Act::pass) return verdict;
    verdict.checklist.answers[9] = recovery::Answer::no;
    if (act == Act::reject) verdict.reasons = {"expired_document", "name_differs"};
    if (act == Act::fraud) verdict.reasons = {"altered"};
    if (act == Act::doubt) verdict.note = "The portrait and the selfie do not look alike to me.";
    return verdict;
}

// What whoever has the seat does with it; nullopt: gives it back.
std::optional<Act> wish(Ends ends, const recovery::Workbench& bench) {
    if (bench.seat == Seat::lead) return std::nullopt;
    if (bench.seat == Seat::b) {
        if (ends == Ends::second_review) return std::nullopt;
        if (ends == Ends::refused) return Act::fraud;
        return ends == Ends::escalated ? Act::doubt : Act::pass;
    }
    if (ends == Ends::waiting) return std::nullopt;
    if (ends == Ends::needs_material) return Act::ask;
    if (ends == Ends::rejected) return Act::reject;
    if (ends == Ends::refused) return Act::fraud;
    return bench.c.appeal.has_video ? Act::pass : Act::video;
}

// One look at everything, as whoever decides has one.
void look(DemoStage& stage, DemoMember& member, const recovery::Workbench& bench) {
    const auto& desk = stage.bench();
    for (const auto& item : bench.items) {
        granted(run(recovery::view_item(desk, member.actor(), bench.c.id, item.id)));
    }
    granted(run(recovery::reveal(desk, member.actor(), bench.c.id, recovery::Field::legal_name,
                                 "compare_document")));
}

void decide(DemoStage& stage, DemoMember& member, const recovery::Workbench& bench, Act act) {
    const auto& desk = stage.bench();
    const auto id = bench.c.id;
    look(stage, member, bench);
    if (act == Act::ask) {
        granted(run(
            recovery::ask_for_material(desk, member.actor(), id, {{"id_front", "blurred"}}, {})));
    } else if (act == Act::video) {
        granted(run(recovery::ask_for_video(desk, member.actor(), id, {}, {})));
    } else {
        const auto code = member.fresh_code();
        granted(run(recovery::decide(desk, member.actor(), id, verdict_of(act, bench.c), code)));
    }
}

}  // namespace

struct DemoCases::Parts {
    DemoStage& stage;
    std::vector<DemoApplicant> applicants;

    void file(int days);
    void work(DemoMember&);
    void go_on();
    [[nodiscard]] Ends ends_of(AppealId) const;
};

Ends DemoCases::Parts::ends_of(AppealId id) const {
    return std::ranges::find(applicants, id, &DemoApplicant::id)->ends();
}

void DemoCases::Parts::file(int days) {
    for (std::size_t i = 0; i < filed.size(); ++i) {
        if (filed[i].days != days) continue;
        auto& one = applicants[i];
        one.open();
        const bool stays = one.ends() == Ends::in_draft || one.ends() == Ends::expired;
        if (!stays) one.submit();
    }
}

void DemoCases::Parts::work(DemoMember& member) {
    member.sign_in();
    for (int tries = 0; tries < tries_a_day; ++tries) {
        const auto line = granted(run(
            recovery::next_case(stage.bench(), member.present(), member.client(), stage.now())));
        if (!line) return;
        const auto bench =
            granted(run(recovery::open_case(stage.bench(), member.actor(), line->id)));
        if (const auto act = wish(ends_of(line->id), bench)) {
            sparekeyd::decide(stage, member, bench, *act);
        } else {
            granted(run(recovery::release_case(stage.bench(), member.actor(), line->id)));
        }
    }
}

void DemoCases::Parts::go_on() {
    for (auto& one : applicants) {
        if (one.id() != AppealId{}) one.go_on();
    }
}

DemoCases::DemoCases(DemoStage& stage) : parts_(std::make_unique<Parts>(Parts{stage, {}})) {
    int number = 0;
    for (const auto& one : filed)
        parts_->applicants.emplace_back(stage, person_of(stage, one, number++), one.ends);
}

DemoCases::~DemoCases() = default;

void DemoCases::play(std::vector<DemoMember>& staff, Time end) {
    auto& stage = parts_->stage;
    const auto days = std::ranges::max(filed, {}, &Filed::days).days;
    for (int left = days; left >= 0; --left) {
        const auto at_desk = end - day * left - desk_before_end;
        if (left > 0) {
            stage.go_to(at_desk - filed_before_desk);
            parts_->file(left);
        }
        stage.go_to(at_desk);
        for (std::size_t turn = 0; turn < 4; ++turn) parts_->work(staff.at(turn % 2));
        if (left > 0) stage.go_to(at_desk + applicants_later);
        if (left > 0) parts_->go_on();
    }
    stage.go_to(end - last_filed_before_end);
    parts_->file(0);
    stage.go_to(end);
}

std::string DemoCases::text() const {
    std::string text;
    for (const auto& one : parts_->applicants) text += one.text();
    return text;
}

}  // namespace sparekey::sparekeyd

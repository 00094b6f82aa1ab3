#include "test/appeal_model/coming_back.h"

#include <algorithm>

#include "base/check.h"
#include "recovery/transitions.h"

namespace sparekey::appeal_model {
namespace {

using namespace std::chrono_literals;
using recovery::Appeal;
using recovery::Event;
using recovery::Pass;
using recovery::Seat;
using recovery::State;

constexpr std::int64_t bribed_one = 9;
constexpr int rejections_max = 3;
constexpr std::size_t cases_max = 3;

const recovery::Calendar& calendar() {
    static const recovery::Calendar all{"UTC", recovery::Weekdays{0b1111111}, {}};
    return all;
}

recovery::Limits worst_limits() {
    recovery::Limits limits;
    limits.secondary_review_days = 11;
    limits.escalated_days = 4;
    limits.notice_days = 5;
    return limits;
}
const recovery::Limits limits = worst_limits();

bool rival_waits(const Siege& siege) {
    return std::ranges::any_of(siege.cases, [](const Filed& c) { return c.appeal.waiting; });
}

std::optional<Time> due(const Siege& siege, const Filed& c) {
    return recovery::due(c.appeal, calendar(), limits, rival_waits(siege));
}

// As the docket does it: a case has its freeze from when it begins to freeze.
void set_freezes(Siege& siege) {
    for (auto& c : siege.cases) {
        const bool frozen = recovery::freezes(c.appeal);
        if (frozen && c.frozen_since == Time{}) c.frozen_since = siege.now;
        if (!frozen) c.frozen_since = {};
    }
}

bool goes_before(const Filed& a, const Filed& b) {
    if (a.appeal.pending_password != b.appeal.pending_password) return b.appeal.pending_password;
    return a.appeal.complete && !b.appeal.complete;
}

void happen(Siege&, std::size_t, Event, const std::optional<Pass>& = {});

// The next at once when nothing is before it; several that are complete together, to one lead.
void promote(Siege& siege) {
    const auto waits = [](const Filed& c) { return c.appeal.waiting; };
    if (siege.cases.empty() || !std::ranges::all_of(siege.cases, waits)) return;
    const auto complete =
        std::ranges::count_if(siege.cases, [](const Filed& c) { return c.appeal.complete; });
    if (complete > 1) {
        for (std::size_t i = 0; i < siege.cases.size(); ++i) {
            if (!siege.cases[i].appeal.complete) continue;
            siege.cases[i].appeal.together = true;
            happen(siege, i, Event::promoted);
        }
        return;
    }
    const auto next = std::ranges::min_element(siege.cases, goes_before);
    happen(siege, static_cast<std::size_t>(next - siege.cases.begin()), Event::promoted);
}

// "One may pass, the others are rejected."
void settle_together(Siege& siege, const Appeal& passed) {
    if (!passed.together || !passed.has_lead_pass()) return;
    for (std::size_t i = 0; i < siege.cases.size(); ++i) {
        const auto& other = siege.cases[i];
        if (other.appeal.together && other.by == Party::thief) {
            happen(siege, i, Event::rejected);
            return settle_together(siege, passed);
        }
    }
}

void happen(Siege& siege, std::size_t i, Event event, const std::optional<Pass>& pass) {
    auto& c = siege.cases.at(i);
    const auto* rule = recovery::rule_for(c.appeal, event);
    ENSURE(rule != nullptr);
    c.appeal = recovery::after(c.appeal, *rule, pass, siege.now);
    siege.waited = false;
    const auto appeal = c.appeal;
    const bool is_owners = c.by == Party::owner;
    const bool rejected =
        appeal.state == State::rejected || appeal.state == State::refused_as_fraud;
    if (rejected) siege.rejections = std::min(siege.rejections + 1, rejections_max);
    if (appeal.state == State::completed && is_owners) siege.back = true;
    if (recovery::is_end(appeal.state)) {
        // The owner asks for a review at once, which is possible while nothing else is open.
        const bool reviewed = is_owners && siege.cases.size() == 1 &&
                              recovery::rule_for(appeal, Event::review_asked) != nullptr;
        if (reviewed) {
            happen(siege, i, Event::review_asked);
        } else {
            siege.cases.erase(siege.cases.begin() + static_cast<std::ptrdiff_t>(i));
            promote(siege);
        }
    } else if (event == Event::passed) {
        settle_together(siege, appeal);
    }
    set_freezes(siege);
}

class Moves {
   public:
    Moves(const Siege& siege, const Setting& setting, std::vector<Move<Siege>>& to)
        : siege_(siege), thief_(setting.thief), setting_(setting), to_(to) {}

    void add_all() {
        if (siege_.back) return;
        add_owner_files();
        add_thief_files();
        for (std::size_t i = 0; i < siege_.cases.size(); ++i) {
            if (siege_.cases[i].appeal.waiting) continue;
            add_contests(i);
            add_turn(i);
            add_waiting(i);
        }
    }

   private:
    [[nodiscard]] const Appeal& appeal(std::size_t i) const { return siege_.cases[i].appeal; }
    [[nodiscard]] bool is_owners(std::size_t i) const { return siege_.cases[i].by == Party::owner; }
    [[nodiscard]] bool is_bribed(std::size_t i, Seat seat) const {
        return siege_.cases[i].has_bribed && siege_.cases[i].bribed == seat;
    }
    [[nodiscard]] bool has_case(Party by) const {
        return std::ranges::any_of(siege_.cases, [&](const Filed& c) { return c.by == by; });
    }

    void add(std::string_view name, std::size_t i, Event event,
             const std::optional<Pass>& pass = {}) {
        if (recovery::rule_for(appeal(i), event) == nullptr) return;
        auto next = siege_;
        happen(next, i, event, pass);
        to_.push_back({name, std::move(next)});
    }

    void file(std::string_view name, Party by) {
        Siege next = siege_;
        Filed filed;
        filed.by = by;
        filed.appeal.since = siege_.now;
        filed.appeal.over_budget = siege_.rejections >= rejections_max;
        filed.appeal.said_stolen = true;
        filed.appeal.waiting = !next.cases.empty();
        for (auto& c : next.cases) {
            if (!c.appeal.waiting) c.appeal.flagged = true;
        }
        next.cases.push_back(filed);
        const auto place = next.cases.size() - 1;
        if (by == Party::owner) happen(next, place, Event::submitted);
        to_.push_back({name, next});
        if (!thief_.reviewer) return;
        if (siege_.reviewer_was_in && !setting_.reviewer_comes_again) return;
        next.reviewer_was_in = true;
        next.cases[place].has_bribed = true;
        for (const auto seat : {Seat::a, Seat::b, Seat::lead}) {
            next.cases[place].bribed = seat;
            to_.push_back({name, next});
        }
    }
    void add_owner_files() {
        if (!has_case(Party::owner)) file("owner: files and submits", Party::owner);
    }
    void add_thief_files() {
        if (!thief_.mailbox || !thief_.password || siege_.cases.size() >= cases_max) return;
        const bool waits = std::ranges::any_of(
            siege_.cases, [](const Filed& c) { return c.by == Party::thief && c.appeal.waiting; });
        if (!waits) file("thief: files", Party::thief);
    }

    void add_contests(std::size_t i) {
        if (thief_.mailbox && appeal(i).state != State::contested)
            add_if_changes("thief: not me", i, Event::not_me);
        if (thief_.phone && thief_.password)
            add("thief: a code of the stolen phone", i, Event::proven_in_part);
    }
    void add_if_changes(std::string_view name, std::size_t i, Event event) {
        const auto* rule = recovery::rule_for(appeal(i), event);
        if (rule != nullptr && rule->to != appeal(i).state) add(name, i, event);
    }

    // What may be done now, by whoever's turn it is.
    void add_turn(std::size_t i) {
        switch (appeal(i).state) {
        case State::draft:
        case State::needs_material:
        case State::video_requested:
        case State::link_sent:
        case State::link_lapsed: return add_applicant(i);
        case State::intake:
            add("machine: checked", i, Event::checked);
            return add("machine: unreadable", i, Event::unreadable);
        case State::initial_review: return add_review(i, Seat::a);
        case State::secondary_review: return add_review(i, Seat::b);
        case State::escalated: return add_lead(i);
        case State::contested:
        case State::holding:
        case State::completed:
        case State::rejected:
        case State::refused_as_fraud:
        case State::withdrawn:
        case State::expired:
        case State::cancelled_by_owner:
        case State::reversed: return;
        }
    }

    void add_applicant(std::size_t i) {
        add("applicant: submits", i, Event::submitted);
        add("applicant: supplies", i, Event::supplied);
        add("applicant: records", i, Event::recorded);
        add("applicant: resets", i, Event::reset);
        add("applicant: asks for another link", i, Event::link_asked);
        if (!is_owners(i)) add("thief: withdraws", i, Event::withdrawn);
    }

    void add_asking(std::size_t i) {
        add("staff: ask for material", i, Event::material_asked);
        add("staff: ask for a video", i, Event::video_asked);
    }

    // Honest reviewers pass the owner's and, where they must, say that they are unsure.
    void add_review(std::size_t i, Seat seat) {
        if (appeal(i).is_approved()) return;
        const bool bribed = is_bribed(i, seat);
        add_asking(i);
        const auto who = bribed ? bribed_one : static_cast<std::int64_t>(seat) + 1;
        if (bribed || is_owners(i))
            add("reviewer: passes", i, Event::passed, Pass{who, seat, siege_.now});
        if (bribed || !is_owners(i)) add("reviewer: rejects", i, Event::rejected);
        add("reviewer: doubts", i, Event::doubted);
    }

    void add_lead(std::size_t i) {
        if (appeal(i).is_approved()) return;
        add_asking(i);
        if (!appeal(i).seats_filled && !appeal(i).in_redress && !appeal(i).was_reset)
            return add_seats(i);
        const bool bribed = is_bribed(i, Seat::lead);
        const auto who = bribed ? bribed_one : static_cast<std::int64_t>(Seat::lead) + 1;
        if (bribed || is_owners(i))
            add("lead: passes", i, Event::passed, Pass{who, Seat::lead, siege_.now});
        if (bribed || !is_owners(i)) add("lead: rejects", i, Event::rejected);
    }

    // Those of A and B that are empty, before the lead decides.
    void add_seats(std::size_t i) {
        if (!appeal(i).has_video) {
            if (!is_owners(i)) add("lead: rejects", i, Event::rejected);
            return;
        }
        auto next = siege_;
        auto& c = next.cases[i];
        for (const auto seat : {Seat::a, Seat::b}) {
            const auto sits = [&](const Pass& pass) { return pass.seat == seat; };
            if (std::ranges::any_of(c.appeal.passes, sits)) continue;
            if (!is_owners(i) || is_bribed(i, seat)) continue;
            c.appeal.passes.push_back({static_cast<std::int64_t>(seat) + 1, seat, next.now});
            if (!c.appeal.passed_once) c.appeal.first_pass_at = next.now;
            c.appeal.passed_once = true;
        }
        c.appeal.seats_filled = true;
        set_freezes(next);
        to_.push_back({"staff: the empty seats are filled", std::move(next)});
    }

    // Until the last moment, when somebody must act or the state's time is over; not past what
    // another case must do first.
    void add_waiting(std::size_t i) {
        const auto at = end_of_turn(i);
        if (!at) return;
        for (std::size_t j = 0; j < siege_.cases.size(); ++j) {
            const auto other = appeal(j).waiting ? std::nullopt : end_of_turn(j);
            if (other && *other < *at) return;
        }
        if (ends_before(i, *at)) return;
        if (*at > siege_.now) {
            auto next = siege_;
            next.now = *at;
            next.waited = true;
            to_.push_back({"time passes", std::move(next)});
            return;
        }
        if (appeal(i).is_approved()) return add("the date is reached", i, Event::date_reached);
        const bool decided = appeal(i).state == State::escalated;
        if (!decided) add("the state's time is over", i, Event::due);
    }
    [[nodiscard]] std::optional<Time> end_of_turn(std::size_t i) const {
        // An owner waits for nobody.
        const bool acts = recovery::turn(appeal(i).state) == recovery::Turn::applicant;
        if (acts && is_owners(i)) return std::nullopt;
        if (appeal(i).is_approved() && appeal(i).state != State::holding &&
            recovery::rule_for(appeal(i), Event::date_reached) != nullptr)
            return std::max(siege_.now, *recovery::earliest_link(appeal(i), calendar(), limits));
        return due(siege_, siege_.cases[i]);
    }
    // A freeze ends by itself.
    bool ends_before(std::size_t i, Time at) {
        const auto& c = siege_.cases[i];
        if (c.frozen_since == Time{}) return false;
        const auto end = recovery::freeze_end(c.appeal, limits, c.frozen_since, at);
        if (end > at) return false;
        auto next = siege_;
        next.now = std::max(siege_.now, end);
        happen(next, i, Event::freeze_over);
        to_.push_back({"the freeze has lasted as long as one may", std::move(next)});
        return true;
    }

    const Siege& siege_;
    const Thief& thief_;
    const Setting& setting_;
    std::vector<Move<Siege>>& to_;
};

class Key {
   public:
    explicit Key(const Siege& siege) : siege_(siege) {
        add(siege.rejections);
        add(siege.reviewer_was_in ? 1 : 0);
        add_time(siege.began);
        for (const auto& c : siege.cases) add_case(c);
    }
    std::string take() { return std::move(text_); }

   private:
    void add(int value) { text_ += static_cast<char>(value); }
    void add_time(Time at) {
        const auto ago =
            at == Time{} ? 0xffff : std::chrono::ceil<std::chrono::hours>(siege_.now - at).count();
        add(static_cast<int>(ago & 0xff));
        add(static_cast<int>(ago >> 8 & 0xff));
    }
    void add_case(const Filed& c) {
        const auto& a = c.appeal;
        unsigned bits = 0;
        for (const bool one :
             {a.over_budget, a.waiting, a.complete, a.together, a.has_video, a.video_link_renewed,
              a.link_renewed, a.flagged, a.was_escalated, a.was_contested, a.was_contested_in_hold,
              a.in_contest, a.in_redress, a.review_was_asked, a.was_reset, a.passed_once,
              a.seats_filled, c.by == Party::thief, c.has_bribed}) {
            bits = bits << 1 | (one ? 1U : 0U);
        }
        for (int i = 0; i < 3; ++i) add(static_cast<int>(bits >> 8 * i & 0xff));
        add(static_cast<int>(a.state));
        add(static_cast<int>(a.back_to));
        add(a.material_rounds * 16 + a.video_rounds * 4 + static_cast<int>(c.bribed));
        for (const auto at : {a.since, a.submitted_at, a.first_pass_at, c.frozen_since})
            add_time(at);
        add_time(siege_.now - a.contested_for);
        for (const auto& pass : a.passes) {
            add(static_cast<int>(pass.staff_id));
            add(static_cast<int>(pass.seat));
            add_time(pass.at);
        }
    }

    const Siege& siege_;
    std::string text_;
};

}  // namespace

std::vector<Siege> beginnings(const Setting& setting) {
    const Time noon{std::chrono::sys_days{std::chrono::year{2026} / 6 / 1} + 12h};
    Siege quiet;
    quiet.now = quiet.began = noon;
    std::vector<Siege> all{quiet};
    if (!setting.thief.mailbox || !setting.thief.password) return all;
    std::vector<Move<Siege>> moves;
    add_moves(quiet, setting, moves);
    for (auto& move : moves) {
        if (move.next.cases.at(0).by == Party::thief) all.push_back(move.next);
    }
    return all;
}

void add_moves(const Siege& siege, const Setting& setting, std::vector<Move<Siege>>& to) {
    Moves{siege, setting, to}.add_all();
}

std::string key_of(const Siege& siege) { return Key{siege}.take(); }

Duration took(const Siege& siege) { return siege.now - siege.began; }

std::string told(const Siege& siege) {
    const auto hours = std::chrono::floor<std::chrono::hours>(took(siege)).count();
    std::string text = "day " + std::to_string(hours / 24) + " hour " + std::to_string(hours % 24);
    for (const auto& c : siege.cases) {
        text += c.by == Party::owner ? "; owner's " : "; thief's ";
        text += recovery::slug(c.appeal.state);
        if (c.appeal.waiting) text += " (waits)";
    }
    return text;
}

}  // namespace sparekey::appeal_model

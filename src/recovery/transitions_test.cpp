#include "recovery/transitions.h"

#include <doctest/doctest.h>

#include <deque>
#include <set>
#include <unordered_set>

#include "test/scratch.h"

namespace sparekey::recovery {
namespace {

constexpr std::int64_t honest_a = 1;
constexpr std::int64_t honest_b = 2;
constexpr std::int64_t the_lead = 3;
const Time noon{std::chrono::seconds{1'700'000'000}};

// Whoever sits where the state's verdict is given. The lead of a review of a rejection is another
// than the one of before, which only the seats' table knows.
Pass pass_of(State state, std::int64_t a, std::int64_t b) {
    if (state == State::initial_review) return {a, Seat::a, {}};
    if (state == State::secondary_review) return {b, Seat::b, {}};
    return {the_lead, Seat::lead, {}};
}

// Everything an appeal's future depends on, as a text.
std::string key_of(const Appeal& a) {
    std::string key;
    for (const bool bit : {a.pending_password,
                           a.contact_is_new,
                           a.over_budget,
                           a.waiting,
                           a.complete,
                           a.together,
                           a.has_video,
                           a.video_link_renewed,
                           a.link_renewed,
                           a.flagged,
                           a.was_escalated,
                           a.was_contested,
                           a.was_contested_in_hold,
                           a.in_contest,
                           a.was_vetoed,
                           a.in_redress,
                           a.review_was_asked,
                           a.was_reset,
                           a.passed_once,
                           a.seats_filled}) {
        key += bit ? '1' : '0';
    }
    for (const int number : {static_cast<int>(a.state), static_cast<int>(a.back_to),
                             a.material_rounds, a.video_rounds}) {
        key += static_cast<char>('a' + number);
    }
    for (const auto& pass : a.passes) key += static_cast<char>('0' + pass.staff_id);
    return key;
}

struct Step {
    Appeal before;
    Event event;
    Appeal after;
};

struct Promise {
    const char* text;
    bool (*breaks)(const Step&);
    std::string broken_by;  // The shortest way to a step that breaks it.
};

// Every appeal that can come to be from `begun`, by every event in every order, nearest first. The
// seats of A and B are given; below the lead they are filled, or not yet, when the lead decides.
class Search {
   public:
    Search(const std::vector<Appeal>& begun, std::int64_t a, std::int64_t b) : a_(a), b_(b) {
        for (const auto& appeal : begun) find(appeal, none, Event::submitted);
    }

    // Looks at every step; what a promise says of itself when a step breaks it is how to get there.
    void hold_to(std::vector<Promise>& promises) {
        for (std::size_t i = 0; i < found_.size(); ++i) {
            for (int n = 0; n < event_count; ++n) {
                for (const bool filled : {false, true}) {
                    const auto step = step_from(i, static_cast<Event>(n), filled);
                    if (step) look(promises, *step, i);
                }
            }
        }
    }
    [[nodiscard]] std::size_t count() const { return found_.size(); }

   private:
    static constexpr auto none = static_cast<std::size_t>(-1);
    struct Found {
        Appeal appeal;
        std::size_t from;
        Event by;
    };

    void look(std::vector<Promise>& promises, const Step& step, std::size_t from) {
        for (auto& promise : promises) {
            if (promise.broken_by.empty() && promise.breaks(step))
                promise.broken_by = trace(from) + " " + told(step.event, step.after);
        }
        find(step.after, from, step.event);
    }
    void find(const Appeal& appeal, std::size_t from, Event by) {
        if (known_.insert(key_of(appeal)).second) found_.push_back({appeal, from, by});
    }
    [[nodiscard]] std::optional<Step> step_from(std::size_t i, Event event, bool filled) const {
        auto before = found_[i].appeal;
        if (before.state == State::escalated)
            before.seats_filled = filled;
        else if (filled)
            return std::nullopt;
        const auto* rule = rule_for(before, event);
        if (rule == nullptr) return std::nullopt;
        auto next = after(before, *rule, pass_of(before.state, a_, b_), noon);
        return Step{std::move(before), event, std::move(next)};
    }
    static std::string told(Event event, const Appeal& appeal) {
        return std::string{slug(event)} + " -> " + std::string{slug(appeal.state)};
    }
    [[nodiscard]] std::string trace(std::size_t i) const {
        if (found_[i].from == none) return key_of(found_[i].appeal) + ":";
        return trace(found_[i].from) + " " + told(found_[i].by, found_[i].appeal) + ";";
    }

    std::int64_t a_;
    std::int64_t b_;
    std::deque<Found> found_;
    std::unordered_set<std::string> known_;
};

std::vector<Appeal> all_beginnings() {
    std::vector<Appeal> all;
    for (int bits = 0; bits < 16; ++bits) {
        Appeal appeal;
        appeal.pending_password = (bits & 1) != 0;
        appeal.over_budget = (bits & 2) != 0;
        appeal.waiting = (bits & 4) != 0;
        appeal.together = (bits & 8) != 0;
        all.push_back(appeal);
    }
    return all;
}

// The states that time alone leads to, whatever nobody does.
std::optional<Appeal> left_alone(Appeal appeal) {
    for (int i = 0; i < 100; ++i) {
        if (is_end(appeal.state)) return appeal;
        const auto* rule = rule_for(appeal, Event::due);
        if (rule == nullptr) rule = rule_for(appeal, Event::date_reached);
        // A lead who never decides: the freeze ends by itself.
        const bool stuck = rule != nullptr && rule->to == appeal.state && i > 50;
        if (rule == nullptr || stuck) rule = rule_for(appeal, Event::freeze_over);
        if (rule == nullptr) return std::nullopt;
        appeal = after(appeal, *rule, std::nullopt, noon);
    }
    return std::nullopt;
}

bool is_link_without_right(const Step& step) {
    if (step.after.state != State::link_sent || step.before.state == State::link_sent) return false;
    const auto& passes = step.before.passes;
    return passes.size() < 2 || passes[0].staff_id == passes[1].staff_id ||
           !step.before.has_video || step.before.in_contest ||
           (step.before.needs_lead() && !step.before.has_lead_pass());
}

bool is_freeze_out_of_place(const Step& step) {
    const auto state = step.after.state;
    return freezes(step.after) &&
           (is_end(state) || state == State::draft || state == State::holding);
}

bool is_freeze_before_a_pass(const Step& step) {
    const auto& appeal = step.after;
    return (appeal.pending_password || appeal.over_budget) && !appeal.passed_once &&
           freezes(appeal);
}

bool is_new_factor_left(const Step& step) {
    if (!step.after.was_reset || !is_end(step.after.state)) return false;
    const bool stays = ending(step.after).factor != LeftFactor::the_old_one;
    return stays != (step.after.state == State::completed);
}

bool is_owner_kept_out(const Step& step) {
    if (!freezes(step.after)) return false;
    const auto* rule = rule_for(step.after, Event::proven);
    const auto end = step.after.was_reset ? State::reversed : State::cancelled_by_owner;
    return rule == nullptr || rule->to != end;
}

bool is_one_contest_more(const Step& step) {
    if (step.after.state != State::contested || step.before.state == State::contested) return false;
    return step.before.was_reset ? step.before.was_contested_in_hold : step.before.was_contested;
}

// One that waits ends after the one before it.
bool is_forgotten_for_ever(const Step& step) {
    return !step.after.waiting && !left_alone(step.after);
}

}  // namespace

TEST_CASE("every slug of a state is its own and is read back") {
    std::set<std::string_view> slugs;
    for (int i = 0; i < state_count; ++i) {
        const auto state = static_cast<State>(i);
        CHECK(parse_state(slug(state)) == state);
        slugs.insert(slug(state));
    }
    CHECK(slugs.size() == state_count);
    CHECK_FALSE(parse_state("lost"));
}

TEST_CASE("nothing happens to an appeal that is over, but an undo and one review of a rejection") {
    std::set<std::pair<State, Event>> possible;
    for (const auto& rule : rules()) {
        if (is_end(rule.from)) possible.insert({rule.from, rule.event});
    }
    CHECK(possible == std::set<std::pair<State, Event>>{{State::completed, Event::proven},
                                                        {State::rejected, Event::review_asked}});
}

TEST_CASE("whatever happens in whatever order, an appeal keeps its promises") {
    std::vector<Promise> promises{
        {"a link only over two people's passes, a video and no open contest", is_link_without_right,
         ""},
        {"no freeze in a draft, in a hold or after the end", is_freeze_out_of_place, ""},
        {"a pending password and a spent budget freeze nothing before anyone has passed",
         is_freeze_before_a_pass, ""},
        {"after a reset only completion leaves the new authenticator", is_new_factor_left, ""},
        {"the owner's factor ends every freeze in one step", is_owner_kept_out, ""},
        {"one contest before the reset, one after it", is_one_contest_more, ""},
        {"what everybody forgets ends by itself", is_forgotten_for_ever, ""},
    };
    Search search{all_beginnings(), honest_a, honest_b};
    search.hold_to(promises);
    for (const auto& promise : promises) {
        INFO(promise.text);
        CHECK(promise.broken_by == "");
    }
    CHECK(search.count() > 100'000);
}

TEST_CASE("one person on both seats gets nobody a link") {
    std::vector<Promise> promises{{"a link takes a lead then",
                                   [](const Step& step) {
                                       return step.after.state == State::link_sent &&
                                              !step.before.has_lead_pass();
                                   },
                                   ""}};
    Search{all_beginnings(), honest_a, honest_a}.hold_to(promises);
    CHECK(promises[0].broken_by == "");
}

TEST_CASE("doc/recovery.md has the table as it is") {
    const auto page = test::content_of("doc/recovery.md");
    CHECK_MESSAGE(page.find(drawing()) != std::string::npos, "the table should be:\n" << drawing());
}

}  // namespace sparekey::recovery

#include "test/appeal_model/anything.h"

#include <doctest/doctest.h>

namespace sparekey::appeal_model {
namespace {

using recovery::Event;
using recovery::Seat;
using recovery::State;

const Thief strongest{true, true, true, true, true};

bool is_open(const World& world) { return world.filed && !recovery::is_end(world.appeal.state); }

// The law: "no factor of the thief's signs in without a restriction before the owner had 48 hours
// of notice".
bool signs_in_unnoticed(const World&, const World& after) {
    return thiefs_factor_signs_in(after) && !frozen(after) && !after.hold && !after.noticed;
}

// The law: two passes by different people over the same, current evidence, which includes a video;
// a lead among them where one is needed; no open contest; the freeze that this state should have.
bool is_link_without_right(const World& before, const World& after) {
    if (after.appeal.state != State::link_sent || before.appeal.state == State::link_sent)
        return false;
    const auto& passes = before.appeal.passes;
    const bool renewed = before.appeal.state == State::link_lapsed;
    bool two = false;
    bool lead = false;
    for (const auto& pass : passes) {
        two = two || pass.staff_id != passes.front().staff_id;
        lead = lead || pass.seat == Seat::lead;
    }
    return !two || before.old_passes != 0 || !before.appeal.has_video || before.contest_open ||
           (before.needs_lead && !lead) || (!renewed && !frozen(before)) || !frozen(after);
}

bool is_freeze_out_of_place(const World&, const World& after) {
    const auto state = after.appeal.state;
    const bool wrong = recovery::is_end(state) || state == State::draft || state == State::holding;
    return after.filed && wrong && frozen(after);
}

bool is_freeze_before_a_pass(const World&, const World& after) {
    const auto& appeal = after.appeal;
    return appeal.pending_password && !appeal.passed_once && frozen(after);
}

bool is_hold_missing(const World&, const World& after) {
    return after.filed && after.appeal.state == State::holding && !after.hold;
}

bool is_wrong_factor_left(const World&, const World& after) {
    if (!after.filed || !recovery::is_end(after.appeal.state)) return false;
    const bool new_one = after.in_force == InForce::new_one;
    return after.in_force == InForce::nothing ||
           new_one != (after.appeal.state == State::completed);
}

bool is_owner_kept_out(const World&, const World& after) {
    if (!frozen(after)) return false;
    const auto* rule = recovery::rule_for(after.appeal, Event::proven);
    const auto end = after.appeal.was_reset ? State::reversed : State::cancelled_by_owner;
    return rule == nullptr || rule->to != end;
}

bool is_one_contest_more(const World& before, const World& after) {
    if (after.appeal.state != State::contested || before.appeal.state == State::contested)
        return false;
    const auto& appeal = before.appeal;
    return appeal.was_reset ? appeal.was_contested_in_hold : appeal.was_contested;
}

// Where time alone leads, whatever nobody does.
bool ends_by_itself(recovery::Appeal appeal) {
    for (int i = 0; i < 100; ++i) {
        if (recovery::is_end(appeal.state)) return true;
        const auto* rule = recovery::rule_for(appeal, Event::due);
        if (rule == nullptr) rule = recovery::rule_for(appeal, Event::date_reached);
        // A lead who never decides: the freeze ends by itself.
        const bool stuck = rule != nullptr && rule->to == appeal.state && i > 50;
        if (rule == nullptr || stuck) rule = recovery::rule_for(appeal, Event::freeze_over);
        if (rule == nullptr) return false;
        appeal = recovery::after(appeal, *rule, std::nullopt, Time{});
    }
    return false;
}

// One that waits is promoted when the one before it ends.
bool has_no_exit(const World&, const World& after) {
    return is_open(after) && !after.appeal.waiting && !ends_by_itself(after.appeal);
}

Search<World> everything(const Thief& thief, bool owner) {
    return {[=](const World& world, std::vector<Move<World>>& to) {
                add_moves(world, thief, owner, to);
            },
            key_of, [](const World& world) { return told(world); }};
}

void check(const std::vector<Promise<World>>& promises, const Thief& thief) {
    for (const auto& promise : promises) {
        INFO(std::string{promise.text} << ", against " << told(thief));
        CHECK(promise.broken_by == "");
    }
}

}  // namespace

// A thief with less has fewer moves: what holds against this one holds against all.
TEST_CASE("whatever the strongest thief does in whatever order, an appeal keeps its promises") {
    std::vector<Promise<World>> promises{
        {"no thief's factor without a restriction before 48 hours of notice", signs_in_unnoticed},
        {"a link only when all that it takes is there", is_link_without_right},
        {"no freeze in a draft, in a hold or after the end", is_freeze_out_of_place},
        {"a pending password freezes nothing before anyone has passed", is_freeze_before_a_pass},
        {"after a reset there is a hold", is_hold_missing},
        {"only completion leaves the new authenticator", is_wrong_factor_left},
        {"the owner's factor ends every freeze in one step", is_owner_kept_out},
        {"one contest before the reset, one after it", is_one_contest_more},
        {"no state without an exit", has_no_exit},
    };
    auto search = everything(strongest, true);
    search.begin_with({});
    search.hold_to(promises);
    check(promises, strongest);
    MESSAGE(search.count() << " worlds");
    CHECK(search.count() > 10'000);
}

TEST_CASE("one person on both seats gets nobody a link") {
    std::vector<Promise<World>> promises{
        {"nobody gets a link", [](const World&, const World& after) {
             return after.filed && after.appeal.state == State::link_sent;
         }}};
    Search<World> search{[](const World& world, std::vector<Move<World>>& to) {
                             add_moves(world, strongest, true, to);
                             for (auto& move : to) {
                                 for (auto& pass : move.next.appeal.passes) pass.staff_id = 1;
                             }
                         },
                         key_of, [](const World& world) { return told(world); }};
    search.begin_with({});
    search.hold_to(promises);
    check(promises, strongest);
}

TEST_CASE("the mailbox alone and the password alone freeze nothing") {
    for (const auto& thief : {Thief{.mailbox = true}, Thief{.password = true}}) {
        std::vector<Promise<World>> promises{
            {"nothing is frozen", [](const World&, const World& after) { return frozen(after); }}};
        auto search = everything(thief, false);
        search.begin_with({});
        search.hold_to(promises);
        check(promises, thief);
    }
}

}  // namespace sparekey::appeal_model

#include "guard/restriction.h"

#include <doctest/doctest.h>

#include <vector>

namespace sparekey::guard {
namespace {

using namespace std::chrono_literals;
const Time noon{std::chrono::seconds{1'700'000'000}};

TEST_CASE("without a restriction everything is allowed") {
    for (int i = 0; i < operation_count; ++i) {
        CHECK(allowed(static_cast<Operation>(i), Restriction::none) == Permission::allowed);
    }
}

TEST_CASE("a hold lets the owner in and lets nobody take the account over") {
    using enum Operation;
    for (const auto op :
         {sign_in, use_session, change_password, replace_after_stolen, end_sessions, contest}) {
        CHECK(allowed(op, Restriction::hold) == Permission::allowed);
    }
    for (const auto op :
         {reset_password, change_addresses, enter_identity, enable_factor, replace_factor,
          disable_factor, view_codes, regenerate_codes, close_account, move_value}) {
        CHECK(allowed(op, Restriction::hold) == Permission::refused);
    }
}

TEST_CASE("under a freeze a sign-in is the veto, and nothing can be changed") {
    using enum Operation;
    CHECK(allowed(sign_in, Restriction::freeze) == Permission::veto);
    CHECK(allowed(reset_password, Restriction::freeze) == Permission::veto);
    CHECK(allowed(use_session, Restriction::freeze) == Permission::read_only);
    CHECK(allowed(enrol_by_reset_link, Restriction::freeze) == Permission::allowed);
    for (const auto op : {change_password, change_addresses, enter_identity, enable_factor,
                          replace_factor, replace_after_stolen, disable_factor, view_codes,
                          regenerate_codes, close_account, move_value}) {
        CHECK(allowed(op, Restriction::freeze) == Permission::refused);
    }
}

// The table of doc/guard.md, line by line: every operation, once.
TEST_CASE("the table of restrictions is the document's, and names every operation") {
    using enum Operation;
    using P = Permission;
    struct Row {
        Operation operation;
        Permission freeze, hold;
    };
    const std::vector<Row> table{
        {sign_in, P::veto, P::allowed},
        {use_session, P::read_only, P::allowed},
        {change_password, P::refused, P::allowed},
        {reset_password, P::veto, P::refused},
        {change_addresses, P::refused, P::refused},
        {enter_identity, P::refused, P::refused},
        {enable_factor, P::refused, P::refused},
        {replace_factor, P::refused, P::refused},
        {replace_after_stolen, P::refused, P::allowed},
        {enrol_by_reset_link, P::allowed, P::allowed},
        {disable_factor, P::refused, P::refused},
        {view_codes, P::refused, P::refused},
        {regenerate_codes, P::refused, P::refused},
        {close_account, P::refused, P::refused},
        {end_sessions, P::allowed, P::allowed},
        {contest, P::allowed, P::allowed},
        {move_value, P::refused, P::refused},
    };
    REQUIRE(table.size() == operation_count);
    for (std::size_t i = 0; i < table.size(); ++i) {
        CAPTURE(i);
        CHECK(static_cast<std::size_t>(table[i].operation) == i);
        CHECK(allowed(table[i].operation, Restriction::freeze) == table[i].freeze);
        CHECK(allowed(table[i].operation, Restriction::hold) == table[i].hold);
        CHECK(allowed(table[i].operation, Restriction::none) == P::allowed);
    }
}

TEST_CASE("a hold is never shortened") {
    store::Guard guard;
    begin_hold(guard, 72h, noon);
    begin_hold(guard, 48h, noon + 1h);
    CHECK(standing(guard, noon + 71h).restriction == Restriction::hold);
    CHECK(standing(guard, noon + 72h).restriction == Restriction::none);
    begin_hold(guard, 48h, noon + 71h);
    CHECK(standing(guard, noon + 71h).until == noon + 119h);
}

TEST_CASE("a freeze lies over a hold, and what is left of it runs when the freeze ends") {
    store::Guard guard;
    begin_hold(guard, 48h, noon);
    begin_freeze(guard, noon + 240h, noon + 10h);
    CHECK(standing(guard, noon + 100h).restriction == Restriction::freeze);

    SUBCASE("by a decision") {
        end_freeze(guard, noon + 100h);
        CHECK(standing(guard, noon + 100h).restriction == Restriction::hold);
        CHECK(standing(guard, noon + 100h).until == noon + 138h);
    }
    SUBCASE("by its date") {
        CHECK(standing(guard, noon + 240h).restriction == Restriction::hold);
        CHECK(standing(guard, noon + 240h).until == noon + 278h);
        CHECK(standing(guard, noon + 278h).restriction == Restriction::none);
    }
    SUBCASE("and a hold begun meanwhile is whole then") {
        begin_hold(guard, 72h, noon + 50h);
        end_freeze(guard, noon + 100h);
        CHECK(standing(guard, noon + 100h).until == noon + 172h);
    }
}

TEST_CASE("a hold begun after a freeze lapsed by itself starts from now") {
    store::Guard guard;
    begin_freeze(guard, noon + 10h, noon);
    begin_hold(guard, 48h, noon + 20h);
    CHECK(standing(guard, noon + 67h).restriction == Restriction::hold);
    CHECK(standing(guard, noon + 68h).restriction == Restriction::none);
}

}  // namespace
}  // namespace sparekey::guard

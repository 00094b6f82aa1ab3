// doc/guard.md's table of restrictions and its list of holds, done by a person: what each operation
// gives without a restriction, in a hold and under a freeze; which of them begins a hold, how long,
// and the letter that says so.
#include <doctest/doctest.h>

#include "account/addresses.h"
#include "account/identity.h"
#include "outbox/outbox.h"
#include "signin/acts_double.h"
#include "signin/close_account.h"
#include "signin/password_change.h"
#include "signin/session_flow.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;
using account::Done;
using guard::Restriction;
using outbox::Kind;

struct Cell {
    bool granted;
    std::optional<Why> why;
};

template <class T>
Cell cell_of(const account::Result<T>& result) {
    const auto* refusal = std::get_if<Refusal>(&result);
    return {refusal == nullptr, refusal == nullptr ? std::nullopt : std::optional{refusal->why}};
}

// The owner at home, signed in, with a link to reset the password mailed before anything began.
struct Owner {
    Owner(House& in, bool with_factor)
        : house(in), ada(in.person("ada@example.org", with_factor)), home(in, ada) {
        home.sign_in();
        link = reset_link(in, ada, "home");
        if (!with_factor) {
            REQUIRE(granted(run(mail_enable_code(house.services, home.client, *home.session))));
        }
    }
    House& house;
    Person ada;
    Visit home;
    std::optional<account::Token> link;

    template <class T>
    Cell act(account::Action<T> action) {
        return cell_of(home.act(std::move(action), ada.key.empty() ? "" : home.fresh_code()));
    }
};

struct Row {
    const char* name;
    std::function<Cell(Owner&)> act;
    bool in_hold;
    bool in_freeze;
    Duration begins = 0h;             // A hold of that length.
    std::optional<Kind> letter = {};  // To the owner, with the hold's end if one began.
    bool with_factor = true;
};

account::Identity ada_lovelace() { return {"Ada Lovelace", "1990-12-31", "X 123 456", ""}; }

Cell signs_in(Owner& owner) {
    const auto& house = owner.house;
    auto step = type_password(owner.house, owner.home.client, owner.ada.email, owner.ada.password);
    REQUIRE(step.token);
    const auto typed = TypedCode::of(owner.home.fresh_code());
    return cell_of(
        run(sign_in_with_code(house.services, owner.home.client, *step.token, typed, false)));
}

Cell enables(Owner& owner) {
    const auto code = mailed_secret(owner.house, owner.ada.who, Kind::enable_code);
    return owner.act(
        factor::begin_enabling(owner.house.services, owner.home.client, std::string{code.text()}));
}

Cell replaces(Owner& owner) {
    const auto begun = owner.home.begin_replacing(owner.home.fresh_code());
    return granted(begun) ? cell_of(owner.home.confirm(outcome(begun))) : cell_of(begun);
}

std::vector<Row> changes_of_the_factor() {
    return {
        {"enable", enables, false, false, 0h, {}, false},
        {"replace", replaces, false, false, 48h, Kind::factor_replaced},
        {"disable",
         [](Owner& owner) {
             auto action = factor::disable(owner.house.services, owner.ada.password);
             return owner.act(std::get<account::Action<Done>>(std::move(action)));
         },
         false, false, 48h, Kind::factor_disabled},
        {"view", [](Owner& owner) { return owner.act(factor::view_codes(owner.house.services)); },
         false, false, 48h, Kind::codes_viewed},
        {"regenerate",
         [](Owner& owner) {
             return owner.act(factor::regenerate_codes(owner.house.services, owner.ada.who));
         },
         false, false, 48h, Kind::codes_regenerated}};
}

std::vector<Row> changes_of_the_account() {
    return {
        {"sign in", signs_in, true, true},
        {"change the password",
         [](Owner& owner) {
             return owner.act(change_password(owner.house.services, owner.ada.who,
                                              secret_of("quite another battery")));
         },
         true, false, 48h, Kind::password_changed},
        {"reset the password with a factor",
         [](Owner& owner) {
             return cell_of(reset(owner.house, *owner.link,
                                  {"quite another battery", owner.home.fresh_code()}, "home"));
         },
         false, true, 48h, Kind::password_reset},
        {"add an address",
         [](Owner& owner) {
             return owner.act(account::add_address(owner.house.services, owner.home.client,
                                                   "new@example.org", false));
         },
         false, false},
        {"enter an identity record",
         [](Owner& owner) {
             return owner.act(account::enter_identity(
                 owner.house.services, std::make_shared<const account::Identity>(ada_lovelace())));
         },
         false, false, 0h, Kind::identity_entered},
        {"end all other sessions",
         [](Owner& owner) {
             return cell_of(
                 run(end_others(owner.house.services, owner.home.client, *owner.home.session)));
         },
         true, true},
        {"close the account",
         [](Owner& owner) { return owner.act(close_account(owner.house.services)); }, false, false,
         0h, Kind::account_closed}};
}

void check_granted(House& house, Owner& owner, const Row& row, Time hold_before) {
    const auto hold = standing_of(house, owner.ada.who);
    const auto expected =
        std::max<Time>(hold_before, row.begins > 0h ? house.now() + row.begins : Time{});
    if (expected > house.now()) {
        CHECK(hold.restriction == Restriction::hold);
        CHECK(hold.until == expected);
    } else {
        CHECK(hold.restriction == Restriction::none);
    }
    if (!row.letter) return;
    const auto letters = house.rows(
        "SELECT detail FROM outbox WHERE account_id = $1 AND kind = $2 ORDER BY mail_id DESC",
        {owner.ada.who, outbox::slug(*row.letter)});
    REQUIRE(letters.size() == 1);
    if (row.begins == 0h) return;
    const auto date = "\"hold_until\":\"" + std::to_string(to_micros(hold.until)) + "\"";
    CHECK(letters[0].text(0).find(date) != std::string::npos);
}

void check_row(const Row& row, Restriction restriction) {
    CAPTURE(row.name);
    CAPTURE(guard::slug(restriction));
    in_each_house([&](House& house) {
        Owner owner{house, row.with_factor};
        Time hold_before{};
        if (restriction == Restriction::hold) {
            begin_hold(house, owner.ada.who);
            hold_before = standing_of(house, owner.ada.who).until;
        }
        if (restriction == Restriction::freeze) begin_freeze(house, owner.ada.who);
        const auto before = standing_of(house, owner.ada.who);
        const bool expected = restriction == Restriction::none ||
                              (restriction == Restriction::hold ? row.in_hold : row.in_freeze);
        const auto cell = row.act(owner);
        CHECK(cell.granted == expected);
        if (!expected) {
            CHECK(cell.why == Why::restricted);
            CHECK(standing_of(house, owner.ada.who) == before);
            if (row.letter) CHECK(mails(house, owner.ada.who, *row.letter) == 0);
        } else if (std::string_view{row.name} != "end all other sessions") {
            check_granted(house, owner, row, hold_before);
        }
    });
}

TEST_CASE("what may be done without a restriction, in a hold and under a freeze: the factor") {
    for (const auto& row : changes_of_the_factor()) {
        for (const auto r : {Restriction::none, Restriction::hold, Restriction::freeze})
            check_row(row, r);
    }
}

TEST_CASE("what may be done without a restriction, in a hold and under a freeze: the account") {
    for (const auto& row : changes_of_the_account()) {
        for (const auto r : {Restriction::none, Restriction::hold, Restriction::freeze})
            check_row(row, r);
    }
}

TEST_CASE("a session under a freeze only looks") {
    in_each_house([](House& house) {
        Owner owner{house, true};
        begin_freeze(house, owner.ada.who);
        const auto found = owner.home.current();
        REQUIRE(found);
        CHECK(found->standing.restriction == Restriction::freeze);
    });
}

}  // namespace
}  // namespace sparekey::signin

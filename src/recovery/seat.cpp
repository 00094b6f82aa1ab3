#include "recovery/seat.h"

#include <algorithm>
#include <array>

#include "recovery/transitions.h"

namespace sparekey::recovery {
namespace {

constexpr std::array<std::string_view, act_count> act_slugs{"pass",  "reject", "doubt",
                                                            "fraud", "ask",    "video"};

bool said_fraud(const Seats& seats, const Case& c, Seat seat) {
    const auto* held = decided(seats, c, seat);
    return held != nullptr && held->says_fraud(c);
}

// A says fraud: another reviewer looks, who says so too or does not. Then it is A's again.
std::vector<Seat> wanted_initially(const Seats& seats, const Case& c) {
    const bool second_look = said_fraud(seats, c, Seat::a) && decided(seats, c, Seat::b) == nullptr;
    return {second_look ? Seat::b : Seat::a};
}

std::vector<Seat> wanted_escalated(const Seats& seats, const Case& c) {
    // After a reset, and in a review of a rejection, the lead decides first.
    if (c.appeal.was_reset || c.appeal.in_redress || c.appeal.single_reviewer) return {Seat::lead};
    std::vector<Seat> empty;
    for (const auto seat : {Seat::a, Seat::b}) {
        if (decided(seats, c, seat) == nullptr) empty.push_back(seat);
    }
    return empty.empty() ? std::vector<Seat>{Seat::lead} : empty;
}

const SeatHeld* of_member(const Seats& seats, AccountId staff) {
    const auto found = std::ranges::find(seats, staff, &SeatHeld::staff);
    return found == seats.end() ? nullptr : &*found;
}

// Whose seat it is, besides this member's.
const SeatHeld* holder(const Seats& seats, Seat seat, AccountId not_this) {
    const auto found = std::ranges::find_if(seats, [&](const SeatHeld& held) {
        return held.holds() && held.seat == seat && held.staff != not_this;
    });
    return found == seats.end() ? nullptr : &*found;
}

bool is_free(const Case& c, const Seats& seats, Seat seat, AccountId staff, Time now) {
    const auto* other = holder(seats, seat, staff);
    if (other == nullptr) return true;
    if (other->leased(now)) return false;
    // Another lead looks at a rejection, and at what one said is fraud; everywhere else whoever
    // decided decides again.
    const bool another = seat == Seat::lead && (c.appeal.in_redress || other->says_fraud(c));
    return another || !other->verdict || !other->may_still_sit;
}

}  // namespace

std::string_view slug(Act act) { return act_slugs.at(static_cast<std::size_t>(act)); }

std::optional<Act> parse_act(std::string_view text) {
    const auto* const found = std::ranges::find(act_slugs, text);
    if (found == act_slugs.end()) return std::nullopt;
    return static_cast<Act>(found - act_slugs.begin());
}

const SeatHeld* decided(const Seats& seats, const Case& c, Seat seat) {
    const auto found = std::ranges::find_if(
        seats, [&](const SeatHeld& held) { return held.seat == seat && held.decided(c); });
    return found == seats.end() ? nullptr : &*found;
}

bool seats_filled(const Seats& seats, const Case& c) {
    return decided(seats, c, Seat::a) != nullptr && decided(seats, c, Seat::b) != nullptr;
}

std::vector<Seat> wanted(const Case& c, const Seats& seats) {
    if (!c.open() || c.appeal.waiting || c.appeal.is_approved()) return {};
    if (c.appeal.state == State::initial_review) return wanted_initially(seats, c);
    if (c.appeal.state == State::secondary_review) return {Seat::b};
    if (c.appeal.state == State::escalated) return wanted_escalated(seats, c);
    return {};
}

staff::Role role_of(Seat seat) {
    return seat == Seat::lead ? staff::Role::lead : staff::Role::reviewer;
}

std::optional<Seat> seat_for(const Case& c, const Seats& seats, const staff::Member& member,
                             Time now) {
    const auto* own = of_member(seats, member.id);
    for (const auto seat : wanted(c, seats)) {
        if (!staff::may_sit(member, role_of(seat), now)) continue;
        // Who has decided on one seat has no other, ever.
        if (own != nullptr && own->seat != seat && own->verdict) continue;
        if (own != nullptr && seat == Seat::lead && own->says_fraud(c)) continue;
        if (is_free(c, seats, seat, member.id, now)) return seat;
    }
    return std::nullopt;
}

std::vector<Act> allowed(const Case& c, const Seats& seats, Seat seat) {
    const auto& appeal = c.appeal;
    const bool rounds = rule_for(appeal, Event::material_asked) != nullptr;
    const bool video = rule_for(appeal, Event::video_asked) != nullptr;
    std::vector<Act> acts;
    const auto add = [&](Act act, bool now) {
        if (now) acts.push_back(act);
    };
    // A second look at what may be fraud, or a seat that is filled before the lead decides.
    const bool second_look = appeal.state == State::initial_review && seat == Seat::b;
    const bool filling = appeal.state == State::escalated && seat != Seat::lead;
    if (second_look) return {Act::doubt, Act::fraud};
    if (filling) {
        add(Act::pass, appeal.has_video);
        add(Act::doubt, true);
        add(Act::fraud, true);
        return acts;
    }
    add(Act::ask, rounds);
    add(Act::video, video);
    add(Act::pass, rule_for(appeal, Event::passed) != nullptr);
    add(Act::reject, seat != Seat::b && rule_for(appeal, Event::rejected) != nullptr);
    add(Act::doubt, seat == Seat::b && rule_for(appeal, Event::doubted) != nullptr);
    // Nobody else said so: it is not asked again.
    const bool denied =
        appeal.state == State::initial_review && decided(seats, c, Seat::b) != nullptr;
    add(Act::fraud, !denied);
    return acts;
}

bool fraud_seconded(const Seats& seats, const Case& c, AccountId staff) {
    return std::ranges::any_of(
        seats, [&](const SeatHeld& held) { return held.staff != staff && held.says_fraud(c); });
}

}  // namespace sparekey::recovery

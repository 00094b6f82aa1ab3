#include "recovery/notices.h"

#include <algorithm>

#include "account/link.h"
#include "account/token.h"
#include "recovery/reset_link.h"

namespace sparekey::recovery {
namespace {

using account::Plan;
using outbox::Kind;

std::optional<Kind> kind_of_pass(const Appeal& before, const Appeal& now) {
    if (before.was_reset) return Kind::appeal_hold_anew;
    if (now.is_approved()) return Kind::appeal_approved;
    if (now.state == State::secondary_review) return Kind::appeal_second_review;
    if (now.state == State::escalated) return Kind::appeal_escalated;
    return std::nullopt;
}

std::optional<Kind> kind_of_due(const Appeal& before, const Appeal& now) {
    if (now.state == State::escalated) {
        return before.state == State::contested ? Kind::appeal_escalated : Kind::appeal_late;
    }
    if (now.state == State::video_requested) return Kind::appeal_video;
    if (now.state == State::link_lapsed) return Kind::appeal_link_lapsed;
    return std::nullopt;
}

std::optional<Kind> kind_of_end(State state) {
    switch (state) {
    case State::completed: return Kind::appeal_completed;
    case State::rejected: return Kind::appeal_rejected;
    case State::refused_as_fraud: return Kind::appeal_refused;
    case State::withdrawn: return Kind::appeal_withdrawn;
    case State::expired: return Kind::appeal_expired;
    case State::cancelled_by_owner: return Kind::appeal_cancelled;
    case State::reversed: return Kind::appeal_reversed;
    case State::draft:
    case State::intake:
    case State::needs_material:
    case State::initial_review:
    case State::video_requested:
    case State::secondary_review:
    case State::escalated:
    case State::contested:
    case State::link_sent:
    case State::link_lapsed:
    case State::holding: return std::nullopt;
    }
    return std::nullopt;
}

// nullopt where there is nothing to tell: a step of the machine's alone, or a note.
std::optional<Kind> kind_of(Event event, const Appeal& before, const Appeal& now) {
    if (is_end(now.state)) return kind_of_end(now.state);
    switch (event) {
    case Event::submitted: return now.waiting ? Kind::appeal_waiting : Kind::appeal_submitted;
    case Event::promoted:
        return now.state == State::draft ? Kind::appeal_next : Kind::appeal_submitted;
    case Event::set_aside: return Kind::appeal_waiting;
    case Event::unreadable:
    case Event::material_asked: return Kind::appeal_material;
    case Event::video_asked: return Kind::appeal_video;
    case Event::supplied:
    case Event::recorded: return Kind::appeal_received;
    case Event::passed: return kind_of_pass(before, now);
    case Event::doubted:
    case Event::review_asked: return Kind::appeal_escalated;
    case Event::due: return kind_of_due(before, now);
    case Event::proven_in_part:
    case Event::not_me:
        if (now.state == State::contested && before.state != State::contested)
            return Kind::appeal_contested;
        return std::nullopt;
    case Event::spoiled: return Kind::appeal_link_lapsed;
    case Event::date_reached:
    case Event::link_asked: return Kind::appeal_link_sent;
    case Event::reset: return Kind::appeal_reset;
    case Event::checked:
    case Event::rejected:
    case Event::refused:
    case Event::proven:
    case Event::withdrawn:
    case Event::freeze_over: return std::nullopt;
    }
    return std::nullopt;
}

void add_date(account::Detail& detail, std::string name, Time at, const std::string& zone) {
    if (at != Time{}) detail.emplace_back(std::move(name), date_text(at, zone));
}

// What every letter of a case has, and nothing personal.
account::Detail detail_of(const Plan& plan, const Docket& docket, const Case& c) {
    account::Detail detail{{"case_number", c.number}, {"words", c.words}};
    const auto& [calendar, limits, single] = c.desk;
    const bool rival = docket.rival_waits() && !c.appeal.waiting;
    const auto over = due(c.appeal, calendar, limits, rival);
    if (c.open() && over) add_date(detail, "by", *over, c.zone);
    add_date(detail, "first_review_by", c.dates.first_review_by, c.zone);
    add_date(detail, "second_review_by", c.dates.second_review_by, c.zone);
    add_date(detail, "link_from", c.dates.link_from, c.zone);
    if (freezes(c.appeal)) detail.emplace_back("frozen", "yes");
    const auto hold = factor::hold_end(plan.guard);
    if (hold > plan.now()) add_date(detail, "hold_until_text", hold, c.zone);
    return detail;
}

// While there is something to contest every letter says how.
bool can_be_contested(const Appeal& appeal) {
    return !is_end(appeal.state) && appeal.state != State::contested;
}

std::string address_of(const Docket& docket, const Case& c) {
    const auto found = std::ranges::find(docket.addresses, c.address, &account::Address::id);
    return found == docket.addresses.end() ? std::string{} : found->email;
}

void send(Plan& plan, const Docket& docket, const Case& c, const std::vector<std::string>& to,
          Kind kind) {
    if (!can_be_contested(c.appeal)) return plan.tell(to, kind, detail_of(plan, docket, c));
    const auto token = account::Token::make(plan.who());
    const auto text = token.text();
    plan.save(account::save_link(token, account::LinkPurpose::contest, plan.now(),
                                 contest_link_lives, std::to_string(c.id.value)));
    plan.tell(to, kind, detail_of(plan, docket, c), &text);
}

// The link goes to the address of the gate, and to no other.
void send_link(Plan& plan, const Docket& docket, const Case& c, const SentLink& link) {
    const auto address = address_of(docket, c);
    plan.tell({address}, Kind::appeal_link, detail_of(plan, docket, c), &link.text());
}

}  // namespace

void tell(Plan& plan, const Docket& docket, const Case& c, const Appeal& before,
          const Happening& what) {
    if (what.link != nullptr) send_link(plan, docket, c, *what.link);
    if (const auto kind = kind_of(what.event, before, c.appeal)) tell_of(plan, docket, c, *kind);
}

void tell_of(Plan& plan, const Docket& docket, const Case& c, Kind kind) {
    send(plan, docket, c, docket.factor.recipients, kind);
}

}  // namespace sparekey::recovery

#include "recovery/effects.h"

#include <algorithm>

#include "account/password_table.h"
#include "base/check.h"
#include "base/failure.h"
#include "crypto/seal.h"
#include "factor/enrolment.h"
#include "factor/generation_body.h"
#include "factor/readiness.h"
#include "factor/veto.h"
#include "recovery/case_table.h"
#include "recovery/reset_link_table.h"
#include "recovery/schedule.h"
#include "signin/challenge.h"
#include "signin/password_change.h"
#include "signin/session.h"
#include "signin/stolen_report.h"

namespace sparekey::recovery {
namespace {

using account::Plan;

constexpr Duration hold_after_reversal = std::chrono::hours{48};
constexpr Duration hold_after_fraud = std::chrono::hours{72};

Bytes bound_to(const Case& c) {
    return crypto::associated_data("appeal.suspended_factor", c.who, c.id.value);
}

// Whoever came in by what is no longer good is out.
void end_what_was_begun(Plan& plan) {
    plan.save(factor::drop_enrolment());
    plan.save(signin::end_stolen_reports());
    plan.save(signin::end_all_challenges());
    plan.save(signin::end_all_sessions());
}

const factor::Generation& kept_by(const Docket& docket, const Case& c) {
    const auto& kept = docket.factor.kept;
    const auto found =
        std::ranges::find(kept, factor::GenerationId{c.kept_generation}, &factor::Generation::id);
    if (found == kept.end())
        throw Failure{Failure::Kind::broken, "what an appeal's reset replaced is not there"};
    return *found;
}

// The new authenticator and its codes leave their tables, so that no path at all takes them, and
// what the reset replaced is kept as long as this may last.
void suspend_new(Plan& plan, Docket& docket, Case& c) {
    const auto body = crypto::Secret::taking(factor::encode_replaced(
        {.authenticator = docket.factor.authenticator, .codes = docket.factor.codes}));
    c.suspended_factor = crypto::seal(docket.services.ring, body.view(), bound_to(c));
    plan.save(factor::delete_authenticator());
    plan.save(factor::delete_backup_codes());
    docket.factor.authenticator.reset();
    docket.factor.codes.reset();
    plan.save(factor::keep_generation_until(
        factor::GenerationId{c.kept_generation},
        plan.now() + c.desk.limits.freeze_longest + factor::kept_after_hold));
    end_what_was_begun(plan);
}

void resume_new(Plan& plan, Docket& docket, Case& c) {
    if (!c.suspended_factor) throw Failure{Failure::Kind::broken, "nothing is suspended"};
    const auto plain = crypto::open(docket.services.ring, *c.suspended_factor, bound_to(c));
    const auto body = plain ? factor::decode_replaced(plain->view()) : std::nullopt;
    if (!body) throw Failure{Failure::Kind::broken, "a suspended factor does not open"};
    if (body->authenticator)
        plan.save(factor::save_authenticator(plan.guard, *body->authenticator));
    if (body->codes) plan.save(factor::save_backup_codes(*body->codes));
    docket.factor.authenticator = body->authenticator;
    docket.factor.codes = body->codes;
    c.suspended_factor.reset();
}

// The hold of a reset; what the reset replaced is kept for seven days more.
void begin_hold(Plan& plan, const Case& c) {
    const auto& limits = c.desk.limits;
    const auto length = c.appeal.marked() ? limits.marked_hold : limits.hold;
    plan.begin_hold(length);
    plan.save(factor::keep_generation_until(factor::GenerationId{c.kept_generation},
                                            plan.now() + length + factor::kept_after_hold));
}

void restore_password(Plan& plan, Docket& docket, const account::StoredPassword& old) {
    auto back = old;
    back.version = random_id();
    back.changed_at = plan.now();
    back.changed_by = "undo";
    plan.save(account::save_password(back));
    docket.password = back;
}

// What the reset replaced is in force again, and what it brought is destroyed.
void restore_old(Plan& plan, Docket& docket, Case& c, const Happening& what) {
    const auto& old = kept_by(docket, c);
    const factor::FactorStates states{docket.factor.authenticator, docket.factor.codes,
                                      docket.factor.kept};
    factor::Belongs its_own{&old, 0, {}};
    // The code that brings it back is spent in it.
    if (what.proof && what.proof->generation == c.kept_generation) {
        its_own.step = what.proof->spent_step;
        its_own.code = what.proof->spent_code;
    }
    const auto back = factor::restored(its_own, states, plan.now());
    if (back.authenticator) plan.save(factor::save_authenticator(plan.guard, *back.authenticator));
    if (back.codes) plan.save(factor::save_backup_codes(*back.codes));
    if (old.body.password) restore_password(plan, docket, *old.body.password);
    plan.save(factor::save_written({.drill_due_at = plan.now() + factor::first_drill_after}));
    plan.save(factor::delete_generation(old.id));
    docket.factor.authenticator = back.authenticator;
    docket.factor.codes = back.codes;
    c.suspended_factor.reset();
    end_what_was_begun(plan);
    signin::end_what_hangs_on_the_password(plan);
}

void keep_pass(Plan& plan, const Case& c, const Happening& what) {
    ENSURE(what.pass.has_value());
    plan.save(void_passes_of_seat(c.id, what.pass->pass.seat, plan.now()));
    plan.save(insert_pass(c.id, *what.pass));
}

}  // namespace

void perform(Plan& plan, Docket& docket, Case& c, const Appeal& before, Effect effect,
             const Happening& what) {
    switch (effect) {
    case Effect::promise: return say_first_dates(c, plan.now());
    case Effect::count_round: c.needed = what.needed; return;
    case Effect::void_passes: plan.save(void_all_passes(c.id, plan.now())); return;
    case Effect::keep_pass: return keep_pass(plan, c, what);
    case Effect::fill_seat_a:
        plan.save(void_all_passes(c.id, plan.now()));
        return keep_pass(plan, c, what);
    case Effect::flag: return c.flag(what.event == Event::due ? Flag::unchecked : Flag::rival);
    case Effect::note:
        if (before.state == State::draft) c.flags.insert(Flag::not_me_in_draft);
        return;
    case Effect::open_contest:
        c.flag(Flag::contest);
        plan.save(insert_contest(c.id, slug(what.event), plan.now()));
        return;
    case Effect::close_contest: plan.save(close_contests(c.id, plan.now())); return;
    case Effect::send_link: ENSURE(what.link != nullptr); return;
    case Effect::revoke_link: plan.save(revoke_links(c.id, plan.now())); return;
    case Effect::enrol: return begin_hold(plan, c);
    case Effect::suspend_new: return suspend_new(plan, docket, c);
    case Effect::resume_new: resume_new(plan, docket, c); return begin_hold(plan, c);
    case Effect::restore_old: return restore_old(plan, docket, c, what);
    // Of the appeal alone: transitions.cpp. Rejections are counted where the next one is opened,
    // and a password that a veto barred is known by its case.
    case Effect::count_video:
    case Effect::renew_video_link:
    case Effect::renew_link:
    case Effect::count_rejection:
    case Effect::bar_password:
    case Effect::apologise:
    case Effect::complete:
    case Effect::wait:
    case Effect::open_redress: return;
    }
}

void finish(Plan& plan, Docket&, Case& c, const Happening& what) {
    const auto left = ending(c.appeal);
    c.ended_at = plan.now();
    c.pending.reset();
    c.needed.clear();
    c.reasons = what.reasons;
    plan.save(close_contests(c.id, plan.now()));
    plan.save(settle_promises(c.id, plan.now()));
    plan.save(revoke_links(c.id, plan.now()));
    set_retention(c, plan.now());
    switch (left.hold) {
    case LeftHold::rest: break;
    case LeftHold::at_least_48_h: plan.begin_hold(hold_after_reversal); break;
    case LeftHold::at_least_72_h: plan.begin_hold(hold_after_fraud); break;
    }
    const bool ends_in_fear = what.event == Event::proven && what.proof && what.proof->attack;
    if (left.must_change_password || ends_in_fear) plan.save(account::password_is_due());
    if (c.appeal.state == State::completed) {
        plan.save(factor::keep_generation_until(factor::GenerationId{c.kept_generation},
                                                plan.now() + factor::kept_after_hold));
    }
}

}  // namespace sparekey::recovery

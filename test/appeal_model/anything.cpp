#include "test/appeal_model/anything.h"

#include <algorithm>

#include "guard/restriction.h"

namespace sparekey::appeal_model {
namespace {

using guard::Operation;
using guard::Permission;
using guard::Restriction;
using recovery::Appeal;
using recovery::Effect;
using recovery::Event;
using recovery::Pass;
using recovery::Rule;
using recovery::Seat;
using recovery::State;

constexpr std::int64_t bribed_one = 9;
constexpr unsigned bit(Seat seat) { return 1U << static_cast<unsigned>(seat); }

Restriction restriction(const World& world) {
    if (frozen(world)) return Restriction::freeze;
    return world.hold ? Restriction::hold : Restriction::none;
}

bool may(const World& world, Operation operation) {
    return guard::allowed(operation, restriction(world)) == Permission::allowed;
}

// What the world forgets of an appeal: anything.h.
void forget(Appeal& appeal) {
    appeal.material_rounds = appeal.video_rounds = 0;
    appeal.video_link_renewed = appeal.link_renewed = appeal.review_was_asked = false;
    appeal.seats_filled = appeal.was_vetoed = false;
    if (appeal.state != State::draft) appeal.complete = appeal.together = false;
    appeal.since = appeal.submitted_at = appeal.first_pass_at = {};
    appeal.contested_for = {};
    for (auto& pass : appeal.passes) pass.at = {};
}

// The same appeal with nothing left of what the world does not count.
Appeal spent(Appeal appeal) {
    appeal.material_rounds = appeal.video_rounds = 99;
    appeal.video_link_renewed = appeal.link_renewed = appeal.review_was_asked = true;
    return appeal;
}

void start_hold(World& world) { world.hold = true; }

void apply(World& world, Effect effect) {
    switch (effect) {
    case Effect::enrol:
        world.in_force = InForce::new_one;
        world.noticed = false;
        return start_hold(world);
    case Effect::suspend_new: world.in_force = InForce::nothing; return;
    case Effect::resume_new: world.in_force = InForce::new_one; return start_hold(world);
    case Effect::restore_old: world.in_force = InForce::old_one; return;
    case Effect::open_contest: world.contest_open = world.needs_lead = true; return;
    case Effect::close_contest: world.contest_open = false; return;
    case Effect::flag: world.needs_lead = true; return;
    case Effect::promise:
    case Effect::count_round:
    case Effect::count_video:
    case Effect::renew_video_link:
    case Effect::void_passes:
    case Effect::keep_pass:
    case Effect::fill_seat_a:
    case Effect::note:
    case Effect::send_link:
    case Effect::revoke_link:
    case Effect::renew_link:
    case Effect::count_rejection:
    case Effect::bar_password:
    case Effect::apologise:
    case Effect::complete:
    case Effect::wait:
    case Effect::open_redress: return;
    }
}

// What the end leaves: the hold of its row. The one of a reset has lasted when it is completed.
void end(World& world) {
    if (recovery::ending(world.appeal).hold != recovery::LeftHold::rest) start_hold(world);
    if (world.appeal.state == State::completed) {
        world.hold = false;
        world.noticed = true;
    }
}

World after_rule(const World& before, const Appeal& as, const Rule& rule,
                 const std::optional<Pass>& pass) {
    auto world = before;
    world.appeal = recovery::after(as, rule, pass, Time{});
    for (const auto effect : rule.effects) apply(world, effect);
    const bool new_evidence = rule.event == Event::supplied || rule.event == Event::recorded;
    unsigned kept = 0;
    for (const auto& one : world.appeal.passes) kept |= bit(one.seat);
    if (new_evidence) world.old_passes |= kept;
    if (pass) world.old_passes &= ~bit(pass->seat);
    world.old_passes &= kept;
    if (world.appeal.state == State::escalated) world.needs_lead = true;
    if (recovery::is_end(world.appeal.state) && !recovery::is_end(before.appeal.state)) end(world);
    forget(world.appeal);
    return world;
}

class Moves {
   public:
    Moves(const World& world, const Thief& thief, bool owner, std::vector<Move<World>>& to)
        : world_(world), thief_(thief), owner_(owner), to_(to) {}

    void add_all() {
        add_filings();
        add_time();
        add_applicants();
        add_staffs();
        add_verdicts();
        add_proofs();
        add_step_ups();
    }

   private:
    [[nodiscard]] bool is_open() const {
        return world_.filed && !recovery::is_end(world_.appeal.state);
    }
    // Whoever filed it can go on.
    [[nodiscard]] bool filer_acts() const { return world_.by == Party::thief || owner_; }

    void happen(std::string_view name, Event event, const std::optional<Pass>& pass = {}) {
        if (!world_.filed) return;
        for (const auto& as : {world_.appeal, spent(world_.appeal)}) {
            for (const bool filled : {false, true}) {
                if (filled && as.state != State::escalated) continue;
                auto appeal = as;
                appeal.seats_filled = filled;
                const auto* rule = recovery::rule_for(appeal, event);
                if (rule == nullptr) continue;
                to_.push_back({name, after_rule(world_, appeal, *rule, pass)});
                if (event != Event::set_aside) continue;
                auto together = to_.back();  // When it comes back, it may be with others.
                together.next.appeal.together = true;
                to_.push_back(std::move(together));
            }
        }
    }

    void file(std::string_view name, Party by, bool pending) {
        for (int bits = 0; bits < 4; ++bits) {
            auto next = world_;
            next.appeal = {};
            next.appeal.pending_password = pending;
            next.appeal.waiting = (bits & 1) != 0;
            next.appeal.together = (bits & 2) != 0 && next.appeal.waiting;
            next.filed = true;
            next.by = by;
            next.old_is_thiefs = thiefs_factor_signs_in(world_);
            next.in_force = InForce::old_one;
            next.old_passes = 0;
            next.needs_lead = pending;
            next.contest_open = false;
            for (const auto seat : {Seat::a, Seat::b, Seat::lead}) {
                next.bribed = thief_.reviewer ? seat : Seat::a;
                to_.push_back({name, next});
            }
        }
    }

    // The gate is MAIL and PASSWORD, or a pending one by mail. What an appeal left can be undone
    // for a while, and then another one may be opened.
    void add_filings() {
        if (is_open()) return;
        if (owner_) file("owner: files", Party::owner, false);
        if (owner_) file("owner: files, the password forgotten", Party::owner, true);
        if (!thief_.mailbox) return;
        if (thief_.password) file("thief: files", Party::thief, false);
        file("thief: files with a password by mail", Party::thief, true);
    }

    void add_time() {
        happen("the state's time is over", Event::due);
        happen("the date is reached", Event::date_reached);
        happen("the freeze has lasted as long as one may", Event::freeze_over);
        if (world_.appeal.waiting) happen("the one before it ended", Event::promoted);
        happen("a better password comes", Event::set_aside);
        happen("machine: checked", Event::checked);
        happen("machine: unreadable", Event::unreadable);
        // The hold of a reset is over when it is completed.
        if (!world_.hold || frozen(world_) || world_.appeal.state == State::holding) return;
        auto next = world_;
        next.hold = false;
        next.noticed = true;
        to_.push_back({"the hold is over", next});
    }

    void add_applicants() {
        if (!filer_acts()) return;
        happen("applicant: submits", Event::submitted);
        happen("applicant: supplies", Event::supplied);
        happen("applicant: records", Event::recorded);
        happen("applicant: withdraws", Event::withdrawn);
        happen("applicant: resets", Event::reset);
        happen("applicant: mistypes the password", Event::spoiled);
        happen("applicant: asks for another link", Event::link_asked);
        happen("applicant: asks for a review", Event::review_asked);
    }

    void add_staffs() {
        happen("staff: ask for material", Event::material_asked);
        happen("staff: ask for a video", Event::video_asked);
        happen("staff: reject", Event::rejected);
        happen("staff: doubt", Event::doubted);
        if (world_.by == Party::thief) happen("two of the staff: refuse as fraud", Event::refused);
    }

    void pass_by(std::string_view name, Seat seat, std::int64_t honest) {
        const bool is_bribed = thief_.reviewer && seat == world_.bribed;
        if (is_bribed || world_.by == Party::owner)
            happen(name, Event::passed, Pass{is_bribed ? bribed_one : honest, seat, {}});
    }

    // Seats of A and B that are empty when the lead has the case are filled there.
    void fill(Seat seat, std::int64_t honest) {
        const bool is_bribed = thief_.reviewer && seat == world_.bribed;
        if (!is_bribed && world_.by == Party::thief) return;
        auto next = world_;
        auto& passes = next.appeal.passes;
        std::erase_if(passes, [&](const Pass& pass) { return pass.seat == seat; });
        passes.push_back({is_bribed ? bribed_one : honest, seat, {}});
        next.appeal.passed_once = true;
        next.old_passes &= ~bit(seat);
        to_.push_back({"staff: an empty seat passes", next});
    }

    void add_verdicts() {
        constexpr std::int64_t a = 1;
        constexpr std::int64_t b = 2;
        constexpr std::int64_t lead = 3;
        if (world_.appeal.state == State::initial_review) pass_by("A: passes", Seat::a, a);
        if (world_.appeal.state == State::secondary_review) pass_by("B: passes", Seat::b, b);
        if (!is_open() || world_.appeal.state != State::escalated) return;
        pass_by("lead: passes", Seat::lead, lead);
        if (!world_.appeal.has_video) return;
        fill(Seat::a, a);
        fill(Seat::b, b);
    }

    // "Not me" is a link in a letter.
    void add_proofs() {
        if (owner_ || (thief_.password && thief_.has_factor()))
            happen("somebody: password and factor", Event::proven);
        if (owner_ || (thief_.password && thief_.phone))
            happen("somebody: password and a code of the stolen phone", Event::proven_in_part);
        if (owner_ || thief_.mailbox) happen("somebody: not me", Event::not_me);
    }

    // With a session of password and factor. A step-up ends what is open first.
    void step_up(std::string_view name) {
        auto next = world_;
        if (is_open()) {
            const auto* rule = recovery::rule_for(world_.appeal, Event::proven);
            if (rule == nullptr) return;
            next = after_rule(world_, world_.appeal, *rule, {});
        }
        next.filed = false;
        next.appeal = {};
        next.in_force = InForce::old_one;
        next.old_is_thiefs = true;
        next.noticed = false;
        start_hold(next);
        to_.push_back({name, next});
    }
    void add_step_ups() {
        if (!thief_.password) return;
        if (thief_.phone && may(world_, Operation::replace_factor)) step_up("thief: replaces");
        if (thief_.paper && may(world_, Operation::replace_after_stolen))
            step_up("thief: reports it stolen by a backup code, and replaces");
    }

    const World& world_;
    const Thief& thief_;
    bool owner_;
    std::vector<Move<World>>& to_;
};

}  // namespace

bool frozen(const World& world) { return world.filed && recovery::freezes(world.appeal); }

bool thiefs_factor_signs_in(const World& world) {
    switch (world.in_force) {
    case InForce::old_one: return world.old_is_thiefs;
    case InForce::new_one: return world.by == Party::thief;
    case InForce::nothing: return false;
    }
    return false;
}

void add_moves(const World& world, const Thief& thief, bool owner_takes_part,
               std::vector<Move<World>>& to) {
    Moves{world, thief, owner_takes_part, to}.add_all();
}

std::string key_of(const World& world) {
    const auto& a = world.appeal;
    std::uint64_t bits = 0;
    for (const bool one : {a.pending_password,  a.over_budget,
                           a.waiting,           a.complete,
                           a.together,          a.has_video,
                           a.flagged,           a.was_escalated,
                           a.was_contested,     a.was_contested_in_hold,
                           a.in_contest,        a.was_vetoed,
                           a.in_redress,        a.was_reset,
                           a.passed_once,       world.filed,
                           world.old_is_thiefs, world.hold,
                           world.noticed,       world.needs_lead,
                           world.contest_open}) {
        bits = bits << 1 | (one ? 1U : 0U);
    }
    const auto add = [&](unsigned value, unsigned width) { bits = bits << width | value; };
    add(static_cast<unsigned>(a.state), 5);
    add(static_cast<unsigned>(a.back_to), 5);
    add(static_cast<unsigned>(world.by), 1);
    add(static_cast<unsigned>(world.bribed), 2);
    add(static_cast<unsigned>(world.in_force), 2);
    add(world.old_passes, 3);
    std::string key(sizeof(bits), '\0');
    for (std::size_t i = 0; i < sizeof(bits); ++i) key[i] = static_cast<char>(bits >> 8 * i & 0xff);
    for (const auto& pass : a.passes) {
        key += static_cast<char>('0' + pass.staff_id);
        key += static_cast<char>('a' + static_cast<int>(pass.seat));
    }
    return key;
}

std::string told(const World& world) {
    if (!world.filed) return "no appeal";
    return std::string{recovery::slug(world.appeal.state)} +
           (world.by == Party::thief ? ", the thief's" : ", the owner's") +
           (frozen(world) ? ", frozen" : "") + (world.hold ? ", hold" : "");
}

}  // namespace sparekey::appeal_model

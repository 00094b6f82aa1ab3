#include "recovery/seat_flow.h"

#include <algorithm>

#include "account/address_table.h"
#include "base/random.h"
#include "recovery/case_table.h"

namespace sparekey::recovery {
namespace {

using account::Done;
using account::Plan;
using account::Refusal;
using account::Result;
using account::Why;

const account::Client nobody;

CaseLine line_of(const Case& c, Seat seat, Time leased_until) {
    return {c.id,
            c.number,
            c.appeal.state,
            seat,
            c.staff_due_at,
            leased_until,
            static_cast<int>(c.flags.size()),
            c.zone};
}

Seeker seeker_of(const Bench& bench, const staff::Member& member, const std::string& email,
                 Time now) {
    const auto& site = bench.office.services;
    return {member.id,
            member.own_account,
            account::email_digest(site.pepper, email, site.realm),
            staff::may_sit(member, staff::Role::reviewer, now),
            staff::may_sit(member, staff::Role::lead, now),
            bench.office.desk.rules.single_reviewer};
}

// Somebody else may have been given the case meanwhile, or it moved on.
enum class Taking { taken, not_this_one, busy };
struct Taken {
    Taking how = Taking::not_this_one;
    std::optional<CaseLine> line = {};
};

// Rivals that go together go to one lead: whoever has one of them has all.
bool is_another_leads(const Docket& docket, const Case& c, const store::Rows& seats,
                      AccountId staff, Time now) {
    if (!c.appeal.together) return false;
    return std::ranges::any_of(docket.cases, [&](const Case& other) {
        if (!other.appeal.together) return false;
        const auto held = read_seats(seats, other.id, now);
        return std::ranges::any_of(held, [&](const SeatHeld& one) {
            return one.seat == Seat::lead && one.staff != staff && one.holds() && one.may_still_sit;
        });
    });
}

Result<Taken> take(const Bench& bench, const staff::Actor& actor, const Candidate& candidate,
                   store::Transaction& tx) {
    auto duty = staff::Duty::begin(tx, bench.staff, actor);
    if (!duty) return Refusal{.why = Why::not_signed_in};
    if (at_work(tx, actor.who, tx.now())) return Taken{Taking::busy};
    if (!tx.guard()) return Taken{};
    const auto& services = bench.office.services;
    const auto seeker = seeker_of(bench, duty->member(), duty->email(), tx.now());
    if (is_own(tx, candidate.who, seeker)) return Taken{};
    Plan plan{candidate.who, {tx.guard(), {}}, services.ring, nobody, tx.now()};
    Docket docket{services, docket_rows(tx), 0, plan};
    const auto* c = docket.find(candidate.appeal);
    const auto rows = tx.load({load_seats});
    const auto seats = read_seats(rows, candidate.appeal, tx.now());
    const auto seat = c == nullptr ? std::nullopt : seat_for(*c, seats, duty->member(), tx.now());
    if (!seat) return Taken{};
    if (*seat == Seat::lead && is_another_leads(docket, *c, rows, actor.who, tx.now()))
        return Taken{};
    end_lapsed_leases(tx, actor.who, tx.now());
    for (auto& call : give_seat(c->id, actor.who, *seat, tx.now())) plan.save(std::move(call));
    duty->line(journal::Kind::desk_seat_given, c->number + " " + std::string{slug(*seat)});
    auto line = line_of(*c, *seat, tx.now() + seat_leased_for);
    plan.apply(tx);
    return Taken{Taking::taken, std::move(line)};
}

// In an order that nobody can foresee, so that nobody can wait for a case.
void shuffle(std::vector<Candidate>& all) {
    for (std::size_t left = all.size(); left > 1; --left) {
        Bytes octets(8);
        fill_random(octets);
        std::swap(all[left - 1], all[*read_u64(octets, 0) % left]);
    }
}

struct Sought {
    std::optional<AtWork> work;
    std::vector<Candidate> candidates;
};

Awaitable<Sought> seek(const Bench& bench, const Seeker& seeker, Time now) {
    std::function<Sought(store::Reader&)> look = [&](store::Reader& reader) {
        Sought sought{at_work(reader, seeker.staff, now), {}};
        if (!sought.work) sought.candidates = candidates(reader, seeker, now);
        return sought;
    };
    co_return co_await bench.staff.db.read<Sought>(std::move(look));
}

// The case moved on while it was leased: its owner came, or its time was over.
Awaitable<void> let_go(const Bench& bench, const AtWork& work, AccountId staff) {
    std::function<bool(store::Transaction&)> end = [&](store::Transaction& tx) {
        if (tx.guard()) tx.save(end_lease(work.appeal, staff));
        return true;
    };
    co_await bench.office.services.db.transact<bool>(work.who, std::move(end));
}

Awaitable<std::optional<CaseLine>> line_of_work(const Bench& bench, const AtWork& work,
                                                AccountId staff, Time now) {
    std::vector<store::LoadCall> loads{load_cases, load_passes, load_seats};
    const auto loaded = co_await bench.office.services.db.load(work.who, std::move(loads));
    const auto cases = read_cases(loaded.rows[0], loaded.rows[1], work.who);
    const auto found = std::ranges::find(cases, work.appeal, &Case::id);
    if (found == cases.end()) co_return std::nullopt;
    const auto seats = read_seats(loaded.rows[2], work.appeal, now);
    if (!seat_held(&*found, seats, staff, now)) co_return std::nullopt;
    co_return line_of(*found, work.seat, work.leased_until);
}

}  // namespace

Awaitable<std::optional<CaseLine>> work_of(const Bench& bench, AccountId staff, Time now) {
    std::function<std::optional<AtWork>(store::Reader&)> look = [&](store::Reader& reader) {
        return at_work(reader, staff, now);
    };
    const auto work = co_await bench.staff.db.read<std::optional<AtWork>>(std::move(look));
    if (!work) co_return std::nullopt;
    co_return co_await line_of_work(bench, *work, staff, now);
}

Awaitable<Result<std::optional<CaseLine>>> next_case(const Bench& bench,
                                                     const staff::Present& present,
                                                     const account::Client& client, Time now) {
    using Outcome = Result<std::optional<CaseLine>>;
    const auto actor = staff::actor_of(present, client);
    const auto seeker = seeker_of(bench, present.member, present.email, now);
    auto sought = co_await seek(bench, seeker, now);
    if (sought.work) {
        auto line = co_await line_of_work(bench, *sought.work, actor.who, now);
        if (line) co_return Outcome{std::move(line)};
        co_await let_go(bench, *sought.work, actor.who);
        sought = co_await seek(bench, seeker, now);
    }
    shuffle(sought.candidates);
    for (const auto& candidate : sought.candidates) {
        std::function<Result<Taken>(store::Transaction&)> attempt = [&](store::Transaction& tx) {
            return take(bench, actor, candidate, tx);
        };
        auto taken = co_await bench.office.services.db.transact<Result<Taken>>(candidate.who,
                                                                               std::move(attempt));
        if (const auto* refusal = std::get_if<Refusal>(&taken)) co_return *refusal;
        auto& done = std::get<Taken>(taken);
        if (done.how == Taking::taken) co_return Outcome{std::move(done.line)};
        if (done.how == Taking::busy) co_return Outcome{co_await work_of(bench, actor.who, now)};
    }
    co_return Outcome{std::nullopt};
}

Awaitable<Result<Done>> release_case(const Bench& bench, const staff::Actor& actor, AppealId id) {
    DecideAtSeat<Done> decide = [](AtSeat& at) -> Result<Done> {
        const auto now = at.plan.now();
        const auto others = released_since(at.tx, at.own.staff, at.id, now - releases_window);
        if (others >= releases_max) return Refusal{.why = Why::too_many_tries};
        at.plan.save(release_seat(at.id, at.own.staff, now));
        at.duty.line(journal::Kind::desk_seat_left, at.c().number);
        return Done{};
    };
    co_return co_await change_at_seat<Done>(bench, actor, id, std::move(decide));
}

}  // namespace sparekey::recovery

#include "recovery/seat_table.h"

#include <algorithm>

#include "base/failure.h"
#include "base/text.h"
#include "recovery/case_table.h"
#include "staff/roster_table.h"

namespace sparekey::recovery {
namespace {

const store::Save vacate{
    "UPDATE appeal_seat SET vacated_at = $6, leased_until = 0 WHERE account_id = $1 AND appeal_id "
    "= $3 AND seat = $4 AND staff_id <> $5 AND vacated_at = 0 AND @won"};
// Who has decided on one seat of an appeal gets no other.
const store::Save give{
    "INSERT INTO appeal_seat (account_id, appeal_id, staff_id, seat, given_at, leased_until, "
    "decided_digest) SELECT $1, $3, $4, $5, $6, $7, $8 WHERE @won "
    "ON CONFLICT (account_id, appeal_id, staff_id) DO UPDATE SET seat = excluded.seat, given_at = "
    "excluded.given_at, leased_until = excluded.leased_until, vacated_at = 0 "
    "WHERE appeal_seat.verdict = '' OR appeal_seat.seat = excluded.seat"};
const store::Save renew{
    "UPDATE appeal_seat SET leased_until = $5 WHERE account_id = $1 AND appeal_id = $3 AND "
    "staff_id = $4 AND leased_until > 0 AND @won"};
const store::Save end{
    "UPDATE appeal_seat SET leased_until = 0 WHERE account_id = $1 AND appeal_id = $3 AND staff_id "
    "= $4 AND @won"};
const store::Save release{
    "UPDATE appeal_seat SET leased_until = 0, released_at = $5 WHERE account_id = $1 AND appeal_id "
    "= $3 AND staff_id = $4 AND @won"};
const store::Save decide{
    "UPDATE appeal_seat SET leased_until = 0, verdict = $5, decided_digest = $6 WHERE account_id = "
    "$1 AND appeal_id = $3 AND staff_id = $4 AND vacated_at = 0 AND @won"};
const store::Save insert_act_row{
    "INSERT INTO appeal_act (account_id, appeal_id, act_id, staff_id, seat, act, at, given_at, "
    "evidence_digest, checklist, reasons, note) SELECT $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
    "$12, $13 WHERE @won"};
const store::Save insert_view_row{
    "INSERT INTO appeal_view (account_id, appeal_id, view_id, staff_id, seat, what, reason, at) "
    "SELECT $1, $3, $4, $5, $6, $7, $8, $9 WHERE @won"};

const store::Load load_acts{
    "SELECT staff_id, seat, act, at, given_at, evidence_digest, checklist, reasons, note FROM "
    "appeal_act WHERE account_id = $1 AND appeal_id = $2 ORDER BY at, act_id LIMIT $3"};
const store::Load load_views{
    "SELECT seat, COUNT(*) FROM appeal_view WHERE account_id = $1 AND appeal_id = $2 GROUP BY seat "
    "ORDER BY seat"};

[[noreturn]] void unreadable(const char* what) {
    throw Failure{Failure::Kind::broken, std::string{what} + " cannot be read"};
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::vector<std::string> words_in(const std::string& text) {
    std::vector<std::string> words;
    for (const auto word : split(text, ' ')) {
        if (!word.empty()) words.emplace_back(word);
    }
    return words;
}

Seat seat_of(const std::string& text) {
    const auto seat = parse_seat(text);
    if (!seat) unreadable("appeal_seat.seat");
    return *seat;
}

constexpr std::string_view work_of =
    "SELECT account_id, appeal_id, seat, leased_until FROM appeal_seat WHERE staff_id = $1 AND "
    "leased_until > 0 AND leased_until > $2";

std::optional<AtWork> work_in(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return AtWork{row.id<AccountId>(0), row.id<AppealId>(1), seat_of(row.text(2)), row.time(3)};
}

// What is surely not for this person is left out here; the rule looks at the rest (seat_for). $1
// the person, $2 and $3 what is theirs, $4 the time, $5 how many, $6 since when a certificate
// counts.
#define NOT_TAKEN                                                                                 \
    " AND p.account_id <> $2 AND NOT EXISTS (SELECT 1 FROM address AS d WHERE d.account_id = "    \
    "p.account_id AND d.email_digest = $3) AND NOT EXISTS (SELECT 1 FROM appeal_seat AS s WHERE " \
    "s.account_id = p.account_id AND s.appeal_id = p.appeal_id AND s.staff_id <> $1 AND "         \
    "s.leased_until > $4) "
#define NOT_DECIDED_ON(seat)                                                                \
    "AND NOT EXISTS (SELECT 1 FROM appeal_seat AS o WHERE o.account_id = p.account_id AND " \
    "o.appeal_id = p.appeal_id AND o.staff_id = $1 AND o.verdict <> '' AND o.seat <> '" seat "') "
// The seat is somebody's who has decided there, and so decides again.
#define NOT_KEPT(seat)                                                                            \
    "AND NOT EXISTS (SELECT 1 FROM appeal_seat AS k WHERE k.account_id = p.account_id AND "       \
    "k.appeal_id = p.appeal_id AND k.staff_id <> $1 AND k.vacated_at = 0 AND k.seat = '" seat     \
    "' AND k.verdict <> '' AND k.verdict <> 'fraud' AND EXISTS (SELECT 1 FROM staff_member AS "   \
    "m WHERE m.account_id = k.staff_id AND m.is_reviewer AND m.joined_at > 0 AND m.suspended_at " \
    "= 0 AND m.no_seat_before <= $4 AND m.certified_at > $6)) "
#define PICK(state_is, more)                                                            \
    "SELECT p.account_id, p.appeal_id, p.staff_due_at FROM appeal AS p WHERE " state_is \
    " AND p.staff_due_at > 0" NOT_TAKEN more "ORDER BY p.staff_due_at LIMIT $5"

constexpr std::string_view for_a = PICK("p.state = 'initial_review'", NOT_KEPT("a"));
constexpr std::string_view for_b =
    PICK("p.state = 'secondary_review'", NOT_KEPT("b") NOT_DECIDED_ON("b"));
// An equality, so that SQLite takes the index that has it rather than reading every escalated case.
constexpr std::string_view to_fill = PICK("p.state = 'escalated' AND p.seats_filled = FALSE", "");
constexpr std::string_view for_lead = PICK(
    "p.state = 'escalated'",
    "AND (p.seats_filled OR p.was_reset OR p.in_redress OR CAST($6 AS BOOLEAN)) " NOT_DECIDED_ON(
        "lead"));

#undef PICK
#undef NOT_KEPT
#undef NOT_DECIDED_ON
#undef NOT_TAKEN

void add(std::vector<Candidate>& to, const store::Rows& rows) {
    for (const auto& row : rows) {
        to.push_back({row.id<AccountId>(0), row.id<AppealId>(1), row.time(2)});
    }
}

}  // namespace

const store::Load load_seats{
    "SELECT s.appeal_id, s.staff_id, s.seat, s.given_at, s.leased_until, s.vacated_at, s.verdict, "
    "s.decided_digest, m.account_id, m.name, m.is_reviewer, m.is_lead, m.is_auditor, m.invited_at, "
    "m.joined_at, m.certified_at, m.suspended_at, m.no_seat_before, m.reinvited, m.own_account "
    "FROM appeal_seat AS s JOIN staff_member AS m ON m.account_id = s.staff_id WHERE s.account_id "
    "= $1 ORDER BY s.given_at, s.staff_id"};

Seats read_seats(const store::Rows& rows, AppealId id, Time now) {
    Seats seats;
    for (const auto& row : rows) {
        if (row.id<AppealId>(0) != id) continue;
        SeatHeld held{row.id<AccountId>(1), seat_of(row.text(2)), row.time(3), row.time(4),
                      row.time(5)};
        if (const auto verdict = row.text(6); !verdict.empty()) {
            held.verdict = parse_act(verdict);
            if (!held.verdict) unreadable("appeal_seat.verdict");
        }
        held.decided_digest = row.bytes(7);
        held.may_still_sit = staff::may_sit(staff::member_at(row, 8), role_of(held.seat), now);
        seats.push_back(std::move(held));
    }
    return seats;
}

std::vector<store::SaveCall> give_seat(AppealId id, AccountId staff, Seat seat, Time now) {
    return {{vacate, {id, slug(seat), staff, now}, store::any_rows},
            {give, {id, staff, slug(seat), now, Time{now + seat_leased_for}, Bytes{}}}};
}

store::SaveCall renew_lease(AppealId id, AccountId staff, Time now) {
    return {renew, {id, staff, Time{now + seat_leased_for}}};
}

store::SaveCall end_lease(AppealId id, AccountId staff) { return {end, {id, staff}}; }

store::SaveCall release_seat(AppealId id, AccountId staff, Time now) {
    return {release, {id, staff, now}};
}

std::int64_t released_since(store::Transaction& tx, AccountId staff, AppealId but, Time since) {
    return tx
        .query(
            "SELECT COUNT(*) FROM appeal_seat WHERE staff_id = $1 AND released_at > 0 AND "
            "released_at > $2 AND appeal_id <> $3",
            {staff, since, but})
        .at(0)
        .integer(0);
}

store::SaveCall keep_verdict(AppealId id, AccountId staff, Act act, BytesView digest) {
    return {decide, {id, staff, slug(act), digest}};
}

store::SaveCall insert_act(AppealId id, const ActDone& done) {
    const store::Value note = done.note ? store::Value{*done.note} : store::Value{store::Null{}};
    return {insert_act_row,
            {id, random_id(), done.staff, slug(done.seat), slug(done.act), done.at, done.given_at,
             done.evidence_digest, to_json(done.checklist), joined(done.reasons), note}};
}

store::LoadCall acts_of(AppealId id) { return {load_acts, {id, acts_max}}; }

std::vector<ActDone> read_acts(const store::Rows& rows) {
    std::vector<ActDone> acts;
    for (const auto& row : rows) {
        const auto act = parse_act(row.text(2));
        const auto checklist = parse_checklist(row.text(6));
        if (!act || !checklist) unreadable("appeal_act");
        ActDone done{row.id<AccountId>(0), seat_of(row.text(1)),  *act,
                     row.time(3),          row.time(4),           row.bytes(5),
                     *checklist,           words_in(row.text(7)), std::nullopt};
        if (!row.is_null(8)) done.note = row.bytes(8);
        acts.push_back(std::move(done));
    }
    return acts;
}

store::SaveCall insert_view(AppealId id, const View& view) {
    return {insert_view_row,
            {id, random_id(), view.staff, slug(view.seat), view.what, view.reason, view.at}};
}

std::int64_t fields_opened(store::Transaction& tx, AccountId who, AppealId id, AccountId staff) {
    return tx
        .query(
            "SELECT COUNT(*) FROM appeal_view WHERE account_id = $1 AND appeal_id = $2 AND "
            "staff_id = $3 AND reason <> ''",
            {who, id, staff})
        .at(0)
        .integer(0);
}

bool seen_since(store::Transaction& tx, AccountId who, AppealId id, AccountId staff,
                std::string_view what, Time since) {
    return !tx.query(
                  "SELECT 1 FROM appeal_view WHERE account_id = $1 AND appeal_id = $2 AND "
                  "staff_id = $3 AND what = $4 AND at > $5 LIMIT 1",
                  {who, id, staff, what, since})
                .empty();
}

store::LoadCall views_of(AppealId id) { return {load_views, {id}}; }

std::vector<SeatViews> read_views(const store::Rows& rows) {
    std::vector<SeatViews> views;
    for (const auto& row : rows) views.push_back({seat_of(row.text(0)), row.integer(1)});
    return views;
}

std::optional<AtWork> at_work(store::Reader& reader, AccountId staff, Time now) {
    return work_in(reader.query(work_of, {staff, now}));
}

std::optional<AtWork> at_work(store::Transaction& tx, AccountId staff, Time now) {
    return work_in(tx.query(work_of, {staff, now}));
}

// Of another account's row, outside its guard: nobody decides on a lease that is over, and its only
// other writer is this person, whose own guard was won.
void end_lapsed_leases(store::Transaction& tx, AccountId staff, Time now) {
    tx.execute(
        "UPDATE appeal_seat SET leased_until = 0 WHERE staff_id = $1 AND leased_until > 0 AND "
        "leased_until <= $2",
        {staff, now});
}

std::vector<Candidate> candidates(store::Reader& reader, const Seeker& seeker, Time now) {
    const store::Values args{seeker.staff, seeker.own_account, seeker.own_address, now,
                             candidates_max};
    auto kept = args;
    kept.emplace_back(Time{now - staff::certified_for});
    std::vector<Candidate> found;
    if (seeker.reviewer) {
        add(found, reader.query(for_a, kept));
        add(found, reader.query(for_b, kept));
        add(found, reader.query(to_fill, args));
    }
    auto alone = args;
    alone.emplace_back(seeker.single_reviewer);
    if (seeker.lead) add(found, reader.query(for_lead, alone));
    std::ranges::stable_sort(found, {}, &Candidate::due_at);
    if (found.size() > candidates_max) found.resize(candidates_max);
    return found;
}

bool is_own(store::Transaction& tx, AccountId who, const Seeker& seeker) {
    if (who == seeker.own_account) return true;
    return !tx.query("SELECT 1 FROM address WHERE account_id = $1 AND email_digest = $2 LIMIT 1",
                     {who, seeker.own_address})
                .empty();
}

std::int64_t others_for(store::Transaction& tx, Seat seat, AccountId staff, Time now) {
    std::int64_t others = 0;
    for (const auto& member : staff::every_member(tx)) {
        if (member.id != staff && staff::may_sit(member, role_of(seat), now)) ++others;
    }
    return others;
}

}  // namespace sparekey::recovery

#include "recovery/case_table.h"

#include <algorithm>
#include <array>

#include "base/append_id.h"
#include "base/failure.h"
#include "recovery/case_columns.h"

namespace sparekey::recovery {
namespace {

constexpr std::array<std::string_view, 3> seat_slugs{"a", "b", "lead"};

// The texts of the table's own columns are put together once, before any thread is there.
std::string names_of_columns(std::string_view between) {
    std::string names;
    for (const auto& column : columns()) {
        if (!names.empty()) names += between;
        names += column.name;
    }
    return names;
}

const char* select_text() {
    static const auto text =
        "SELECT appeal_id, " + names_of_columns(", ") +
        " FROM appeal WHERE account_id = $1 ORDER BY CASE WHEN ended_at = 0 THEN 0 ELSE 1 END, "
        "ended_at DESC, opened_at, appeal_id LIMIT 64";
    return text.c_str();
}
static_assert(cases_max == 64);

const char* insert_text() {
    static const auto text = [] {
        auto sql = "INSERT INTO appeal (account_id, appeal_id, " + names_of_columns(", ") +
                   ") SELECT $1, $3";
        for (std::size_t i = 0; i < columns().size(); ++i) sql += ", $" + std::to_string(i + 4);
        return sql + " WHERE @won";
    }();
    return text.c_str();
}

const char* update_text() {
    static const auto text = [] {
        std::string sql = "UPDATE appeal SET ";
        for (std::size_t i = 0; i < columns().size(); ++i) {
            if (i > 0) sql += ", ";
            sql += std::string{columns()[i].name} + " = $" + std::to_string(i + 4);
        }
        return sql + " WHERE account_id = $1 AND appeal_id = $3 AND @won";
    }();
    return text.c_str();
}

store::Values values_of(const Case& c) {
    store::Values values{c.id};
    for (const auto& column : columns()) values.push_back(column.of(c));
    return values;
}

const store::Save insert{insert_text()};
const store::Save update{update_text()};
const store::Save insert_pass_row{
    "INSERT INTO appeal_pass (account_id, appeal_id, pass_id, staff_id, seat, at, evidence_digest, "
    "checklist, proof_step) SELECT $1, $3, $4, $5, $6, $7, $8, $9, $10 WHERE @won"};
const store::Save void_seat{
    "UPDATE appeal_pass SET voided_at = $5 WHERE account_id = $1 AND appeal_id = $3 AND seat = $4 "
    "AND voided_at = 0 AND @won"};
const store::Save void_all{
    "UPDATE appeal_pass SET voided_at = $4 WHERE account_id = $1 AND appeal_id = $3 AND voided_at "
    "= 0 AND @won"};
const store::Save open_contest{
    "INSERT INTO appeal_contest (account_id, appeal_id, contest_id, how, opened_at) SELECT $1, $3, "
    "$4, $5, $6 WHERE @won"};
const store::Save close_contest{
    "UPDATE appeal_contest SET closed_at = $4 WHERE account_id = $1 AND appeal_id = $3 AND "
    "closed_at = 0 AND @won"};
const store::Save event_row{
    "INSERT INTO appeal_event (account_id, appeal_id, event_id, at, event, state, detail) SELECT "
    "$1, $3, $4, $5, $6, $7, $8 WHERE @won"};
const store::Save promise_row{
    "INSERT INTO appeal_promise (account_id, appeal_id, promise_id, state, made_at, promised_for) "
    "SELECT $1, $3, $4, $5, $6, $7 WHERE @won"};
const store::Save settle{
    "UPDATE appeal_promise SET settled_at = $4, kept = (promised_for > $4) WHERE account_id = $1 "
    "AND appeal_id = $3 AND settled_at = 0 AND @won"};
const store::Load load_events{
    "SELECT at, event, state, detail FROM appeal_event WHERE account_id = $1 AND appeal_id = $2 "
    "ORDER BY event_id LIMIT 200"};
static_assert(case_events_max == 200);

}  // namespace

std::string_view slug(Seat seat) { return seat_slugs.at(static_cast<std::size_t>(seat)); }

std::optional<Seat> parse_seat(std::string_view text) {
    for (const auto seat : {Seat::a, Seat::b, Seat::lead}) {
        if (slug(seat) == text) return seat;
    }
    return std::nullopt;
}

const store::Load load_cases{select_text()};
const store::Load load_passes{
    "SELECT appeal_id, staff_id, seat, at FROM appeal_pass WHERE account_id = $1 AND voided_at = 0 "
    "ORDER BY at, pass_id"};

std::vector<Case> read_cases(const store::Rows& rows, const store::Rows& passes, AccountId who) {
    std::vector<Case> all;
    for (const auto& row : rows) {
        Case one;
        one.who = who;
        one.id = row.id<AppealId>(0);
        for (std::size_t i = 0; i < columns().size(); ++i) columns()[i].into(one, row, i + 1);
        one.appeal.single_reviewer = one.desk.single_reviewer;
        for (const auto& pass : passes) {
            if (pass.id<AppealId>(0) != one.id) continue;
            const auto seat = parse_seat(pass.text(2));
            if (!seat) throw Failure{Failure::Kind::broken, "appeal_pass.seat cannot be read"};
            one.appeal.passes.push_back({pass.integer(1), *seat, pass.time(3)});
        }
        all.push_back(std::move(one));
    }
    return all;
}

store::SaveCall insert_case(const Case& c) { return {insert, values_of(c)}; }
store::SaveCall update_case(const Case& c) { return {update, values_of(c)}; }

store::SaveCall insert_pass(AppealId appeal, const SignedPass& given) {
    return {insert_pass_row,
            {appeal, random_id(), given.pass.staff_id, slug(given.pass.seat), given.pass.at,
             given.evidence_digest, given.checklist, given.proof_step}};
}
store::SaveCall void_passes_of_seat(AppealId appeal, Seat seat, Time now) {
    return {void_seat, {appeal, slug(seat), now}, store::any_rows};
}
store::SaveCall void_all_passes(AppealId appeal, Time now) {
    return {void_all, {appeal, now}, store::any_rows};
}

store::SaveCall insert_contest(AppealId appeal, std::string_view how, Time now) {
    return {open_contest, {appeal, random_id(), how, now}};
}
store::SaveCall close_contests(AppealId appeal, Time now) {
    return {close_contest, {appeal, now}, store::any_rows};
}

store::SaveCall insert_event(const Case& c, std::string_view event, std::string detail, Time now) {
    return {event_row,
            {c.id, next_append_id(now), now, event, slug(c.appeal.state), std::move(detail)}};
}
store::LoadCall events_of(AppealId appeal) { return {load_events, {appeal}}; }
std::vector<CaseEvent> read_events(const store::Rows& rows) {
    std::vector<CaseEvent> all;
    for (const auto& row : rows)
        all.push_back({row.time(0), row.text(1), row.text(2), row.text(3)});
    return all;
}

store::SaveCall insert_promise(AppealId appeal, State state, Time now, Time promised_for) {
    return {promise_row, {appeal, random_id(), slug(state), now, promised_for}};
}
store::SaveCall settle_promises(AppealId appeal, Time now) {
    return {settle, {appeal, now}, store::any_rows};
}

const store::Load load_bounced{
    "SELECT made_at FROM outbox WHERE account_id = $1 AND state = 'bounced' AND kind LIKE "
    "'appeal_%' ORDER BY made_at DESC LIMIT 1"};
Time read_bounced(const store::Rows& rows) { return rows.empty() ? Time{} : rows[0].time(0); }

bool reserve_case_number(store::Transaction& tx, const std::string& number, AccountId who,
                         AppealId appeal) {
    return tx.execute(
               "INSERT INTO case_index (case_number, account_id, appeal_id) VALUES ($1, $2, $3) ON "
               "CONFLICT (case_number) DO NOTHING",
               {number, who, appeal}) == 1;
}

std::optional<CaseAddress> find_case(store::Reader& reader, const std::string& number) {
    const auto rows = reader.query(
        "SELECT account_id, appeal_id FROM case_index WHERE case_number = $1", {number});
    if (rows.empty()) return std::nullopt;
    return CaseAddress{rows[0].id<AccountId>(0), rows[0].id<AppealId>(1)};
}

std::vector<AccountId> accounts_due(store::Reader& reader, Time now, int accounts_max) {
    std::vector<AccountId> due;
    const auto rows = reader.query(
        "SELECT account_id FROM appeal WHERE due_at > 0 AND due_at <= $1 ORDER BY due_at LIMIT $2",
        {now, accounts_max});
    for (const auto& row : rows) {
        const auto who = row.id<AccountId>(0);
        if (std::find(due.begin(), due.end(), who) == due.end()) due.push_back(who);
    }
    return due;
}

}  // namespace sparekey::recovery

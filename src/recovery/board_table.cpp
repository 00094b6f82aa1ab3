#include "recovery/board_table.h"

#include <algorithm>
#include <limits>

#include "base/failure.h"
#include "recovery/case_table.h"
#include "recovery/names.h"

namespace sparekey::recovery {
namespace {

constexpr Duration day = std::chrono::hours{24};

void count(Figures& of, Act act) {
    switch (act) {
    case Act::pass: ++of.passes; break;
    case Act::reject:
    case Act::doubt:
    case Act::fraud: ++of.rejects; break;
    case Act::ask:
    case Act::video: ++of.asks; return;
    }
    ++of.decided;
}

// Of an even number the lower one of the two in the middle.
int middle(std::vector<std::int64_t>& minutes) {
    if (minutes.empty()) return 0;
    const auto place = minutes.begin() + static_cast<std::ptrdiff_t>((minutes.size() - 1) / 2);
    std::ranges::nth_element(minutes, place);
    return static_cast<int>(*place);
}

// Rows: staff_id, act, at, given_at.
std::map<AccountId, Figures> figures_in(const store::Rows& rows) {
    std::map<AccountId, Figures> all;
    std::map<AccountId, std::vector<std::int64_t>> minutes;
    for (const auto& row : rows) {
        const auto staff = row.id<AccountId>(0);
        const auto act = parse_act(row.text(1));
        if (!act) throw Failure{Failure::Kind::broken, "appeal_act.act cannot be read"};
        count(all[staff], *act);
        if (*act == Act::ask || *act == Act::video) continue;
        const auto took = row.time(2) - row.time(3);
        minutes[staff].push_back(std::chrono::floor<std::chrono::minutes>(took).count());
    }
    for (auto& [staff, of] : all) of.minutes = middle(minutes[staff]);
    return all;
}

void count_open(store::Reader& reader, Board& board, Time now) {
    const auto rows = reader.query(
        "SELECT state, COUNT(*), SUM(CASE WHEN flagged THEN 1 ELSE 0 END), SUM(CASE WHEN flags "
        "LIKE '%rival%' THEN 1 ELSE 0 END), SUM(CASE WHEN staff_due_at > 0 AND staff_due_at <= $1 "
        "THEN 1 ELSE 0 END), SUM(CASE WHEN staff_due_at > $1 AND staff_due_at <= $2 THEN 1 ELSE 0 "
        "END) FROM appeal WHERE due_at > 0 GROUP BY state",
        {now, Time{now + day}});
    for (const auto& row : rows) {
        const auto state = row.text(0);
        board.by_state[state] = row.integer(1);
        board.open += row.integer(1);
        board.flagged += row.integer(2);
        board.rival += row.integer(3);
        board.overdue += row.integer(4);
        board.due_today += row.integer(5);
        if (parse_state(state) == State::contested) board.contested = row.integer(1);
    }
}

void count_promises(store::Reader& reader, Board& board, Time now) {
    const auto rows = reader.query(
        "SELECT kept, COUNT(*) FROM appeal_promise WHERE settled_at > $1 AND settled_at > 0 GROUP "
        "BY kept",
        {Time{now - figures_of}});
    for (const auto& row : rows)
        (row.boolean(0) ? board.promises_kept : board.promises_broken) = row.integer(1);
}

// The longest late first, in whatever state of the desk's.
void list_late(store::Reader& reader, Board& board, Time now) {
    const auto rows = reader.query(
        "SELECT appeal_id, case_number, state, staff_due_at, flags, zone FROM appeal WHERE "
        "staff_due_at > 0 AND staff_due_at <= $1 AND state IN ('initial_review', "
        "'secondary_review', 'escalated') ORDER BY staff_due_at LIMIT $2",
        {now, late_max});
    for (const auto& row : rows) {
        CaseLine line{row.id<AppealId>(0), row.text(1)};
        line.state = parse_state(row.text(2)).value_or(State::escalated);
        line.seat = line.state == State::initial_review     ? Seat::a
                    : line.state == State::secondary_review ? Seat::b
                                                            : Seat::lead;
        line.due_at = row.time(3);
        const auto flags = row.text(4);
        line.flags = flags.empty() ? 0 : 1 + static_cast<int>(std::ranges::count(flags, ' '));
        line.zone = row.text(5);
        board.late.push_back(std::move(line));
    }
}

// A line about a case begins with its number.
void split_case_number(DeskLine& line) {
    const auto space = line.detail.find(' ');
    const auto first = line.detail.substr(0, space);
    if (parse_case_number(first) != first) return;
    line.case_number = first;
    line.detail = space == std::string::npos ? "" : line.detail.substr(space + 1);
}

// What happened to a case is called as its event is; what is left is where that led.
void name_event(DeskLine& line) {
    const auto space = line.detail.find(' ');
    if (space == std::string::npos) return;
    line.kind = line.detail.substr(0, space);
    line.detail = line.detail.substr(space + 1);
}

std::int64_t one_count(const store::Rows& rows) { return rows.at(0).integer(0); }

}  // namespace

std::map<AccountId, Figures> figures(store::Reader& reader, Time now) {
    const Time since{now - figures_of};
    auto all = figures_in(
        reader.query("SELECT a.staff_id, a.act, a.at, a.given_at FROM staff_member AS m JOIN "
                     "appeal_act AS a ON a.staff_id = m.account_id AND a.at > $1 LIMIT $2",
                     {since, acts_counted}));
    const auto views = reader.query(
        "SELECT v.staff_id, COUNT(*) FROM staff_member AS m JOIN appeal_view AS v ON v.staff_id = "
        "m.account_id AND v.at > $1 GROUP BY v.staff_id",
        {since});
    for (const auto& row : views) all[row.id<AccountId>(0)].views = row.integer(1);
    return all;
}

Figures figures_of_one(store::Reader& reader, AccountId staff, Time now) {
    auto all = figures_in(reader.query(
        "SELECT staff_id, act, at, given_at FROM appeal_act WHERE staff_id = $1 AND at > $2 LIMIT "
        "$3",
        {staff, Time{now - figures_of}, acts_counted}));
    return all[staff];
}

Board read_board(store::Reader& reader, Time now) {
    Board board;
    count_open(reader, board, now);
    count_promises(reader, board, now);
    list_late(reader, board, now);
    board.evidence_past_due = one_count(reader.query(
        "SELECT COUNT(*) FROM appeal WHERE evidence_until > 0 AND evidence_until < $1", {now}));
    board.bounced = one_count(reader.query(
        "SELECT COUNT(*) FROM outbox WHERE state = 'bounced' AND kind LIKE 'appeal_%'", {}));
    board.last_proof = evidence::last_proof(reader);
    board.staff = staff::list_members(reader);
    board.figures = figures(reader, now);
    return board;
}

// The journal has no index but its own order, for the sake of every sign-in: so a page looks at so
// many lines and no more, and says where the next one goes on.
DeskLines read_desk_lines(store::Reader& reader, std::int64_t before) {
    const auto from = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
    const auto scanned = reader.query(
        "SELECT COUNT(*), MIN(line_id) FROM (SELECT line_id FROM journal WHERE line_id < $1 ORDER "
        "BY line_id DESC LIMIT $2) AS looked_at",
        {from, desk_lines_looked_at});
    DeskLines page;
    if (scanned.at(0).integer(0) == 0) return page;
    const auto lowest = scanned.at(0).integer(1);
    if (scanned.at(0).integer(0) == desk_lines_looked_at) page.next = lowest;
    const auto rows = reader.query(
        "SELECT j.line_id, j.at, j.kind, j.detail, m.name FROM journal AS j LEFT JOIN "
        "staff_member AS m ON m.account_id = j.account_id WHERE j.line_id < $1 AND j.line_id >= $2 "
        "AND (j.kind LIKE 'appeal_%' OR j.kind LIKE 'desk_%' OR j.kind LIKE 'staff_%') ORDER BY "
        "j.line_id DESC LIMIT $3",
        {from, lowest, desk_lines_max + 1});
    for (const auto& row : rows) {
        if (page.lines.size() == desk_lines_max) {
            page.next = page.lines.back().id;
            break;
        }
        DeskLine line{row.integer(0), row.time(1), row.text(2), {}, row.text(3), {}};
        split_case_number(line);
        if (line.kind == journal::slug(journal::Kind::appeal_moved)) name_event(line);
        if (!row.is_null(4)) line.staff = row.text(4);
        page.lines.push_back(std::move(line));
    }
    return page;
}

}  // namespace sparekey::recovery

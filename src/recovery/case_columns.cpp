#include "recovery/case_columns.h"

#include <boost/json.hpp>

#include "base/failure.h"
#include "factor/generation_body.h"

namespace sparekey::recovery {
namespace {

namespace json = boost::json;

[[noreturn]] void unreadable(const char* column) {
    throw Failure{Failure::Kind::broken, std::string{"appeal."} + column + " cannot be read"};
}

std::string joined(const std::set<Flag>& flags) {
    std::string text;
    for (const auto flag : flags) {
        if (!text.empty()) text += ' ';
        text += slug(flag);
    }
    return text;
}

std::vector<std::string> words_in(const std::string& text) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : text) {
        if (c != ' ') {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::exchange(word, {}));
        }
    }
    if (!word.empty()) words.push_back(std::move(word));
    return words;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) {
        if (!text.empty()) text += ' ';
        text += word;
    }
    return text;
}

std::string to_text(const std::vector<Needed>& needed) {
    json::array all;
    for (const auto& one : needed) all.push_back({{"kind", one.kind}, {"reason", one.reason}});
    return json::serialize(all);
}

std::vector<Needed> needed_of(const std::string& text) {
    boost::system::error_code wrong;
    const auto value = json::parse(text, wrong);
    const auto* array = wrong ? nullptr : value.if_array();
    if (array == nullptr) unreadable("needed");
    std::vector<Needed> all;
    for (const auto& one : *array) {
        const auto* object = one.if_object();
        const auto* kind = object == nullptr ? nullptr : object->if_contains("kind");
        const auto* reason = object == nullptr ? nullptr : object->if_contains("reason");
        if (kind == nullptr || reason == nullptr || !kind->is_string() || !reason->is_string())
            unreadable("needed");
        all.push_back({std::string{kind->get_string()}, std::string{reason->get_string()}});
    }
    return all;
}

store::Value optional_bytes(const std::optional<Bytes>& octets) {
    return octets ? store::Value{*octets} : store::Value{store::Null{}};
}
std::optional<Bytes> optional_bytes(const store::Row& row, std::size_t at) {
    if (row.is_null(at)) return std::nullopt;
    return row.bytes(at);
}

store::Value pending_value(const Case& c) {
    if (!c.pending) return store::Null{};
    return factor::encode_replaced({.password = c.pending});
}
void read_pending(Case& c, const store::Row& row, std::size_t at) {
    const auto octets = optional_bytes(row, at);
    if (!octets) return;
    const auto body = factor::decode_replaced(*octets);
    if (!body || !body->password) unreadable("pending");
    c.pending = body->password;
}

void read_state(State& to, const char* column, const std::string& text) {
    const auto state = parse_state(text);
    if (!state) unreadable(column);
    to = *state;
}

void read_flags(Case& c, const store::Row& row, std::size_t at) {
    for (const auto& word : words_in(row.text(at))) {
        const auto flag = parse_flag(word);
        if (!flag) unreadable("flags");
        c.flags.insert(*flag);
    }
}

void read_lost(Case& c, const store::Row& row, std::size_t at) {
    const auto lost = parse_lost(row.text(at));
    if (!lost) unreadable("lost");
    c.lost = *lost;
}

// A row of the table is a name and its two directions.
#define COLUMN(name, value, read)                                                                  \
    Column {                                                                                       \
#name, [](const Case& c) { return store::Value{value}; },                                  \
                                                               [](Case & c, const store::Row& row, \
                                                                  std::size_t at) { read; }        \
    }
#define BOOLEAN(field) COLUMN(field, c.appeal.field, c.appeal.field = row.boolean(at))
#define NUMBER(field) \
    COLUMN(field, c.appeal.field, c.appeal.field = static_cast<int>(row.integer(at)))
#define INSTANT(name, place) COLUMN(name, c.place, c.place = row.time(at))
#define TEXT_OF(name, place) COLUMN(name, c.place, c.place = row.text(at))
#define INTEGER(name, place) COLUMN(name, c.place, c.place = row.integer(at))

std::vector<Column> what_is_decided() {
    return {
        COLUMN(state, slug(c.appeal.state), read_state(c.appeal.state, "state", row.text(at))),
        INSTANT(since, appeal.since),
        COLUMN(back_to, slug(c.appeal.back_to),
               read_state(c.appeal.back_to, "back_to", row.text(at))),
        BOOLEAN(pending_password),
        BOOLEAN(contact_is_new),
        BOOLEAN(over_budget),
        BOOLEAN(said_stolen),
        BOOLEAN(waiting),
        BOOLEAN(complete),
        BOOLEAN(together),
        BOOLEAN(has_video),
        NUMBER(material_rounds),
        NUMBER(video_rounds),
        BOOLEAN(video_link_renewed),
        BOOLEAN(link_renewed),
        BOOLEAN(flagged),
        BOOLEAN(was_escalated),
        BOOLEAN(was_contested),
        BOOLEAN(was_contested_in_hold),
        BOOLEAN(in_contest),
        BOOLEAN(was_vetoed),
        BOOLEAN(in_redress),
        BOOLEAN(review_was_asked),
        BOOLEAN(was_reset),
        BOOLEAN(passed_once),
        BOOLEAN(seats_filled),
        INSTANT(submitted_at, appeal.submitted_at),
        INSTANT(first_pass_at, appeal.first_pass_at),
        COLUMN(contested_for, std::int64_t{c.appeal.contested_for.count()},
               c.appeal.contested_for = Duration{row.integer(at)}),
    };
}

std::vector<Column> what_surrounds_it() {
    return {
        TEXT_OF(case_number, number),
        TEXT_OF(words, words),
        TEXT_OF(zone, zone),
        COLUMN(desk, to_json(c.desk), c.desk = parse_desk_rules(row.text(at))),
        COLUMN(address_id, c.address, c.address = row.id<account::AddressId>(at)),
        INSTANT(opened_at, opened_at),
        INSTANT(ended_at, ended_at),
        INSTANT(due_at, due_at),
        INSTANT(staff_due_at, staff_due_at),
        COLUMN(lost, slug(c.lost), read_lost(c, row, at)),
        COLUMN(flags, joined(c.flags), read_flags(c, row, at)),
        INSTANT(frozen_since, frozen_since),
        INTEGER(password_version, password_version),
        INTEGER(account_password_version, account_password_version),
        COLUMN(pending, pending_value(c), read_pending(c, row, at)),
        COLUMN(receipt_digest, c.receipt_digest, c.receipt_digest = row.bytes(at)),
        INSTANT(consented_at, consented_at),
        COLUMN(evidence_digest, c.evidence_digest, c.evidence_digest = row.bytes(at)),
        TEXT_OF(paper_code, paper_code),
        INSTANT(paper_code_at, paper_code_at),
        COLUMN(needed, to_text(c.needed), c.needed = needed_of(row.text(at))),
        COLUMN(reasons, joined(c.reasons), c.reasons = words_in(row.text(at))),
        INTEGER(kept_generation, kept_generation),
        COLUMN(suspended_factor, optional_bytes(c.suspended_factor),
               c.suspended_factor = optional_bytes(row, at)),
        INSTANT(first_review_by, dates.first_review_by),
        INSTANT(second_review_from, dates.second_review_from),
        INSTANT(second_review_by, dates.second_review_by),
        INSTANT(link_from, dates.link_from),
        INSTANT(link_until, dates.link_until),
        INSTANT(hold_until, dates.hold_until),
        INSTANT(evidence_until, evidence_until),
        INSTANT(form_until, form_until),
        INSTANT(rows_until, rows_until),
    };
}

}  // namespace

const std::vector<Column>& columns() {
    static const auto all = [] {
        auto both = what_is_decided();
        for (const auto& column : what_surrounds_it()) both.push_back(column);
        return both;
    }();
    return all;
}

}  // namespace sparekey::recovery

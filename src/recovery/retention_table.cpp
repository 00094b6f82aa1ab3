#include "recovery/retention_table.h"

#include <array>

namespace sparekey::recovery {
namespace {

// Statements are kept by their text, so each is a literal.
struct Statements {
    std::string_view find;
    std::string_view ask;
    std::vector<std::string_view> remove;
};

const Statements& statements(Kept kept) {
    static const Statements evidence{
        "SELECT account_id, appeal_id FROM appeal WHERE evidence_until > 0 AND evidence_until <= "
        "$1 ORDER BY evidence_until LIMIT $2",
        "SELECT 1 FROM appeal WHERE account_id = $1 AND appeal_id = $2 AND evidence_until > 0 AND "
        "evidence_until <= $3",
        {"DELETE FROM evidence_item WHERE account_id = $1 AND appeal_id = $2",
         "DELETE FROM evidence_chunk WHERE account_id = $1 AND appeal_id = $2",
         "DELETE FROM appeal_take WHERE account_id = $1 AND appeal_id = $2",
         "UPDATE appeal SET evidence_until = 0 WHERE account_id = $1 AND appeal_id = $2"}};
    static const Statements form{
        "SELECT account_id, appeal_id FROM appeal WHERE form_until > 0 AND form_until <= $1 ORDER "
        "BY form_until LIMIT $2",
        "SELECT 1 FROM appeal WHERE account_id = $1 AND appeal_id = $2 AND form_until > 0 AND "
        "form_until <= $3",
        {"DELETE FROM appeal_form WHERE account_id = $1 AND appeal_id = $2",
         "UPDATE appeal_act SET note = NULL WHERE account_id = $1 AND appeal_id = $2",
         "UPDATE appeal SET form_until = 0 WHERE account_id = $1 AND appeal_id = $2"}};
    static const Statements rows{
        "SELECT account_id, appeal_id FROM appeal WHERE rows_until > 0 AND rows_until <= $1 ORDER "
        "BY rows_until LIMIT $2",
        "SELECT 1 FROM appeal WHERE account_id = $1 AND appeal_id = $2 AND rows_until > 0 AND "
        "rows_until <= $3",
        {"DELETE FROM appeal_pass WHERE account_id = $1 AND appeal_id = $2",
         "DELETE FROM appeal_contest WHERE account_id = $1 AND appeal_id = $2",
         "DELETE FROM appeal_event WHERE account_id = $1 AND appeal_id = $2",
         "DELETE FROM appeal_promise WHERE account_id = $1 AND appeal_id = $2",
         "DELETE FROM appeal_reserve WHERE account_id = $1 AND appeal_id = $2",
         "DELETE FROM appeal_seat WHERE account_id = $1 AND appeal_id = $2",
         "DELETE FROM appeal_act WHERE account_id = $1 AND appeal_id = $2",
         "DELETE FROM appeal_view WHERE account_id = $1 AND appeal_id = $2",
         "DELETE FROM reset_link WHERE account_id = $1 AND appeal_id = $2",
         "DELETE FROM case_index WHERE account_id = $1 AND appeal_id = $2",
         "DELETE FROM appeal WHERE account_id = $1 AND appeal_id = $2"}};
    switch (kept) {
    case Kept::evidence: return evidence;
    case Kept::form: return form;
    case Kept::rows: return rows;
    }
    return rows;
}

}  // namespace

std::vector<evidence::Subject> find_over(store::Reader& reader, Kept kept, Time now, int max) {
    std::vector<evidence::Subject> over;
    for (const auto& row : reader.query(statements(kept).find, {now, max}))
        over.push_back({row.id<AccountId>(0), row.id<AppealId>(1)});
    return over;
}

bool is_over(store::Transaction& tx, Kept kept, evidence::Subject subject, Time now) {
    return !tx.query(statements(kept).ask, {subject.who, subject.appeal, now}).empty();
}

void delete_over(store::Transaction& tx, Kept kept, evidence::Subject subject, Time now) {
    if (!is_over(tx, kept, subject, now)) return;
    for (const auto statement : statements(kept).remove)
        tx.execute(statement, {subject.who, subject.appeal});
}

}  // namespace sparekey::recovery

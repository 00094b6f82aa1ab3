#include "base/failure.h"
#include "factor/enrolment.h"

namespace sparekey::factor {
namespace {

std::string_view slug(EnrolmentPurpose purpose) {
    switch (purpose) {
    case EnrolmentPurpose::enable: return "enable";
    case EnrolmentPurpose::replace: return "replace";
    case EnrolmentPurpose::replace_after_stolen: return "replace_after_stolen";
    case EnrolmentPurpose::reset: return "reset";
    }
    return "";
}

EnrolmentPurpose purpose_of(std::string_view text) {
    using enum EnrolmentPurpose;
    for (const auto purpose : {enable, replace, replace_after_stolen, reset}) {
        if (slug(purpose) == text) return purpose;
    }
    throw Failure{Failure::Kind::broken, "enrolment.purpose cannot be read"};
}

const store::Save upsert{
    "INSERT INTO enrolment (account_id, version, purpose, sealed, session_id, password_version, "
    "started_at, tries) SELECT $1, $3, $4, $5, $6, $7, $8, 0 WHERE @won "
    "ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, "
    "purpose = excluded.purpose, sealed = excluded.sealed, session_id = excluded.session_id, "
    "password_version = excluded.password_version, started_at = excluded.started_at, tries = 0"};
const store::Save set_tries{
    "UPDATE enrolment SET tries = $5 "
    "WHERE account_id = $1 AND version = $3 AND tries = $4 AND @won"};
const store::Save remove{"DELETE FROM enrolment WHERE account_id = $1 AND version = $3 AND @won"};
const store::Save remove_any{"DELETE FROM enrolment WHERE account_id = $1 AND @won"};

}  // namespace

const store::Load load_enrolment{
    "SELECT version, purpose, sealed, session_id, password_version, started_at, tries "
    "FROM enrolment WHERE account_id = $1"};

std::optional<Enrolment> read_enrolment(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return Enrolment{row.integer(0),
                     purpose_of(row.text(1)),
                     row.bytes(2),
                     row.integer(3),
                     row.integer(4),
                     row.time(5),
                     static_cast<int>(row.integer(6))};
}

store::SaveCall save_enrolment(const Enrolment& next) {
    return {upsert,
            {next.version, slug(next.purpose), next.sealed, next.session_id, next.password_version,
             next.started_at}};
}

store::SaveCall charge_enrolment(const Enrolment& loaded) {
    return {set_tries, {loaded.version, loaded.tries, loaded.tries + 1}};
}

store::SaveCall spend_enrolment(const Enrolment& loaded) { return {remove, {loaded.version}}; }

store::SaveCall drop_enrolment() { return {remove_any, {}, store::any_rows}; }

}  // namespace sparekey::factor

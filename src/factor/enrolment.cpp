#include "factor/enrolment.h"

#include "base/failure.h"
#include "crypto/seal.h"

namespace sparekey::factor {
namespace {

std::string_view slug(EnrolmentPurpose purpose) {
    switch (purpose) {
    case EnrolmentPurpose::enable: return "enable";
    case EnrolmentPurpose::replace: return "replace";
    case EnrolmentPurpose::replace_after_stolen: return "replace_after_stolen";
    }
    return "";
}

EnrolmentPurpose purpose_of(std::string_view text) {
    using enum EnrolmentPurpose;
    for (const auto purpose : {enable, replace, replace_after_stolen}) {
        if (slug(purpose) == text) return purpose;
    }
    throw Failure{Failure::Kind::broken, "enrolment.purpose cannot be read"};
}

Bytes bound_to(AccountId who, std::int64_t version) {
    return crypto::associated_data("enrolment.sealed", who, version);
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

guard::Operation operation_of(EnrolmentPurpose purpose) {
    switch (purpose) {
    case EnrolmentPurpose::enable: return guard::Operation::enable_factor;
    case EnrolmentPurpose::replace: return guard::Operation::replace_factor;
    case EnrolmentPurpose::replace_after_stolen: return guard::Operation::replace_after_stolen;
    }
    return guard::Operation::enable_factor;
}

void seal_new_key(Enrolment& enrolment, const crypto::KeyRing& ring, AccountId who,
                  const NewKey& fresh) {
    enrolment.version = random_id();
    Bytes plain;
    append_u64(plain, fresh.key.size());
    append(plain, fresh.key.view());
    append(plain, fresh.wrapping_key.view());
    const auto all = crypto::Secret::taking(std::move(plain));
    enrolment.sealed = crypto::seal(ring, all.view(), bound_to(who, enrolment.version));
}

NewKey open_new_key(const Enrolment& enrolment, const crypto::KeyRing& ring, AccountId who) {
    const auto all = crypto::open(ring, enrolment.sealed, bound_to(who, enrolment.version));
    const auto size = all ? read_u64(all->view(), 0) : std::nullopt;
    if (!size || *size > all->size() - 8) {
        throw Failure{Failure::Kind::broken, "an enrolment's key does not open"};
    }
    const auto rest = all->view().subspan(8);
    return {crypto::Secret{rest.first(*size)}, crypto::Secret{rest.subspan(*size)}};
}

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

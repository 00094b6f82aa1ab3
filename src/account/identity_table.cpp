#include "account/identity_table.h"

#include "base/failure.h"

namespace sparekey::account {
namespace {

const store::Save upsert{
    "INSERT INTO identity_record (account_id, sealed, number_digest, entered_at, entered_by, "
    "usable_from) SELECT $1, $3, $4, $5, $6, $7 WHERE @won "
    "ON CONFLICT (account_id) DO UPDATE SET sealed = excluded.sealed, number_digest = "
    "excluded.number_digest, entered_at = excluded.entered_at, usable_from = excluded.usable_from "
    "WHERE identity_record.entered_by = excluded.entered_by"};

const store::Save replace{
    "INSERT INTO identity_record (account_id, sealed, number_digest, entered_at, entered_by, "
    "usable_from) SELECT $1, $3, $4, $5, $6, $7 WHERE @won "
    "ON CONFLICT (account_id) DO UPDATE SET sealed = excluded.sealed, number_digest = "
    "excluded.number_digest, entered_at = excluded.entered_at, entered_by = excluded.entered_by, "
    "usable_from = excluded.usable_from"};

store::Values values(Bytes sealed, Bytes number_digest, const IdentityState& state) {
    return {std::move(sealed), std::move(number_digest), state.entered_at, slug(state.entered_by),
            state.usable_from};
}

EnteredBy entered_by_of(std::string_view text) {
    for (const auto who : {EnteredBy::owner, EnteredBy::site_operator}) {
        if (slug(who) == text) return who;
    }
    throw Failure{Failure::Kind::broken, "identity_record.entered_by cannot be read"};
}

}  // namespace

const store::Load load_identity_state{
    "SELECT entered_at, entered_by, usable_from FROM identity_record WHERE account_id = $1"};

std::optional<IdentityState> read_identity_state(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return IdentityState{row.time(0), entered_by_of(row.text(1)), row.time(2)};
}

const store::Load load_identity_record{
    "SELECT entered_at, entered_by, usable_from, sealed FROM identity_record WHERE account_id = "
    "$1"};
const store::Load load_closed_at{"SELECT closed_at FROM account WHERE account_id = $1"};

std::optional<Identity> read_identity(const store::Rows& rows, const crypto::KeyRing& ring,
                                      AccountId who) {
    if (rows.empty()) return std::nullopt;
    return open_identity(ring, who, rows.front().bytes(3));
}

store::SaveCall save_identity(Bytes sealed, Bytes number_digest, const IdentityState& state) {
    return {upsert, values(std::move(sealed), std::move(number_digest), state)};
}

store::SaveCall replace_identity(Bytes sealed, Bytes number_digest, const IdentityState& state) {
    return {replace, values(std::move(sealed), std::move(number_digest), state)};
}

}  // namespace sparekey::account

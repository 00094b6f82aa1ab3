#include "account/mailed_code.h"

namespace sparekey::account {
namespace {

const store::Save upsert{
    "INSERT INTO mailed_code (account_id, purpose, browser_digest, digest, made_at, tries, detail) "
    "SELECT $1, $3, $4, $5, $6, 0, $7 WHERE @won "
    "ON CONFLICT (account_id, purpose, browser_digest) DO UPDATE SET digest = excluded.digest, "
    "made_at = excluded.made_at, tries = 0, detail = excluded.detail"};
const store::Save charge{
    "UPDATE mailed_code SET tries = tries + 1 WHERE account_id = $1 AND purpose = $3 AND "
    "browser_digest = $4 AND @won"};
const store::Save spend{
    "DELETE FROM mailed_code WHERE account_id = $1 AND purpose = $3 AND browser_digest = $4 AND "
    "@won"};

}  // namespace

const store::Load load_mailed_code{
    "SELECT digest, made_at, tries, detail FROM mailed_code WHERE account_id = $1 AND purpose = $2 "
    "AND browser_digest = $3"};

store::LoadCall mailed_code_of(CodePurpose purpose, BytesView browser) {
    return {load_mailed_code, {slug(purpose), browser}};
}

std::optional<MailedCode> read_mailed_code(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    return MailedCode{row.bytes(0), row.time(1), static_cast<int>(row.integer(2)), row.text(3)};
}

store::SaveCall save_mailed_code(CodePurpose purpose, BytesView browser, const MailedCode& code) {
    return {upsert, {slug(purpose), browser, code.digest, code.made_at, code.detail}};
}

store::SaveCall charge_mailed_code(CodePurpose purpose, BytesView browser) {
    return {charge, {slug(purpose), browser}};
}

store::SaveCall spend_mailed_code(CodePurpose purpose, BytesView browser) {
    return {spend, {slug(purpose), browser}};
}

}  // namespace sparekey::account

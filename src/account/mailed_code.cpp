#include "account/mailed_code.h"

#include "base/text.h"
#include "crypto/keyed_digest.h"
#include "otp/backup_code.h"

namespace sparekey::account {
namespace {

std::string_view slug(CodePurpose purpose) {
    switch (purpose) {
    case CodePurpose::enable: return "enable";
    case CodePurpose::add_address: return "add_address";
    case CodePurpose::stolen: return "stolen";
    }
    return "";
}

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

// The first of a set of backup codes is as uniform as a single draw, and the drawing is tested
// there.
crypto::Secret draw_mailed_code() { return otp::draw_backup_codes()[0].clone(); }

Bytes mailed_code_digest(const crypto::Pepper& pepper, AccountId who, CodePurpose purpose,
                         BytesView browser, std::string_view code) {
    Bytes bound;
    append_u64(bound, static_cast<std::uint64_t>(who.value));
    append(bound, browser);
    append(bound, bytes_of(code));
    return to_bytes(
        crypto::keyed_digest(pepper, "mailed_code." + std::string{slug(purpose)}, bound));
}

CodeVerdict judge(const std::optional<MailedCode>& stored, const crypto::Pepper& pepper,
                  AccountId who, CodePurpose purpose, BytesView browser, std::string_view typed,
                  Time now) {
    if (!stored || now - stored->made_at >= mailed_code_lives) return CodeVerdict::expired;
    if (stored->tries >= mailed_code_tries_max) return CodeVerdict::too_many;
    const auto code = otp::parse_backup_code(typed);
    if (!code) return CodeVerdict::wrong;
    const auto digest = mailed_code_digest(pepper, who, purpose, browser, code->text());
    return crypto::constant_time_equal(digest, stored->digest) ? CodeVerdict::accepted
                                                               : CodeVerdict::wrong;
}

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

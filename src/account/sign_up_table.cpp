#include "account/sign_up_table.h"

namespace sparekey::account {
namespace {

const store::Save insert_row{
    "INSERT INTO sign_up (account_id, browser_digest, email, email_digest, taken, code_digest, "
    "made_at, tries, salt, "
    "memory_kib, passes, digest) SELECT $1, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12 WHERE "
    "@won"};
const store::Save charge_row{"UPDATE sign_up SET tries = tries + 1 WHERE account_id = $1 AND @won"};
const store::Save delete_row{"DELETE FROM sign_up WHERE account_id = $1 AND @won"};
const store::Save insert_account_row{
    "INSERT INTO account (account_id, created_at) SELECT $1, $3 WHERE @won"};
}  // namespace

const store::Load load_sign_up{
    "SELECT browser_digest, email, email_digest, taken, code_digest, made_at, tries, salt, "
    "memory_kib, passes, digest "
    "FROM sign_up WHERE account_id = $1"};

std::optional<SignUp> read_sign_up(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    SignUp found{row.bytes(0),
                 row.text(1),
                 row.bytes(2),
                 row.boolean(3),
                 row.bytes(4),
                 row.time(5),
                 static_cast<int>(row.integer(6)),
                 {}};
    found.password.version = random_id();
    found.password.salt = row.bytes(7);
    found.password.cost = {static_cast<std::uint32_t>(row.integer(8)),
                           static_cast<std::uint32_t>(row.integer(9))};
    found.password.digest = row.bytes(10);
    found.password.changed_by = "sign_up";
    return found;
}

store::SaveCall insert_sign_up(const SignUp& asked) {
    const auto& password = asked.password;
    return {insert_row,
            {asked.browser_digest, asked.email, asked.email_digest, asked.taken, asked.code_digest,
             asked.made_at, password.salt, password.cost.memory_kib, password.cost.passes,
             password.digest}};
}

store::SaveCall charge_sign_up() { return {charge_row, {}}; }

store::SaveCall delete_sign_up() { return {delete_row, {}}; }

store::SaveCall insert_account(Time now) { return {insert_account_row, {now}}; }

std::int64_t sign_ups_since(store::Transaction& tx, BytesView email_digest, Time since) {
    const auto rows =
        tx.query("SELECT count(*) FROM sign_up WHERE made_at > $1 AND email_digest = $2",
                 {since, email_digest});
    return rows.at(0).integer(0);
}

}  // namespace sparekey::account

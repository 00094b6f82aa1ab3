#include "account/sign_up.h"

#include "account/address_table.h"
#include "account/mailed_code.h"
#include "account/password_table.h"
#include "account/plan.h"
#include "crypto/keyed_digest.h"
#include "otp/backup_code.h"

namespace sparekey::account {
namespace {

const store::Load load_sign_up{
    "SELECT browser_digest, email, email_digest, taken, code_digest, made_at, tries, salt, "
    "memory_kib, passes, digest "
    "FROM sign_up WHERE account_id = $1"};
const store::Save insert_sign_up{
    "INSERT INTO sign_up (account_id, browser_digest, email, email_digest, taken, code_digest, "
    "made_at, tries, salt, "
    "memory_kib, passes, digest) SELECT $1, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12 WHERE "
    "@won"};
const store::Save charge_sign_up{
    "UPDATE sign_up SET tries = tries + 1 WHERE account_id = $1 AND @won"};
const store::Save spend_sign_up{"DELETE FROM sign_up WHERE account_id = $1 AND @won"};
const store::Save insert_account{
    "INSERT INTO account (account_id, created_at) SELECT $1, $3 WHERE @won"};
const store::Save insert_address{
    "INSERT INTO address (account_id, address_id, email, email_digest, is_primary, added_at, "
    "confirmed_at) "
    "SELECT $1, $3, $4, $5, TRUE, $6, $6 WHERE @won"};

SignUp read_sign_up(const store::Row& row) {
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

Bytes code_digest(const crypto::Pepper& pepper, AccountId who, BytesView browser,
                  std::string_view code) {
    Bytes bound;
    append_u64(bound, static_cast<std::uint64_t>(who.value));
    append(bound, browser);
    append(bound, bytes_of(code));
    return to_bytes(crypto::keyed_digest(pepper, "sign_up.code_digest", bound));
}

Why why_of(PasswordFlaw flaw) {
    switch (flaw) {
    case PasswordFlaw::too_short: return Why::password_too_short;
    case PasswordFlaw::common: return Why::password_common;
    case PasswordFlaw::too_similar: return Why::password_too_similar;
    case PasswordFlaw::site_name: return Why::password_site_name;
    }
    return Why::password_common;
}

// Everything an account is made of, but the session that begins with it.
void make_account(store::Transaction& tx, Plan& plan, SignUp& asked) {
    plan.save({spend_sign_up, {}});
    plan.save({insert_account, {tx.now()}});
    plan.save(
        {insert_address, {AddressId{random_id()}, asked.email, asked.email_digest, tx.now()}});
    asked.password.changed_at = tx.now();
    plan.save(save_password(asked.password));
    plan.line(journal::Kind::signed_up);
}

}  // namespace

SignUpVerdict judge(const SignUp& asked, const crypto::Pepper& pepper, AccountId who,
                    BytesView browser, std::string_view typed, Time now) {
    if (now - asked.made_at >= sign_up_lives) return SignUpVerdict::expired;
    if (asked.tries >= sign_up_tries_max) return SignUpVerdict::too_many;
    const auto code = otp::parse_backup_code(typed);
    if (!code || asked.taken) return SignUpVerdict::wrong;
    const auto digest = code_digest(pepper, who, browser, code->text());
    const bool same_browser = crypto::constant_time_equal(browser, asked.browser_digest);
    return crypto::constant_time_equal(digest, asked.code_digest) && same_browser
               ? SignUpVerdict::accepted
               : SignUpVerdict::wrong;
}

Awaitable<Result<SignUpBegun>> begin_sign_up(const Services& services, const Client& client,
                                             std::string email,
                                             std::shared_ptr<const crypto::Secret> password) {
    const auto& settings = services.settings;
    const auto flaw = flaw_of_new_password(password->text(), password_min_only_factor, email,
                                           settings.site_name, settings.password_blocklist);
    if (flaw) co_return Refusal{.why = why_of(*flaw)};

    auto token = Token::make(AccountId{random_id()});
    const auto who = token.account();
    const auto salt = new_salt();
    std::function<DerivedPassword()> hash = [&] {
        return derive_password(password->text(), salt, settings.hash_cost);
    };
    const auto derived = co_await services.hashes.run<DerivedPassword>(std::move(hash));
    const auto digest = email_digest(services.pepper, email);
    const auto code = draw_mailed_code();

    std::function<Time(store::Transaction&)> begin = [&](store::Transaction& tx) {
        store::Guard fresh;
        fresh.budgets = guard::Budgets{}.encode();
        tx.create_guard(fresh);
        const auto owners =
            tx.query("SELECT account_id FROM email_index WHERE email_digest = $1", {digest});
        const bool taken = !owners.empty();
        Plan plan{who, {tx.guard(), {}}, services.ring, client, tx.now()};
        plan.save({insert_sign_up,
                   {client.browser_digest, email, digest, taken,
                    code_digest(services.pepper, who, client.browser_digest, code.text()), tx.now(),
                    salt, settings.hash_cost.memory_kib, settings.hash_cost.passes,
                    password_digest(services.pepper, who, derived)}});
        const auto letter = taken ? outbox::Kind::sign_up_taken : outbox::Kind::sign_up_code;
        plan.tell({email}, letter, {}, taken ? nullptr : &code);
        plan.apply(tx);
        return tx.now() + sign_up_lives;
    };
    const auto expires_at = co_await services.db.transact<Time>(who, std::move(begin));
    co_return SignUpBegun{std::move(token), expires_at};
}

Awaitable<Result<Token>> confirm_sign_up(const Services& services, const Client& client,
                                         const Token& sign_up, std::string_view typed,
                                         BeginSession begin_session) {
    const auto who = sign_up.account();
    auto session = Token::make(who);
    std::function<std::optional<Refusal>(store::Transaction&)> confirm =
        [&](store::Transaction& tx) -> std::optional<Refusal> {
        const auto rows = tx.load({load_sign_up});
        if (!tx.guard() || rows.empty()) return Refusal{.why = Why::no_sign_up};
        auto asked = read_sign_up(rows.front());
        Plan plan{who, {tx.guard(), {}}, services.ring, client, tx.now()};
        switch (judge(asked, services.pepper, who, client.browser_digest, typed, tx.now())) {
        case SignUpVerdict::expired: return Refusal{.why = Why::code_expired};
        case SignUpVerdict::too_many: return Refusal{.why = Why::too_many_tries};
        case SignUpVerdict::wrong:
            plan.save({charge_sign_up, {}});
            plan.apply(tx);
            return Refusal{.why = Why::code_wrong,
                           .tries_left = sign_up_tries_max - asked.tries - 1};
        case SignUpVerdict::accepted: break;
        }
        // The address is reserved first; whoever was faster has it, and this sign-up has come to
        // nothing.
        const auto reserved = tx.execute(
            "INSERT INTO email_index (email_digest, account_id) VALUES ($1, $2) ON CONFLICT "
            "(email_digest) DO NOTHING",
            {asked.email_digest, who});
        if (reserved == 0) {
            plan.save({spend_sign_up, {}});
            plan.apply(tx);
            return Refusal{.why = Why::code_wrong, .tries_left = 0};
        }
        make_account(tx, plan, asked);
        plan.apply(tx);
        begin_session(tx, session, tx.now());
        return std::nullopt;
    };
    const auto refusal =
        co_await services.db.transact<std::optional<Refusal>>(who, std::move(confirm));
    if (refusal) co_return *refusal;
    co_return std::move(session);
}

}  // namespace sparekey::account

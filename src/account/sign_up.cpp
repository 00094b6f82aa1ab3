#include "account/sign_up.h"

#include "account/address_table.h"
#include "account/mailed_code.h"
#include "account/password_table.h"
#include "account/plan.h"
#include "account/sign_up_table.h"
#include "crypto/keyed_digest.h"
#include "otp/backup_code.h"

namespace sparekey::account {
namespace {

Bytes code_digest(const crypto::Pepper& pepper, AccountId who, BytesView browser,
                  std::string_view code) {
    Bytes bound;
    append_u64(bound, static_cast<std::uint64_t>(who.value));
    append(bound, browser);
    append(bound, bytes_of(code));
    return to_bytes(crypto::keyed_digest(pepper, "sign_up.code_digest", bound));
}

// Everything an account is made of, but the session that begins with it.
void make_account(Plan& plan, SignUp& asked) {
    const Address address{AddressId{random_id()}, asked.email, true, plan.now(), plan.now(), {}};
    plan.save(delete_sign_up());
    plan.save(insert_account(plan.now()));
    plan.save(insert_address(address, asked.email_digest));
    asked.password.changed_at = plan.now();
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

    auto token = Token::make(AccountId{random_id()}, services.realm);
    const auto who = token.account();
    const auto salt = new_salt();
    std::function<DerivedPassword()> hash = [&] {
        return derive_password(password->text(), salt, settings.hash_cost);
    };
    const auto derived = co_await services.hashes.run<DerivedPassword>(std::move(hash));
    const auto digest = email_digest(services.pepper, email, services.realm);
    const auto code = draw_mailed_code();

    std::function<Time(store::Transaction&)> begin = [&](store::Transaction& tx) {
        store::Guard fresh;
        fresh.budgets = guard::Budgets{}.encode();
        tx.create_guard(fresh);
        const SignUp asked{
            client.browser_digest,
            email,
            digest,
            find_account(tx, digest).has_value(),
            code_digest(services.pepper, who, client.browser_digest, code.text()),
            tx.now(),
            0,
            new_password(services.pepper, who, derived, salt, settings.hash_cost, {}, "sign_up")};
        Plan plan{who, {tx.guard(), {}}, services.ring, client, tx.now()};
        plan.save(insert_sign_up(asked));
        // As many mails as a budget of mails allows; the answer is the same.
        const auto sends = sign_ups_since(tx, digest, tx.now() - guard::Sends::hour.window);
        const bool told = sends < static_cast<std::int64_t>(guard::Sends::hour.tries_max);
        const auto letter = asked.taken ? outbox::Kind::sign_up_taken : outbox::Kind::sign_up_code;
        if (told) plan.tell({email}, letter, {}, asked.taken ? nullptr : &code);
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
    auto session = Token::make(who, services.realm);
    std::function<std::optional<Refusal>(store::Transaction&)> confirm =
        [&](store::Transaction& tx) -> std::optional<Refusal> {
        auto asked = read_sign_up(tx.load({load_sign_up}));
        if (!tx.guard() || !asked) return Refusal{.why = Why::no_sign_up};
        Plan plan{who, {tx.guard(), {}}, services.ring, client, tx.now()};
        switch (judge(*asked, services.pepper, who, client.browser_digest, typed, tx.now())) {
        case SignUpVerdict::expired: return Refusal{.why = Why::code_expired};
        case SignUpVerdict::too_many: return Refusal{.why = Why::too_many_tries};
        case SignUpVerdict::wrong:
            plan.save(charge_sign_up());
            plan.apply(tx);
            return Refusal{.why = Why::code_wrong,
                           .tries_left = sign_up_tries_max - asked->tries - 1};
        case SignUpVerdict::accepted: break;
        }
        // The address is reserved first; whoever was faster has it, and this sign-up has come to
        // nothing.
        if (!reserve_email(tx, asked->email_digest, who)) {
            plan.save(delete_sign_up());
            plan.apply(tx);
            return Refusal{.why = Why::code_wrong, .tries_left = 0};
        }
        make_account(plan, *asked);
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

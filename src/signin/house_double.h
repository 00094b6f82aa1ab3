// For tests: a whole house on a scratch database, with accounts whose passwords, keys and codes are
// known.
#pragma once
#include <memory>
#include <string>

#include "account/address_table.h"
#include "account/hash_pool.h"
#include "account/password.h"
#include "account/password_table.h"
#include "account/plan.h"
#include "account/services.h"
#include "base/run.h"
#include "crypto/start.h"
#include "factor/authenticator.h"
#include "factor/backup_codes.h"
#include "otp/setup_key.h"
#include "store/scratch.h"

namespace sparekey::signin {

// Argon2id at its least: the tests are about rules, not about its cost.
inline constexpr crypto::HashCost cheap{8, 1};

struct Person {
    AccountId who;
    std::string email;
    std::string password;
    crypto::Secret key;  // Of the authenticator; empty without one.
    otp::BackupCodes codes;

    [[nodiscard]] std::string code_at(Time now) const {
        return otp::one_time_code(key.view(), otp::step_at(now));
    }
};

class House {
   public:
    explicit House(store::Engine engine, Time start = Time{std::chrono::seconds{1'700'000'010}})
        : clock(start), scratch(engine, {}, clock.clock()) {
        settings.hash_cost = cheap;
    }

    store::ManualClock clock;
    store::Scratch scratch;
    crypto::KeyRing ring = crypto::KeyRing::in_memory();
    crypto::Pepper pepper = crypto::Pepper::in_memory();
    account::HashPool hashes{2, 256};
    account::Settings settings;
    account::Services services{scratch.database(), ring, pepper, hashes, settings};

    [[nodiscard]] Time now() const { return clock.now(); }

    // A client with a browser of its own; the same name is the same browser.
    [[nodiscard]] static account::Client client(std::string_view browser) {
        return {"192.0.2.1", "Firefox on Linux",
                to_bytes(bytes_of(std::string(32 - browser.size(), '.') + std::string{browser}))};
    }

    // An account as if it had signed up, and enrolled, long ago.
    Person person(const std::string& email, bool with_factor,
                  const std::string& password = "correct horse battery") {
        Person made{AccountId{random_id()}, email, password, {}, {}};
        const auto salt = account::new_salt();
        const auto derived = account::derive_password(password, salt, cheap);
        std::function<bool(store::Transaction&)> fill = [&](store::Transaction& tx) {
            store::Guard guard;
            guard.budgets = guard::Budgets{}.encode();
            tx.create_guard(guard);
            const auto digest = account::email_digest(pepper, email);
            tx.execute("INSERT INTO email_index (email_digest, account_id) VALUES ($1, $2)",
                       {digest, made.who});
            tx.execute("INSERT INTO account (account_id, created_at) VALUES ($1, $2)",
                       {made.who, tx.now()});
            tx.execute(
                "INSERT INTO address (account_id, address_id, email, email_digest, is_primary, "
                "added_at, confirmed_at) "
                "VALUES ($1, $2, $3, $4, TRUE, $5, $5)",
                {made.who, random_id(), email, digest, tx.now()});
            tx.save(account::save_password(account::new_password(pepper, made.who, derived, salt,
                                                                 cheap, tx.now(), "sign_up")));
            if (with_factor) enrol(tx, made, derived);
            return true;
        };
        run(services.db.transact<bool>(made.who, std::move(fill)));
        return made;
    }

    // Rows of one statement that names its own account.
    [[nodiscard]] store::Rows rows(std::string sql, store::Values args = {}) {
        std::function<store::Rows(store::Reader&)> read = [&](store::Reader& reader) {
            return reader.query(sql, args);
        };
        return run(services.db.read<store::Rows>(std::move(read)));
    }
    [[nodiscard]] std::int64_t count(const std::string& sql, store::Values args = {}) {
        return rows(sql, std::move(args)).at(0).integer(0);
    }

   private:
    void enrol(store::Transaction& tx, Person& made, const account::DerivedPassword& derived) {
        made.key = otp::new_setup_key(16);
        auto guard = *tx.guard();
        tx.save(factor::save_authenticator(
            guard,
            {random_id(), factor::seal_key(ring, made.who, made.key.view()), 0, tx.now(), Time{}}));
        tx.set_guard(guard);
        made.codes = otp::draw_backup_codes();
        tx.save(factor::save_backup_codes(factor::make_set(
            made.codes, pepper, ring, made.who, &derived.wrapping_key, cheap, tx.now())));
    }
};

// Runs `test` with a house on each engine; with doctest included before, a failure names the
// engine.
template <class Test>
void in_each_house(Test&& test) {
    crypto::start();
    for (const auto engine : store::engines()) {
#ifdef DOCTEST_INFO
        DOCTEST_INFO("on " << std::string{store::name_of(engine)});
#endif
        House house{engine};
        test(house);
    }
}

}  // namespace sparekey::signin

// Fills a folder with key files and a SQLite database of accounts that have a second factor, for a
// daemon to be started on: through the product's own tables and sealing, as bench/sample.h makes
// them up.
//
//   load_accounts --folder DIR --accounts 1000000 --passwords 64   makes them
//   load_accounts --folder DIR --renew 1                           their challenges begin now
//
// Backup codes are of the right size and match nothing; so do the passwords, but for the first
// `--passwords` accounts, which have real ones and no second factor.

// links: sparekey_signin
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "account/address_table.h"
#include "account/password_table.h"
#include "account/sign_up_table.h"
#include "base/run.h"
#include "bench/options.h"
#include "bench/sample.h"
#include "crypto/seal.h"
#include "crypto/start.h"
#include "factor/authenticator.h"
#include "factor/backup_codes.h"
#include "guard/budgets.h"
#include "journal/journal.h"
#include "signin/browser.h"
#include "signin/challenge.h"
#include "store/sqlite.h"

namespace sparekey::bench {
namespace {

namespace fs = std::filesystem;

constexpr int writers = 512;               // As many as fill two commits.
constexpr std::size_t sealed_codes = 150;  // Octets, as factor::make_set seals them.
constexpr std::size_t sealed_endings = 77;

struct Keys {
    crypto::KeyRing ring;
    crypto::Pepper pepper;
};

Keys keys_in(const fs::path& folder) {
    const auto ring = folder / "key-ring";
    const auto pepper = folder / "pepper";
    if (!fs::exists(ring)) crypto::KeyRing::create(ring, wall_clock());
    if (!fs::exists(pepper)) crypto::Pepper::create(pepper);
    return {crypto::KeyRing::load(ring), crypto::Pepper::load(pepper)};
}

std::unique_ptr<store::Database> open(const fs::path& folder) {
    store::SqliteOptions options;
    options.path = folder / "sparekey.db";
    options.cache_mib = 512;
    options.limits.deadline = std::chrono::minutes{10};
    return store::open_sqlite(std::move(options));
}

Bytes repeated(Bytes octets, std::size_t size) {
    while (octets.size() < size) append(octets, Bytes{octets});
    octets.resize(size);
    return octets;
}

factor::BackupCodes backup_codes(const Sample& sample, Time now) {
    factor::BackupCodes set;
    set.version = 1;
    set.set_salt = repeated(sample.octets("set salt"), 16);
    set.salts = repeated(sample.octets("salts"), factor::codes_count * 16);
    set.digests = repeated(sample.octets("digests"), factor::codes_count * 32);
    set.sealed = repeated(sample.octets("sealed"), sealed_codes);
    set.sealed_endings = repeated(sample.octets("endings"), sealed_endings);
    set.made_at = set.shown_at = now;
    return set;
}

account::StoredPassword password(const Sample& sample, const Keys& keys, bool real, Time now) {
    const auto salt = repeated(sample.octets("salt"), crypto::salt_octets);
    if (!real) return {1, salt, {}, sample.octets("password"), now, "sign_up"};
    const auto derived = account::derive_password(sample.password(), salt, {});
    return account::new_password(keys.pepper, sample.id(), derived, salt, {}, now, "sign_up");
}

void save_factor(store::Transaction& tx, const Sample& sample, const Keys& keys) {
    const auto now = tx.now();
    const auto who = sample.id();
    factor::Authenticator authenticator;
    authenticator.version = 1;
    authenticator.sealed_key = factor::seal_key(keys.ring, who, sample.key());
    authenticator.enabled_at = now;
    auto guard = *tx.guard();
    tx.save(factor::save_authenticator(guard, authenticator));
    tx.set_guard(guard);
    tx.save(factor::save_backup_codes(backup_codes(sample, now)));
    signin::Browser browser;
    browser.digest = to_bytes(crypto::token_digest(sample.browser()));
    browser.known_since = browser.seen_at = now;
    tx.save(signin::save_browser(browser));
    tx.save(signin::save_challenge({sample.challenge().digest(), now, 0, browser.digest, 1}));
}

void make_account(store::Transaction& tx, const Sample& sample, const Keys& keys,
                  bool with_password) {
    const auto now = tx.now();
    const auto digest = account::email_digest(keys.pepper, sample.email());
    store::Guard guard;
    guard.budgets = guard::Budgets{}.encode();
    tx.create_guard(guard);
    ENSURE(account::reserve_email(tx, digest, sample.id()));
    tx.save(account::insert_account(now));
    account::Address address;
    address.id = account::AddressId{random_id()};
    address.email = sample.email();
    address.is_primary = true;
    address.added_at = address.confirmed_at = now;
    tx.save(account::insert_address(address, digest));
    // The same person is known by an id of an operator's, too: one load for both interfaces.
    tx.execute("INSERT INTO operator_account (external_id, account_id) VALUES ($1, $2)",
               {sample.external_id(), sample.id()});
    tx.save(account::save_password(password(sample, keys, with_password, now)));
    if (!with_password) save_factor(tx, sample, keys);
    journal::append(tx, sample.id(), {journal::Kind::signed_up, "192.0.2.1", ""});
}

// In the order of their ids, so that every tree grows at its end.
std::vector<std::pair<std::int64_t, std::int64_t>> by_id(std::int64_t accounts) {
    std::vector<std::pair<std::int64_t, std::int64_t>> all;
    for (std::int64_t n = 0; n < accounts; ++n) all.emplace_back(Sample{n}.id().value, n);
    std::ranges::sort(all);
    return all;
}

void load(const fs::path& folder, std::int64_t accounts, std::int64_t passwords) {
    const auto keys = keys_in(folder);
    const auto db = open(folder);
    db->migrate();
    const auto all = by_id(accounts);
    boost::asio::io_context io{1};
    std::size_t next = 0;
    const auto work = [&]() -> Awaitable<void> {
        while (next < all.size()) {
            const Sample sample{all[next].second};
            const bool with_password = all[next].second < passwords;
            ++next;
            std::function<void(store::Transaction&)> make = [&](store::Transaction& tx) {
                make_account(tx, sample, keys, with_password);
            };
            co_await db->transact<void>(sample.id(), std::move(make));
        }
    };
    for (int i = 0; i < writers; ++i) {
        auto one = work();
        boost::asio::co_spawn(io, std::move(one), [](std::exception_ptr thrown) {
            if (thrown) std::rethrow_exception(thrown);
        });
    }
    io.run();
}

void renew(const fs::path& folder) {
    const auto db = open(folder);
    std::function<void(store::Transaction&)> update = [](store::Transaction& tx) {
        tx.execute("UPDATE session SET created_at = $1 WHERE level = 0", {tx.now()});
    };
    run(db->transact<void>(AccountId{}, std::move(update)));
}

void perform(const Options& options) {
    const fs::path folder = options.text("folder");
    fs::create_directories(folder);
    if (options.number("renew", 0) != 0) return renew(folder);
    load(folder, number_of(options.text("accounts")), options.number("passwords", 0));
}

}  // namespace
}  // namespace sparekey::bench

int main(int count, char** words) {
    try {
        sparekey::crypto::start();
        sparekey::bench::perform({count, words});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "load_accounts: %s\n", failure.what());
        return 1;
    }
}

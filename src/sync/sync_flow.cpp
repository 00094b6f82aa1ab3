#include "sync/sync_flow.h"

#include "account/address_table.h"
#include "account/addresses.h"
#include "account/password_table.h"
#include "account/plan.h"
#include "account/sign_up.h"
#include "base/check.h"
#include "crypto/keyed_digest.h"
#include "signin/current.h"
#include "signin/session.h"
#include "sync/approval_table.h"

namespace sparekey::sync {
namespace {

using account::Services;

Refusal refusal(Why why) { return {why, {}}; }

// The vault of the request, where the device is one of its and has signed it.
Awaitable<Result<Shelf>> found(const Services& services, const SignedRequest& request, Time now) {
    ENSURE(services.realm == account::Realm::vault);
    std::function<std::optional<Shelf>(store::Reader&)> find = [&](store::Reader& reader) {
        return find_shelf(reader, request.vault);
    };
    auto shelf = co_await services.db.read<std::optional<Shelf>>(std::move(find));
    if (!shelf) co_return refusal(Why::not_accepted);
    if (auto refused = judge_request(shelf->head.roster, request, now)) co_return *refused;
    co_return *std::move(shelf);
}

std::int64_t octets_of(const std::vector<Pushed>& pushed) {
    std::int64_t octets = 0;
    for (const auto& one : pushed) octets += static_cast<std::int64_t>(one.record.sealed.size());
    return octets;
}

vault::Chain behind(vault::Chain at, const std::vector<Pushed>& pushed) {
    for (const auto& [replaces, record] : pushed) {
        ENSURE(at.take(vault::next_link(at, record)));
    }
    return at;
}

// The mark that stays is always by a device of the list.
std::optional<Refusal> judge_mark(const Shelf& shelf, const Head& next,
                                  const std::optional<vault::Mark>& mark) {
    const auto seq = mark ? mark->seq : 0;
    if (seq != shelf.chain.seq) return refusal(Why::vault_moved);
    if (mark && !is_right(next, shelf.chain, *mark)) return refusal(Why::vault_unfit);
    return std::nullopt;
}

// Somebody who is in has set another passphrase: nobody's guesses at the earlier one count.
void give_tries_back(store::Transaction& tx) {
    auto guard = tx.guard().value();
    auto budgets = guard::budgets_of(guard.budgets);
    budgets.password.succeed();
    guard.budgets = budgets.encode();
    tx.set_guard(guard);
}

void tell(store::Transaction& tx, const Services& services, AccountId who, const char* what) {
    const auto addresses = account::read_addresses(tx.load(account::load_addresses));
    outbox::post(tx, services.ring, who, account::recipients(addresses, tx.now()),
                 {outbox::Kind::vault_changed, {{"what", what}}, nullptr});
}

// What a letter says of a head that takes another's place; nullptr where nobody need hear of it.
const char* change_of(const Head& stored, const Head& next, bool new_passphrase) {
    if (next.roster.devices.size() > stored.roster.devices.size()) return "device_added";
    if (next.header.epoch != stored.header.epoch) return "device_removed";
    return new_passphrase ? "passphrase" : nullptr;
}

// The same answer for an address for ever, so that it tells nothing.
vault::Kdf decoy_kdf(const Services& services, BytesView email_digest) {
    const auto digest = crypto::keyed_digest(services.pepper, "sync.kdf", email_digest);
    vault::Kdf kdf;
    std::copy_n(digest.begin(), kdf.salt.size(), kdf.salt.begin());
    return kdf;
}

}  // namespace

std::optional<Refusal> judge_request(const vault::Roster& roster, const SignedRequest& request,
                                     Time now) {
    const auto* member = roster.find(request.device);
    if (member == nullptr || !crypto::is_signed(member->keys.sign, request_purpose,
                                                bytes_of(request.text), request.signature)) {
        return refusal(Why::not_accepted);
    }
    constexpr std::int64_t ms_max = 253'402'300'799'999;  // The year 9999.
    if (request.time_ms < 0 || request.time_ms > ms_max) return refusal(Why::clock_differs);
    const auto at = Time{std::chrono::milliseconds{request.time_ms}};
    if (at < now - clock_differs_max || at > now + clock_differs_max)
        return refusal(Why::clock_differs);
    return std::nullopt;
}

Awaitable<vault::Kdf> find_kdf(const Services& services, std::string email) {
    const auto digest = account::email_digest(services.pepper, email, services.realm);
    std::function<std::optional<Shelf>(store::Reader&)> find =
        [&](store::Reader& reader) -> std::optional<Shelf> {
        const auto who = account::find_account(reader, digest);
        return load_shelf(reader, who ? *who : account::decoy_of(digest));
    };
    const auto shelf = co_await services.db.read<std::optional<Shelf>>(std::move(find));
    co_return shelf ? shelf->head.header.kdf : decoy_kdf(services, digest);
}

Awaitable<std::variant<account::Refusal, Refusal, account::Done>> make_vault(
    const Services& services, const account::Client& client, const account::Token& sign_up,
    std::string_view code, const Head& head) {
    ENSURE(services.realm == account::Realm::vault);
    std::function<bool(store::Reader&)> look = [&](store::Reader& reader) {
        return find_shelf(reader, head.header.vault).has_value();
    };
    if (co_await services.db.read<bool>(std::move(look))) co_return refusal(Why::vault_exists);
    account::BeginSession begin = [&](store::Transaction& tx, const account::Token&, Time) {
        // Only a client that offers one id twice at once comes here: its sign-up is taken back.
        if (!insert_shelf(tx, sign_up.account(), head))
            throw Failure{Failure::Kind::busy, "two vaults of one id at once"};
    };
    auto result =
        co_await account::confirm_sign_up(services, client, sign_up, code, std::move(begin));
    if (const auto* refused = std::get_if<account::Refusal>(&result)) co_return *refused;
    co_return account::Done{};
}

Awaitable<std::optional<Shelf>> opened_by(const Services& services, const account::Token& token,
                                          Time now) {
    std::optional<account::Token> asked = token.clone();
    const auto current = co_await signin::current(services, std::move(asked), now);
    if (!current) co_return std::nullopt;
    std::function<std::optional<Shelf>(store::Reader&)> find = [&](store::Reader& reader) {
        return load_shelf(reader, current->who);
    };
    co_return co_await services.db.read<std::optional<Shelf>>(std::move(find));
}

Awaitable<Result<Shelf>> join(const Services& services, AccountId who, const Head& next) {
    std::function<Result<Shelf>(store::Transaction&)> add =
        [&](store::Transaction& tx) -> Result<Shelf> {
        auto shelf = load_shelf(tx, who);
        if (!shelf) return refusal(Why::not_accepted);
        if (auto refused = judge_join(shelf->head, next)) return *refused;
        save_head(tx, who, next);
        tell(tx, services, who, "device_added");
        // It may have asked a device before.
        if (const auto asking = load_asking(tx, who); asking && next.roster.find(asking->device.id))
            drop_asking(tx, who);
        shelf->head = next;
        return *std::move(shelf);
    };
    co_return co_await services.db.transact<Result<Shelf>>(who, std::move(add));
}

Awaitable<Result<Shelf>> shelf_of(const Services& services, const SignedRequest& request,
                                  Time now) {
    return found(services, request, now);
}

std::optional<Shelf> still_there(store::Transaction& tx, AccountId who,
                                 const SignedRequest& request) {
    auto shelf = load_shelf(tx, who);
    if (!shelf || shelf->head.roster.find(request.device) == nullptr) return std::nullopt;
    return shelf;
}

Awaitable<Result<Page>> changes_after(const Services& services, const SignedRequest& request,
                                      std::uint64_t seq, Time now) {
    auto result = co_await found(services, request, now);
    if (const auto* refused = std::get_if<Refusal>(&result)) co_return *refused;
    const auto& shelf = std::get<Shelf>(result);
    // In one snapshot: the mark is of these very changes.
    std::function<std::optional<Page>(store::Reader&)> read =
        [&](store::Reader& reader) -> std::optional<Page> {
        auto now_there = load_shelf(reader, shelf.who);
        if (!now_there || now_there->head.roster.find(request.device) == nullptr) return {};
        return Page{load_changes(reader, shelf.who, seq), now_there->chain.seq,
                    std::move(now_there->mark), now_there->head.roster.number};
    };
    auto page = co_await services.db.read<std::optional<Page>>(std::move(read));
    if (!page) co_return refusal(Why::not_accepted);
    co_return *std::move(page);
}

Awaitable<Result<Taken>> push(const Services& services, const SignedRequest& request,
                              const Push& asked, Time now) {
    auto result = co_await found(services, request, now);
    if (const auto* refused = std::get_if<Refusal>(&result)) co_return *refused;
    const auto who = std::get<Shelf>(result).who;
    std::function<Result<Taken>(store::Transaction&)> take =
        [&](store::Transaction& tx) -> Result<Taken> {
        auto shelf = still_there(tx, who, request);
        if (!shelf) return refusal(Why::not_accepted);
        const auto has = load_current(tx, who, asked.changes);
        if (auto refused = judge_push(shelf->head, has, count_current(tx, who), asked.changes))
            return *std::move(refused);
        if (asked.after != shelf->chain.seq) return refusal(Why::vault_moved);
        vault::Mark mark{asked.after + asked.changes.size(), asked.digest, request.device.text(),
                         asked.signature};
        if (!is_right(shelf->head, behind(shelf->chain, asked.changes), mark))
            return refusal(Why::vault_unfit);
        if (!make_room(tx, *shelf, octets_of(asked.changes))) return refusal(Why::vault_full);
        append_changes(tx, *shelf, asked.changes);
        shelf->mark = std::move(mark);
        save_state(tx, *shelf);
        return Taken{shelf->chain.seq, shelf->head.roster.number};
    };
    co_return co_await services.db.transact<Result<Taken>>(who, std::move(take));
}

Awaitable<Result<Shelf>> change_head(const Services& services, const SignedRequest& request,
                                     const Head& next, const std::optional<vault::Mark>& mark,
                                     std::shared_ptr<const crypto::Secret> login_key, Time now) {
    auto result = co_await found(services, request, now);
    if (const auto* refused = std::get_if<Refusal>(&result)) co_return *refused;
    const auto who = std::get<Shelf>(result).who;
    const auto salt = account::new_salt();
    const auto cost = services.settings.hash_cost;
    std::optional<account::DerivedPassword> derived;
    if (login_key) {
        std::function<account::DerivedPassword()> hash = [&] {
            return account::derive_password(login_key->text(), salt, cost);
        };
        derived = co_await services.hashes.run<account::DerivedPassword>(std::move(hash));
    }
    std::function<Result<Shelf>(store::Transaction&)> replace =
        [&](store::Transaction& tx) -> Result<Shelf> {
        auto shelf = still_there(tx, who, request);
        if (!shelf) return refusal(Why::not_accepted);
        const auto asking = load_asking(tx, who);
        if (auto refused = judge_head(shelf->head, next, derived.has_value(), asking))
            return *std::move(refused);
        // One use; and who asked with an earlier passphrase knows no right one any more.
        if (derived || !added_by(next, shelf->head).empty()) drop_asking(tx, who);
        if (auto refused = judge_mark(*shelf, next, mark)) return *std::move(refused);
        if (const auto* what = change_of(shelf->head, next, derived.has_value()))
            tell(tx, services, who, what);
        shelf->mark = mark;
        save_head(tx, who, next);
        save_state(tx, *shelf);
        if (derived) {
            give_tries_back(tx);
            tx.save(account::save_password(account::new_password(services.pepper, who, *derived,
                                                                 salt, cost, tx.now(), "step_up")));
            auto ended = signin::end_all_sessions();
            tx.save(ended);
        }
        shelf->head = next;
        return *std::move(shelf);
    };
    co_return co_await services.db.transact<Result<Shelf>>(who, std::move(replace));
}

Awaitable<Result<account::Done>> delete_vault(const Services& services,
                                              const SignedRequest& request, Time now) {
    auto result = co_await found(services, request, now);
    if (const auto* refused = std::get_if<Refusal>(&result)) co_return *refused;
    const auto who = std::get<Shelf>(result).who;
    std::function<Result<account::Done>(store::Transaction&)> remove =
        [&](store::Transaction& tx) -> Result<account::Done> {
        if (!still_there(tx, who, request)) return refusal(Why::not_accepted);
        tell(tx, services, who, "deleted");
        delete_shelf(tx, who);
        return account::Done{};
    };
    co_return co_await services.db.transact<Result<account::Done>>(who, std::move(remove));
}

Awaitable<std::int64_t> empty_some(const Services& services, Time now) {
    const Time over = now - replaced_kept_for;
    std::function<std::set<AccountId>(store::Reader&)> find = [&](store::Reader& reader) {
        auto due = find_spent(reader, over, swept_changes_max);
        due.merge(find_asked(reader, now, swept_changes_max));
        return due;
    };
    const auto accounts = co_await services.db.read<std::set<AccountId>>(std::move(find));
    for (const auto who : accounts) {
        std::function<bool(store::Transaction&)> empty = [&](store::Transaction& tx) {
            empty_spent(tx, who, over);
            drop_over(tx, who);
            return true;
        };
        co_await services.db.transact<bool>(who, std::move(empty));
    }
    co_return static_cast<std::int64_t>(accounts.size());
}

}  // namespace sparekey::sync

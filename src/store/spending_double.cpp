#include "store/spending_double.h"

namespace sparekey::store {
namespace {

// The version stands for the step: any number that only grows will do.
const Load load_authenticator{"SELECT version FROM authenticator WHERE account_id = $1"};
const Save save_step{"UPDATE authenticator SET version = $3 WHERE account_id = $1 AND @won"};
const Save save_line{
    "INSERT INTO journal (line_id, account_id, previous, at, kind, client, detail)"
    " SELECT $3, $1, $4, $5, $6, '', '' WHERE @won"};

std::int64_t count_lines(Database& db, std::string sql, Values values) {
    std::function<std::int64_t(Reader&)> count = [&](Reader& reader) {
        return reader.query(sql, values).front().integer(0);
    };
    return run(db.read<std::int64_t>(std::move(count)));
}

}  // namespace

Decide<Verdict> spend(std::int64_t step) {
    return [step](const Loaded& loaded, Time now) {
        Decision<Verdict> decision{Verdict::already_used, loaded.guard, {}};
        if (loaded.rows.at(0).at(0).integer(0) < step) {
            decision.outcome = Verdict::accepted;
            decision.save.emplace_back(save_step, Values{step});
        }
        const auto line = random_id();
        const auto* kind = decision.outcome == Verdict::accepted ? "accepted" : "refused";
        decision.save.emplace_back(save_line, Values{line, loaded.guard->journal_head, now, kind});
        decision.guard->journal_head = line;
        return decision;
    };
}

Awaitable<Verdict> spend_step(Database& db, AccountId account, std::int64_t step) {
    return db.change<Verdict>(account, {load_authenticator}, spend(step));
}

void open_account(Database& db, AccountId account) {
    std::function<void(Transaction&)> f = [account](Transaction& tx) {
        tx.create_guard({});
        tx.execute(
            "INSERT INTO authenticator (account_id, version, sealed_key, enabled_at)"
            " VALUES ($1, $2, $3, $4)",
            {account, 0, Bytes(20), tx.now()});
    };
    run(db.transact<void>(account, std::move(f)));
}

std::int64_t last_step(Database& db, AccountId account) {
    return run(db.load(account, {load_authenticator})).rows.at(0).at(0).integer(0);
}

std::int64_t lines(Database& db, AccountId account) {
    return count_lines(db, "SELECT COUNT(*) FROM journal WHERE account_id = $1", {account});
}

std::int64_t lines(Database& db, AccountId account, std::string_view kind) {
    return count_lines(db, "SELECT COUNT(*) FROM journal WHERE account_id = $1 AND kind = $2",
                       {account, kind});
}

const Save save_child{"INSERT INTO child (parent) SELECT $3 WHERE @won"};

void make_family(Database& db) {
    std::function<void(Transaction&)> f = [](Transaction& tx) {
        tx.execute("CREATE TABLE parent (id BIGINT NOT NULL, PRIMARY KEY (id))");
        tx.execute(
            "CREATE TABLE child (parent BIGINT NOT NULL REFERENCES parent (id) DEFERRABLE "
            "INITIALLY DEFERRED)");
    };
    run(db.transact<void>(AccountId{}, std::move(f)));
}

Awaitable<Verdict> Gate::hold(Database& db, AccountId account) {
    Decide<Verdict> decide = [this](const Loaded&, Time) {
        held_.set_value();
        opening_.wait();
        return Decision<Verdict>{Verdict::accepted, {}, {}};
    };
    return db.change<Verdict>(account, {}, std::move(decide));
}

}  // namespace sparekey::store

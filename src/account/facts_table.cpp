#include "account/facts_table.h"

#include "base/failure.h"
#include "crypto/seal.h"

namespace sparekey::account {
namespace {

const store::Save upsert{
    "INSERT INTO account_facts (account_id, sealed, changed_at) SELECT $1, $3, $4 WHERE @won "
    "ON CONFLICT (account_id) DO UPDATE SET sealed = excluded.sealed, changed_at = "
    "excluded.changed_at"};

Bytes binding(AccountId who) { return crypto::associated_data("account_facts.sealed", who); }

}  // namespace

const store::Load load_facts{"SELECT sealed FROM account_facts WHERE account_id = $1"};

std::optional<person::Facts> read_facts(const store::Rows& rows, const crypto::KeyRing& ring,
                                        AccountId who) {
    if (rows.empty()) return std::nullopt;
    const auto plain = crypto::open(ring, rows.front().bytes(0), binding(who));
    auto facts = plain ? person::parse_facts(plain->text()) : std::nullopt;
    if (!facts) throw Failure{Failure::Kind::broken, "account_facts.sealed cannot be read"};
    return facts;
}

store::SaveCall save_facts(const crypto::KeyRing& ring, AccountId who, const person::Facts& facts,
                           Time now) {
    const auto plain = crypto::Secret::taking(person::to_json(facts));
    return {upsert, {crypto::seal(ring, plain.view(), binding(who)), now}};
}

}  // namespace sparekey::account

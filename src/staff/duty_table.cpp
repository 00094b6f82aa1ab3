#include "staff/duty_table.h"

#include "account/address_table.h"
#include "journal/journal.h"
#include "signin/session.h"

namespace sparekey::staff {
namespace {

// As the store wins the guard of the transaction's own account: whatever changes the member
// meanwhile loads and decides again.
constexpr std::string_view win_guard =
    "UPDATE guard SET write_id = $2 WHERE account_id = $1 RETURNING journal_head";
constexpr std::string_view move_head = "UPDATE guard SET journal_head = $2 WHERE account_id = $1";
constexpr std::string_view spend_step =
    "UPDATE guard SET last_step = $3 WHERE account_id = $1 AND last_step < $3 AND EXISTS (SELECT 1 "
    "FROM authenticator AS a WHERE a.account_id = $1 AND a.version = $2)";

}  // namespace

Actor actor_of(const Present& present, const account::Client& client) {
    return {present.member.id, present.session.token_digest, client};
}

std::optional<Duty> Duty::begin(store::Transaction& tx, const account::Services& services,
                                const Actor& actor) {
    const auto won = tx.query(win_guard, {actor.who, random_id()});
    if (won.empty()) return std::nullopt;
    const auto session = signin::read_session(
        tx.query(signin::load_session.sql(), {actor.who, actor.session_digest}));
    auto member = read_member(tx.query(load_member.sql(), {actor.who}));
    if (!on_duty(session, member, services.settings, tx.now())) return std::nullopt;
    const auto addresses =
        account::read_addresses(tx.query(account::load_addresses.sql(), {actor.who}));
    const auto* primary = account::primary(addresses);
    if (primary == nullptr) return std::nullopt;
    return Duty{tx, actor, *std::move(member), primary->email, won.front().integer(0)};
}

bool Duty::spend(const RightCode& code) {
    return tx_.execute(spend_step, {actor_.who, code.authenticator_version, code.step}) == 1;
}

void Duty::line(journal::Kind kind, std::string detail) {
    const journal::Line line{kind, actor_.client.address, std::move(detail)};
    journal_head_ = journal::append_beside(tx_, actor_.who, journal_head_, line);
    tx_.execute(move_head, {actor_.who, journal_head_});
}

}  // namespace sparekey::staff

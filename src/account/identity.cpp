#include "account/identity.h"

#include "account/address_table.h"
#include "account/identity_table.h"
#include "account/notice.h"
#include "account/plan.h"
#include "base/failure.h"
#include "base/text.h"
#include "crypto/keyed_digest.h"
#include "crypto/seal.h"
#include "person/compare.h"
#include "person/phone.h"

namespace sparekey::account {
namespace {

Bytes identity_binding(AccountId who) {
    return crypto::associated_data("identity_record.sealed", who);
}

}  // namespace

std::string_view slug(EnteredBy who) {
    switch (who) {
    case EnteredBy::owner: return "owner";
    case EnteredBy::site_operator: return "operator";
    }
    return "";
}

bool usable_record(const std::optional<IdentityState>& state, Time now) {
    return state && state->usable_from <= now;
}

bool is_new_record(const IdentityState& state, Time now) {
    return now < state.entered_at + identity_new_for;
}

Bytes seal_identity(const crypto::KeyRing& ring, AccountId who, const Identity& identity) {
    const auto plain = crypto::Secret::taking(person::to_json(identity));
    return crypto::seal(ring, plain.view(), identity_binding(who));
}

Identity open_identity(const crypto::KeyRing& ring, AccountId who, BytesView sealed) {
    const auto plain = crypto::open(ring, sealed, identity_binding(who));
    auto identity = plain ? person::parse_record(plain->text()) : std::nullopt;
    if (!identity) throw Failure{Failure::Kind::broken, "identity_record.sealed cannot be read"};
    return std::move(*identity);
}

Bytes id_number_digest(const crypto::Pepper& pepper, AccountId who, std::string_view id_number) {
    auto plain = without_grouping(id_number);
    for (char& c : plain) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    Bytes bound;
    append_u64(bound, static_cast<std::uint64_t>(who.value));
    append(bound, bytes_of(plain));
    return to_bytes(crypto::keyed_digest(pepper, "identity_record.number_digest", bound));
}

Bytes id_number_anywhere(const crypto::Pepper& pepper, std::string_view id_number) {
    const auto plain = person::plain_id_number(id_number);
    if (plain.empty()) return {};
    return to_bytes(crypto::keyed_digest(pepper, "appeal.id_number", bytes_of(plain)));
}

Bytes phone_anywhere(const crypto::Pepper& pepper, std::string_view phone) {
    const auto parsed = person::parse_phone(phone);
    if (!parsed) return {};
    const auto plain = person::plain_phone(*parsed);
    return to_bytes(crypto::keyed_digest(pepper, "appeal.phone", bytes_of(plain)));
}

Action<IdentityState> enter_identity(const Services& services,
                                     std::shared_ptr<const Identity> entered) {
    Action<IdentityState> action;
    action.operation = guard::Operation::enter_identity;
    action.loads.emplace_back(load_identity_state);
    action.loads.emplace_back(load_addresses);
    action.decide = [&services, entered = std::move(entered)](
                        Plan& plan, const std::vector<store::Rows>& rows,
                        const Proven&) -> Result<IdentityState> {
        const auto present = read_identity_state(rows[0]);
        if (present && present->entered_by == EnteredBy::site_operator) {
            return Refusal{.why = Why::identity_by_operator};
        }
        const IdentityState next{plan.now(), EnteredBy::owner,
                                 Time{plan.now() + identity_usable_after}};
        plan.save(save_identity(seal_identity(services.ring, plan.who(), *entered),
                                id_number_digest(services.pepper, plan.who(), entered->id_number),
                                next));
        plan.line(journal::Kind::identity_entered);
        tell_with_not_me(plan, recipients(read_addresses(rows[1]), plan.now()),
                         outbox::Kind::identity_entered);
        return next;
    };
    return action;
}

}  // namespace sparekey::account

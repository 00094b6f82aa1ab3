#include "account/identity.h"

#include <boost/json.hpp>
#include <charconv>

#include "account/address_table.h"
#include "account/identity_table.h"
#include "account/notice.h"
#include "account/plan.h"
#include "base/text.h"
#include "crypto/keyed_digest.h"
#include "crypto/seal.h"

namespace sparekey::account {
namespace {

namespace chrono = std::chrono;

// `digits` must be nothing else.
std::optional<int> parse_number(std::string_view digits) {
    if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{}) return std::nullopt;
    return value;
}

Bytes sealed(const crypto::KeyRing& ring, AccountId who, const Identity& identity) {
    const boost::json::object record{{"legal_name", identity.legal_name},
                                     {"birth_date", identity.birth_date},
                                     {"id_number", identity.id_number},
                                     {"phone", identity.phone}};
    const auto plain = crypto::Secret::taking(boost::json::serialize(record));
    return crypto::seal(ring, plain.view(), identity_binding(who));
}

}  // namespace

bool is_birth_date(std::string_view typed, Time now) {
    if (typed.size() != 10 || typed[4] != '-' || typed[7] != '-') return false;
    const auto year = parse_number(typed.substr(0, 4));
    const auto month = parse_number(typed.substr(5, 2));
    const auto day = parse_number(typed.substr(8, 2));
    if (!year || !month || !day || *year < 1900) return false;
    const chrono::year_month_day date{chrono::year{*year},
                                      chrono::month{static_cast<unsigned>(*month)},
                                      chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() && chrono::sys_days{date} < now;
}

std::string_view slug(EnteredBy who) {
    switch (who) {
    case EnteredBy::owner: return "owner";
    case EnteredBy::site_operator: return "operator";
    }
    return "";
}

Bytes identity_binding(AccountId who) {
    return crypto::associated_data("identity_record.sealed", who);
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
        plan.save(save_identity(sealed(services.ring, plan.who(), *entered),
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

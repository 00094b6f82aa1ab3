#include "sparekeyd/administration.h"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "account/address_table.h"
#include "account/plan.h"
#include "base/check.h"
#include "base/failure.h"
#include "base/run.h"
#include "base/text.h"
#include "factor/authenticator.h"
#include "factor/backup_codes.h"
#include "guard/restriction.h"
#include "signin/close_account.h"
#include "signin/session.h"
#include "sparekeyd/identity_import.h"
#include "sparekeyd/key_administration.h"
#include "sparekeyd/staff_administration.h"

namespace sparekey::sparekeyd {
namespace {

namespace json = boost::json;

const account::Client nobody;  // No request of a person: the journal names no address.

const store::Load load_account{"SELECT created_at, closed_at FROM account WHERE account_id = $1"};

std::optional<AccountId> parse_id(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value <= 0) return std::nullopt;
    return AccountId{value};
}

std::string factor_text(const std::optional<factor::Authenticator>& authenticator, Time now) {
    if (!authenticator) return "none";
    auto text = "enabled " + account::time_text(authenticator->enabled_at);
    if (authenticator->suspended_until == factor::until_replaced)
        return text + ", suspended until replaced";
    if (authenticator->suspended_until > now) {
        return text + ", suspended until " + account::time_text(authenticator->suspended_until);
    }
    return text;
}

std::string standing_text(const guard::Standing& standing) {
    auto text = std::string(guard::slug(standing.restriction));
    if (standing.restriction == guard::Restriction::none) return text;
    return text + " until " + account::time_text(standing.until);
}

std::string addresses_text(const std::vector<account::Address>& addresses) {
    std::string text;
    for (const auto& address : account::current(addresses)) {
        const char* state = address.confirmed_at == Time{} ? "not confirmed" : "confirmed";
        text += fmt::format("address      {}, {}{}\n", address.email, state,
                            address.is_primary ? ", primary" : "");
    }
    return text;
}

Answered show(const account::Services& services, AccountId who) {
    std::vector<store::LoadCall> loads{load_account, account::load_addresses,
                                       factor::load_authenticator, factor::load_backup_codes,
                                       signin::load_sessions};
    const auto loaded = run(services.db.load(who, std::move(loads)));
    const auto now = wall_clock();
    const auto& row = loaded.rows[0].at(0);
    const auto codes = factor::read_backup_codes(loaded.rows[3]);
    const auto closed_at = row.time(1);

    auto text = fmt::format("account      {}\ncreated      {}\n", who.value,
                            account::time_text(row.time(0)));
    if (closed_at != Time{}) text += "closed       " + account::time_text(closed_at) + "\n";
    text += addresses_text(account::read_addresses(loaded.rows[1]));
    text += "factor       " + factor_text(factor::read_authenticator(loaded.rows[2]), now) + "\n";
    text += "backup codes " +
            (codes ? std::to_string(codes->left()) + " left" : std::string("none")) + "\n";
    text += "restriction  " +
            standing_text(loaded.guard ? guard::standing(*loaded.guard, now) : guard::Standing{}) +
            "\n";
    std::size_t alive = 0;
    for (const auto& session : signin::read_sessions(loaded.rows[4])) {
        if (signin::alive(session, services.settings, now)) ++alive;
    }
    return {true, text + fmt::format("sessions     {}\n", alive)};
}

Answered end_sessions(const account::Services& services, AccountId who) {
    std::vector<store::LoadCall> loads{signin::load_sessions};
    store::Decide<std::size_t> decide = [&](const store::Loaded& loaded,
                                            Time now) -> store::Decision<std::size_t> {
        const auto sessions = loaded.rows[0].size();
        if (!loaded.guard || sessions == 0) return {0, {}, {}};
        account::Plan plan{who, loaded, services.ring, nobody, now};
        plan.save(signin::end_all_sessions());
        plan.line(journal::Kind::sessions_ended, "administration");
        return plan.decision(sessions);
    };
    const auto ended =
        run(services.db.change<std::size_t>(who, std::move(loads), std::move(decide)));
    return {true, fmt::format("{} sessions ended.\n", ended)};
}

// The same as when its owner closes it, who is told in the same words.
Answered close(const account::Services& services, AccountId who) {
    const auto action = signin::close_account(services);
    auto loads = action.loads;
    loads.emplace_back(load_account);
    store::Decide<bool> decide = [&](const store::Loaded& loaded,
                                     Time now) -> store::Decision<bool> {
        if (!loaded.guard || loaded.rows.back().at(0).time(1) != Time{}) return {false, {}, {}};
        account::Plan plan{who, loaded, services.ring, nobody, now};
        const auto outcome = action.decide(plan, loaded.rows, {});
        ENSURE(std::holds_alternative<account::Done>(outcome));
        plan.save(signin::end_all_sessions());
        return plan.decision(true);
    };
    const bool closed = run(services.db.change<bool>(who, std::move(loads), std::move(decide)));
    return {closed, closed ? "Closed. Its addresses are told.\n" : "It is closed already.\n"};
}

}  // namespace

std::string_view name(Verb verb) {
    switch (verb) {
    case Verb::show: return "show";
    case Verb::end_sessions: return "end-sessions";
    case Verb::close: return "close";
    }
    return "";
}

const std::vector<Verb>& verbs() {
    static const std::vector<Verb> all{Verb::show, Verb::end_sessions, Verb::close};
    return all;
}

std::optional<AccountId> find_account(const account::Services& services, const std::string& who) {
    const auto email = canonical_email(who);
    std::optional<AccountId> id = parse_id(who);
    if (email) {
        const auto digest = account::email_digest(services.pepper, *email, services.realm);
        std::function<std::optional<AccountId>(store::Reader&)> look = [&](store::Reader& reader) {
            return account::find_account(reader, digest);
        };
        id = run(services.db.read<std::optional<AccountId>>(std::move(look)));
    }
    if (!id || account::is_decoy(*id)) return std::nullopt;
    // A member of the staff has no such row, so nothing here reaches one.
    std::vector<store::LoadCall> loads{load_account};
    const auto loaded = run(services.db.load(*id, std::move(loads)));
    return loaded.rows[0].empty() ? std::nullopt : id;
}

Answered administer(const account::Services& services, Verb verb, const std::string& who) {
    const auto id = find_account(services, who);
    if (!id) return {false, "There is no such account.\n"};
    switch (verb) {
    case Verb::show: return show(services, *id);
    case Verb::end_sessions: return end_sessions(services, *id);
    case Verb::close: return close(services, *id);
    }
    return {false, ""};
}

std::string request_text(Verb verb, const std::string& who) {
    return json::serialize(json::object{{"verb", name(verb)}, {"who", who}});
}

std::string answer_request(const Realms& realms, const std::string& request) {
    if (auto answer = answer_import(realms.site, request)) return std::move(*answer);
    if (const auto asked = parse_staff_request(request)) {
        const auto answered = administer_staff(realms, *asked);
        return json::serialize(json::object{{"done", answered.done}, {"text", answered.text}});
    }
    if (const auto asked = parse_key_request(request)) {
        const auto answered = administer_keys(realms.site, *asked);
        return json::serialize(json::object{{"done", answered.done}, {"text", answered.text}});
    }
    boost::system::error_code malformed;
    const auto parsed = json::parse(request, malformed);
    const auto* object = malformed ? nullptr : parsed.if_object();
    const auto* verb_member = object == nullptr ? nullptr : object->if_contains("verb");
    const auto* who_member = object == nullptr ? nullptr : object->if_contains("who");
    const auto* wanted = verb_member == nullptr ? nullptr : verb_member->if_string();
    const auto* who = who_member == nullptr ? nullptr : who_member->if_string();
    Answered answered{false, "The daemon does not know this command; is it another version?\n"};
    for (const auto verb : verbs()) {
        if (wanted == nullptr || who == nullptr || *wanted != name(verb)) continue;
        answered = administer(realms.site, verb, std::string(*who));
    }
    return json::serialize(json::object{{"done", answered.done}, {"text", answered.text}});
}

Answered parse_answer(const std::string& answer) {
    boost::system::error_code malformed;
    const auto parsed = json::parse(answer, malformed);
    const auto* object = malformed ? nullptr : parsed.if_object();
    const auto* done = object == nullptr ? nullptr : object->if_contains("done");
    const auto* text = object == nullptr ? nullptr : object->if_contains("text");
    if (done == nullptr || text == nullptr || !done->is_bool() || !text->is_string()) {
        throw Failure(Failure::Kind::unavailable,
                      "the daemon's answer is not understood; is it another version?");
    }
    return {done->as_bool(), std::string(text->as_string())};
}

}  // namespace sparekey::sparekeyd

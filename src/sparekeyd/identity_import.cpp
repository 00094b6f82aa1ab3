#include "sparekeyd/identity_import.h"

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/json.hpp>
#include <exception>
#include <set>

#include "account/address_table.h"
#include "account/plan.h"
#include "base/failure.h"
#include "base/run.h"

namespace sparekey::sparekeyd {
namespace {

namespace json = boost::json;
using account::Entered;

constexpr std::string_view verb = "identity import";
const account::Client nobody;  // No request of a person: the journal names no address.
constexpr std::array<std::string_view, 6> taken_slugs{"added",  "changed",    "same",
                                                      "closed", "restricted", "unknown"};

Taken taken(Entered entered) {
    switch (entered) {
    case Entered::added: return Taken::added;
    case Entered::changed: return Taken::changed;
    case Entered::same: return Taken::same;
    case Entered::closed: return Taken::closed;
    case Entered::restricted: return Taken::restricted;
    }
    return Taken::unknown;
}

using Accounts = std::vector<std::optional<AccountId>>;

Accounts find_accounts(const account::Services& services,
                       const std::vector<person::ImportedPerson>& people) {
    std::function<Accounts(store::Reader&)> look = [&](store::Reader& reader) {
        Accounts found;
        for (const auto& person : people) {
            found.push_back(account::find_account(
                reader, account::email_digest(services.pepper, person.email)));
        }
        return found;
    };
    return run(services.db.read<Accounts>(std::move(look)));
}

store::Decision<Taken> decide_entry(const account::Services& services, AccountId who,
                                    const account::KnownPerson& known, const store::Loaded& loaded,
                                    Time now) {
    if (!loaded.guard) return {Taken::unknown, {}, {}};
    account::Plan plan{who, loaded, services.ring, nobody, now};
    const auto outcome = taken(account::enter_known_person(plan, loaded.rows, services, known));
    const bool is_news = outcome == Taken::added || outcome == Taken::changed;
    if (!is_news) return {outcome, {}, {}};
    return plan.decision(outcome);
}

Awaitable<Taken> enter(const account::Services& services, AccountId who,
                       const person::ImportedPerson& person) {
    const account::KnownPerson known{person.record, person.facts};
    store::Decide<Taken> decide = [&](const store::Loaded& loaded, Time now) {
        return decide_entry(services, who, known, loaded, now);
    };
    auto loads = account::known_person_loads();
    co_return co_await services.db.change<Taken>(who, std::move(loads), std::move(decide));
}

// All of them at once, so that they share commits.
class Wave {
   public:
    Wave(const account::Services& services, std::vector<Taken>& results)
        : services_(services), results_(results) {}

    void start(std::size_t place, AccountId who, const person::ImportedPerson& person) {
        boost::asio::co_spawn(io_, enter(services_, who, person),
                              [this, place](std::exception_ptr thrown, Taken outcome) {
                                  if (thrown) thrown_ = thrown;
                                  if (!thrown) results_[place] = outcome;
                              });
    }
    void finish() {
        io_.run();
        if (thrown_) std::rethrow_exception(thrown_);
    }

   private:
    boost::asio::io_context io_{1};
    const account::Services& services_;
    std::vector<Taken>& results_;
    std::exception_ptr thrown_;
};

json::value parse(const std::string& text) {
    boost::system::error_code malformed;
    auto parsed = json::parse(text, malformed);
    return malformed ? json::value{} : parsed;
}

// nullopt unless every one of them is what `import_request` writes.
std::optional<std::vector<person::ImportedPerson>> people_of(const json::value* member, Time now) {
    const auto* list = member == nullptr ? nullptr : member->if_array();
    if (list == nullptr || list->size() > import_batch_max) return std::nullopt;
    std::vector<person::ImportedPerson> people;
    for (const auto& one : *list) {
        auto line = person::parse_json_line(json::serialize(one), now);
        auto* known = std::get_if<person::ImportedPerson>(&line);
        if (known == nullptr) return std::nullopt;
        people.push_back(std::move(*known));
    }
    return people;
}

}  // namespace

std::string_view slug(Taken how) { return taken_slugs.at(static_cast<std::size_t>(how)); }

std::optional<Taken> parse_taken(std::string_view text) {
    const auto* const found = std::find(taken_slugs.begin(), taken_slugs.end(), text);
    if (found == taken_slugs.end()) return std::nullopt;
    return static_cast<Taken>(found - taken_slugs.begin());
}

std::vector<Taken> enter_people(const account::Services& services,
                                const std::vector<person::ImportedPerson>& people) {
    const auto accounts = find_accounts(services, people);
    std::vector<Taken> results(people.size(), Taken::unknown);
    std::vector<bool> done(people.size());
    bool any = true;
    while (any) {
        any = false;
        Wave wave{services, results};
        std::set<std::int64_t> busy;
        for (std::size_t i = 0; i < people.size(); ++i) {
            const auto& who = accounts[i];
            if (done[i] || !who || account::is_decoy(*who)) continue;
            // An account that comes again waits for the next wave.
            if (!busy.insert(who->value).second) continue;
            done[i] = any = true;
            wave.start(i, *who, people[i]);
        }
        wave.finish();
    }
    return results;
}

std::string import_request(const std::vector<person::ImportedPerson>& people) {
    json::array list;
    for (const auto& person : people) list.push_back(json::parse(person::to_json_line(person)));
    return json::serialize(json::object{{"verb", verb}, {"people", std::move(list)}});
}

std::optional<std::string> answer_import(const account::Services& services,
                                         const std::string& request) {
    const auto parsed = parse(request);
    const auto* object = parsed.if_object();
    const auto* wanted = object == nullptr ? nullptr : object->if_contains("verb");
    if (wanted == nullptr || !wanted->is_string() || wanted->get_string() != verb)
        return std::nullopt;
    const auto people = people_of(object->if_contains("people"), wall_clock());
    json::array list;
    if (people) {
        for (const auto how : enter_people(services, *people)) list.emplace_back(slug(how));
    }
    return json::serialize(json::object{{"taken", std::move(list)}});
}

std::vector<Taken> parse_taken_list(const std::string& answer, std::size_t count) {
    const auto parsed = parse(answer);
    const auto* object = parsed.if_object();
    const auto* member = object == nullptr ? nullptr : object->if_contains("taken");
    const auto* list = member == nullptr ? nullptr : member->if_array();
    std::vector<Taken> all;
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const auto* text = (*list)[i].if_string();
        const auto how = text == nullptr ? std::nullopt : parse_taken(*text);
        if (how) all.push_back(*how);
    }
    if (all.size() != count) {
        throw Failure(Failure::Kind::unavailable,
                      "the daemon's answer is not understood; is it another version?");
    }
    return all;
}

}  // namespace sparekey::sparekeyd

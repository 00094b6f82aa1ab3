// What is stored of an account, as the model would have it.
#include <algorithm>

#include "account/link.h"
#include "account/password_table.h"
#include "factor/enrolment.h"
#include "factor/generation.h"
#include "guard/budgets.h"
#include "signin/session.h"
#include "test/model/world_double.h"

namespace sparekey::model {
namespace {

std::vector<Time> times_of(const guard::TryLog& log) {
    std::vector<Time> times;
    for (const auto second : log.seconds()) times.emplace_back(std::chrono::seconds{second});
    return times;
}

Purse purse_of(const guard::Budgets& budgets) {
    return {static_cast<int>(budgets.password.consecutive),
            budgets.password.last,
            times_of(budgets.factor.tries),
            budgets.factor.refilled,
            times_of(budgets.mails.log),
            budgets.owner_mail};
}

// The cookie's digest is the browser's name behind dots: signin::House::client.
std::string browser_name(const Bytes& digest) {
    const auto text = std::string{sparekey::text_of(BytesView{digest})};
    return text.substr(text.find_last_of('.') + 1);
}

}  // namespace

Account World::observe() {
    std::vector<store::LoadCall> loads{account::load_password,     account::load_pending_password,
                                       factor::load_authenticator, factor::load_backup_codes,
                                       factor::load_enrolment,     signin::load_sessions,
                                       factor::load_generations};
    const auto loaded = run(seen().load(person_.who, std::move(loads)));
    Account account;
    account.password = password_of(account::read_password(loaded.rows[0]).value());
    account.pending_password = !loaded.rows[1].empty();
    account.freeze_from = from_micros(loaded.guard->freeze_since);
    account.freeze_until = from_micros(loaded.guard->freeze_until);
    account.hold_until = from_micros(loaded.guard->hold_until);
    observe_factor(account, loaded);
    observe_sessions(account, loaded);
    observe_lists(account);
    observe_budgets(account, loaded);
    observe_history(account, loaded.guard->journal_head);
    return settled(std::move(account), now());
}

void World::observe_factor(Account& account, const store::Loaded& loaded) {
    const auto who = person_.who;
    if (const auto held = factor::read_authenticator(loaded.rows[2])) {
        const auto key = factor::open_key(house_.ring, who, held->sealed_key);
        account.authenticator = {key_name(key), held->last_step, held->suspended_until, 0};
    }
    if (const auto codes = factor::read_backup_codes(loaded.rows[3])) {
        account.codes = Codes{set_name(*codes), {}, 0};
        for (std::size_t i = 0; i < codes->used_at.size(); ++i) {
            account.codes->used[i] = codes->used_at[i] != Time{};
        }
    }
    if (const auto one = factor::read_enrolment(loaded.rows[4])) {
        const auto fresh = factor::open_new_key(*one, house_.ring, who);
        const auto found = password_counts_.find(one->password_version);
        account.enrolment = {key_name(fresh.key),
                             one->purpose == factor::EnrolmentPurpose::replace_after_stolen,
                             found == password_counts_.end() ? -1 : found->second,
                             one->started_at,
                             one->tries,
                             0};
    }
    for (const auto& one : factor::read_generations(loaded.rows[6], house_.ring, who, now())) {
        const int password = one.body.password ? password_of(*one.body.password) : -1;
        account.generations.push_back({one.keep_until, password});
    }
}

void World::observe_sessions(Account& account, const store::Loaded& loaded) {
    const auto enrolment = factor::read_enrolment(loaded.rows[4]);
    for (const auto& one : signin::read_sessions(loaded.rows[5])) {
        const bool enrols = enrolment && enrolment->session_id == one.id.value;
        account.sessions.push_back({name_of_token(one.token_digest),
                                    std::string{signin::slug(one.method)}, one.level,
                                    one.created_at, one.seen_at, enrols});
    }
}

void World::observe_lists(Account& account) {
    const auto count_of = [&](std::int64_t version) {
        const auto found = password_counts_.find(version);
        return found == password_counts_.end() ? -1 : found->second;
    };
    for (const auto& row : rows("SELECT token_digest, created_at, tries, password_version FROM "
                                "session WHERE account_id = $1 AND level = 0")) {
        account.challenges.push_back({name_of_token(row.bytes(0)), row.time(1),
                                      static_cast<int>(row.integer(2)), count_of(row.integer(3))});
    }
    for (const auto& row : rows("SELECT token_digest, made_at, tries, password_version FROM "
                                "stolen_report WHERE account_id = $1")) {
        account.reports.push_back({name_of_token(row.bytes(0)), row.time(1),
                                   static_cast<int>(row.integer(2)), count_of(row.integer(3))});
    }
    for (const auto& row : rows("SELECT token_digest, purpose, expires_at, used_at, tries FROM "
                                "link WHERE account_id = $1")) {
        account.links.push_back({name_of_token(row.bytes(0)), std::string{row.text(1)}, row.time(2),
                                 row.time(3) != Time{}, static_cast<int>(row.integer(4))});
    }
}

void World::observe_budgets(Account& account, const store::Loaded& loaded) {
    const auto budgets = guard::budgets_of(loaded.guard->budgets);
    account.purse = purse_of(budgets);
    account.reliefs = times_of(budgets.reliefs);
    for (const auto& row : rows("SELECT browser_digest, known_since, budgets, relief_tries, "
                                "relief_until FROM browser WHERE account_id = $1")) {
        account.browsers[browser_name(row.bytes(0))] = {
            row.time(1) != Time{}, purse_of(guard::budgets_of(row.bytes(2))),
            static_cast<int>(row.integer(3)), row.time(4)};
    }
}

// The journal is walked back from its head: a line that is out of its chain is not found.
void World::observe_history(Account& account, std::int64_t journal_head) {
    std::map<std::int64_t, std::pair<std::int64_t, std::string>> lines;
    for (const auto& row :
         rows("SELECT line_id, previous, kind FROM journal WHERE account_id = $1")) {
        lines[row.integer(0)] = {row.integer(1), std::string{row.text(2)}};
    }
    std::size_t walked = 0;
    bool is_noted = false;
    for (auto id = journal_head; id != 0; id = lines.at(id).first, ++walked) {
        is_noted = is_noted || id == noted_line_;
        if (!is_noted) account.journal.push_back(lines.at(id).second);
    }
    if (walked != lines.size()) account.journal.emplace_back("(and lines out of the chain)");
    std::ranges::reverse(account.journal);
    for (const auto& row : rows("SELECT kind FROM outbox WHERE account_id = $1")) {
        ++account.letters[std::string{row.text(0)}];
    }
}

void World::take_note() { noted_line_ = run(seen().load(person_.who, {})).guard->journal_head; }

std::string World::name_of_token(const Bytes& digest) const {
    const auto found = names_.find(to_hex(digest));
    return found == names_.end() ? nameless : found->second;
}

std::string World::key_name(const crypto::Secret& key) const {
    for (const auto& [name, known] : secrets.keys) {
        if (known == key) return name;
    }
    return nameless;
}

std::string World::set_name(const factor::BackupCodes& set) {
    if (const auto found = set_names_.find(set.version); found != set_names_.end())
        return found->second;
    auto& name = set_names_[set.version] = nameless;
    for (const auto& [known, codes] : secrets.sets) {
        const auto hashed = factor::hash_code(codes[0], set.set_salt, signin::cheap);
        const auto match = factor::match(set, house_.pepper, person_.who, hashed);
        if (match && match->index == 0) name = known;
    }
    return name;
}

int World::password_of(const account::StoredPassword& stored) {
    if (const auto found = password_counts_.find(stored.version); found != password_counts_.end())
        return found->second;
    for (int count = 0; count < passwords; ++count) {
        const auto derived =
            account::derive_password(password_text(count), stored.salt, stored.cost);
        if (account::is_password(stored, house_.pepper, person_.who, derived)) {
            return password_counts_[stored.version] = count;
        }
    }
    return -1;
}

}  // namespace sparekey::model

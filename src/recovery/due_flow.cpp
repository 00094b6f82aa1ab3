#include "recovery/due_flow.h"

#include <algorithm>

#include "evidence/doubles.h"
#include "evidence/item_table.h"
#include "recovery/case_table.h"
#include "recovery/form.h"
#include "recovery/intake.h"
#include "recovery/reset_link.h"

namespace sparekey::recovery {
namespace {

using account::Plan;

// A picture that is being decoded; a notice that is still on its way.
constexpr Duration again_after_intake = std::chrono::seconds{5};
constexpr Duration again_after = std::chrono::minutes{10};

const account::Client nobody{};

// Whose digest an appeal's form has, elsewhere: a flag.
bool has_double(store::Transaction& tx, AccountId who, AppealId id) {
    const auto form = read_form(tx.load(form_of(id)));
    return form && form->number_digest && number_is_elsewhere(tx, *form->number_digest, who);
}

// What reads across accounts, within the change of one.
class Reading final : public store::Reader {
   public:
    explicit Reading(store::Transaction& tx) : tx_(tx) {}
    store::Rows query(std::string_view sql, const store::Values& args) override {
        return tx_.query(sql, args);
    }

   private:
    store::Transaction& tx_;
};

// Seen under another account before: a flag. From now on these are found, too.
void look_for_doubles(store::Transaction& tx, Case& c, const std::vector<evidence::Item>& items) {
    Reading reading{tx};
    if (!evidence::find_doubles(reading, c.who, items).empty()) c.flag(Flag::double_picture);
    evidence::remember_pictures(tx, {c.who, c.id}, items, tx.now());
}

void take_in(store::Transaction& tx, Plan& plan, Docket& docket, AppealId id) {
    const auto items = evidence::read_items(tx.load(evidence::load_items(id)));
    auto& c = *docket.find(id);
    const auto seen = look_at_intake(c, items);
    if (seen.waits) return;
    if (has_double(tx, plan.who(), id)) c.flag(Flag::double_number);
    look_for_doubles(tx, c, items);
    Happening what{.event = seen.unreadable.empty() ? Event::checked : Event::unreadable};
    what.needed = seen.unreadable;
    // For the round that is one too many, which rejects.
    if (!seen.unreadable.empty()) what.reasons.emplace_back("unreadable");
    static_cast<void>(happen(plan, docket, id, what));
}

bool must_be_sent(const Case& c, Time now) {
    const auto& [calendar, limits, single] = c.desk;
    const auto at = earliest_link(c.appeal, calendar, limits);
    return rule_for(c.appeal, Event::date_reached) != nullptr && at && *at <= now;
}

// What is due still is looked at again, but not at once: nothing must keep the job from the others.
void postpone(Plan& plan, Docket& docket) {
    for (auto& c : docket.cases) {
        if (c.due_at == Time{} || c.due_at > plan.now()) continue;
        const bool intake = c.appeal.state == State::intake;
        c.due_at = plan.now() + (intake ? again_after_intake : again_after);
        plan.save(update_case(c));
    }
}

bool look_at(store::Transaction& tx, const Office& office, AccountId who) {
    if (!tx.guard()) return false;
    std::vector<store::Rows> rows;
    for (const auto& call : docket_loads()) rows.push_back(tx.load(call));
    Plan plan{who, {tx.guard(), {}}, office.services.ring, nobody, tx.now()};
    Docket docket{office.services, rows, 0, plan};
    std::vector<AppealId> ids;
    for (const auto& c : docket.cases) {
        if (c.open()) ids.push_back(c.id);
    }
    for (const auto id : ids) {
        if (docket.find(id)->appeal.state == State::intake) take_in(tx, plan, docket, id);
        if (must_be_sent(*docket.find(id), tx.now())) {
            static_cast<void>(
                ResetLinks{office.desk}.send(tx, plan, docket, id, Event::date_reached));
        }
    }
    postpone(plan, docket);
    plan.apply(tx);
    return true;
}

}  // namespace

Awaitable<std::int64_t> look_after_appeals(const Office& office, Time now) {
    std::function<std::vector<AccountId>(store::Reader&)> find = [now](store::Reader& reader) {
        return accounts_due(reader, now, accounts_looked_at_max);
    };
    const auto due = co_await office.services.db.read<std::vector<AccountId>>(std::move(find));
    for (const auto who : due) {
        std::function<bool(store::Transaction&)> look = [&](store::Transaction& tx) {
            return look_at(tx, office, who);
        };
        co_await office.services.db.transact<bool>(who, std::move(look));
    }
    co_return static_cast<std::int64_t>(due.size());
}

}  // namespace sparekey::recovery

// What a decision wants written, gathered while it decides: the guard with its budgets, saves,
// journal lines, letters.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "account/address_table.h"
#include "account/services.h"
#include "guard/budgets.h"
#include "guard/restriction.h"
#include "journal/journal.h"
#include "outbox/outbox.h"
#include "store/database.h"

namespace sparekey::account {

using Detail = std::vector<std::pair<std::string, std::string>>;

// Lives within one decide(); borrows the keys and the client.
class Plan {
   public:
    // `loaded` must have a guard.
    Plan(AccountId, const store::Loaded& loaded, const crypto::KeyRing&, const Client&, Time now);

    store::Guard guard;
    guard::Budgets budgets;  // Encoded into the guard by decision().

    [[nodiscard]] AccountId who() const { return who_; }
    [[nodiscard]] Time now() const { return now_; }
    [[nodiscard]] bool by_operator() const { return client_.by_operator; }
    [[nodiscard]] guard::Standing standing() const { return guard::standing(guard, now_); }

    void save(store::SaveCall call) { saves_.push_back(std::move(call)); }
    void line(journal::Kind, std::string detail = {});
    // To `recipients`; the client is added to the details.
    void tell(const std::vector<std::string>& recipients, outbox::Kind, Detail detail = {},
              const crypto::Secret* secret = nullptr);
    void begin_hold(Duration length) { guard::begin_hold(guard, length, now_); }

    // Everything as gathered; the plan is spent.
    template <class Outcome>
    [[nodiscard]] store::Decision<Outcome> decision(Outcome outcome) {
        guard.budgets = budgets.encode();
        return {std::move(outcome), std::move(guard), std::move(saves_)};
    }

    // The same inside a transaction of this account.
    void apply(store::Transaction&);

   private:
    AccountId who_;
    const crypto::KeyRing& ring_;
    const Client& client_;
    Time now_;
    std::vector<store::SaveCall> saves_;
};

// "2026-11-25 17:00 UTC": for people to read.
[[nodiscard]] std::string time_text(Time);

}  // namespace sparekey::account

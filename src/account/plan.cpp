#include "account/plan.h"

#include <array>
#include <ctime>

#include "base/check.h"

namespace sparekey::account {

Plan::Plan(AccountId who, const store::Loaded& loaded, const crypto::KeyRing& ring,
           const Client& client, Time now)
    : who_(who), ring_(ring), client_(client), now_(now) {
    ENSURE(loaded.guard.has_value());
    guard = *loaded.guard;
    budgets = guard::budgets_of(guard.budgets);
}

void Plan::line(journal::Kind kind, std::string detail) {
    save(journal::append(guard, {kind, client_.address, std::move(detail)}, now_));
}

void Plan::tell(const std::vector<std::string>& to, outbox::Kind kind, Detail detail,
                const crypto::Secret* secret) {
    if (!client_.address.empty()) detail.emplace_back("client", client_.address);
    if (client_.by_operator) detail.emplace_back("realm", "operator");
    if (!client_.agent.empty()) detail.emplace_back("agent", client_.agent);
    for (auto& call : outbox::post(ring_, who_, to, {kind, std::move(detail), secret}, now_))
        save(std::move(call));
}

void Plan::apply(store::Transaction& tx) {
    for (const auto& call : saves_) tx.save(call);
    saves_.clear();
    guard.budgets = budgets.encode();
    tx.set_guard(guard);
}

std::string time_text(Time t) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(t.time_since_epoch()).count();
    std::tm parts{};
    const std::time_t value = seconds;
    gmtime_r(&value, &parts);
    std::array<char, 32> text{};
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &parts);
    return {text.data(), length};
}

}  // namespace sparekey::account

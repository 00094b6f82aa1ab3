#include "operators/by_code.h"

namespace sparekey::operators {

Awaitable<Result<Told>> by_code(const ByCode& asked, Acting acting) {
    auto& db = asked.services.db;
    auto loads = by_code_loads(asked);
    auto all = loads;
    for (auto& call : acting.loads) all.push_back(call);
    if (!asked.code.backup && !acting.work) {
        store::Decide<Result<Told>> take = [&](const store::Loaded& loaded, Time now) {
            return take_one_time_code(asked, acting, loaded, now);
        };
        co_return co_await db.change<Result<Told>>(asked.who, std::move(all), std::move(take));
    }
    store::Decide<Result<Begun>> begin = [&](const store::Loaded& loaded, Time now) {
        return begin_by_code(asked, loaded, now);
    };
    auto begun = co_await db.change<Result<Begun>>(asked.who, std::move(loads), std::move(begin));
    if (const auto* refusal = std::get_if<Refusal>(&begun)) co_return *refusal;
    if (auto* told = std::get_if<Told>(&std::get<Begun>(begun))) co_return std::move(*told);
    const auto& ticket = std::get<CodeTicket>(std::get<Begun>(begun));

    std::function<crypto::Secret()> hash = [&]() -> crypto::Secret {
        if (acting.work) acting.work();
        if (!asked.code.backup) return {};
        return factor::hash_code(asked.code.backup->text(), ticket.set_salt,
                                 asked.services.settings.hash_cost);
    };
    const auto hashed = co_await asked.services.hashes.run<crypto::Secret>(std::move(hash));
    store::Decide<Result<Told>> finish = [&](const store::Loaded& loaded, Time now) {
        return finish_by_code(asked, acting, ticket, asked.code.backup ? &hashed : nullptr, loaded,
                              now);
    };
    co_return co_await db.change<Result<Told>>(asked.who, std::move(all), std::move(finish));
}

}  // namespace sparekey::operators

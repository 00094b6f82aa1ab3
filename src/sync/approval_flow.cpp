#include "sync/approval_flow.h"

namespace sparekey::sync {
namespace {

using account::Done;
using account::Services;

Refusal refusal(Why why) { return {why, {}}; }

// One step of whoever asks or answers, in the transaction that saves it.
using Step = std::function<Result<Done>(store::Transaction&, Asking&)>;

Awaitable<Result<Done>> step(const Services& services, AccountId who, Step decide) {
    std::function<Result<Done>(store::Transaction&)> take =
        [&](store::Transaction& tx) -> Result<Done> {
        auto asking = load_asking(tx, who);
        if (!asking) return refusal(Why::nobody_asks);
        auto result = decide(tx, *asking);
        if (std::holds_alternative<Done>(result)) save_asking(tx, who, *asking);
        return result;
    };
    co_return co_await services.db.transact<Result<Done>>(who, std::move(take));
}

}  // namespace

Awaitable<Result<Done>> ask(const Services& services, AccountId who, vault::Member device,
                            const crypto::Digest& commitment) {
    std::function<Result<Done>(store::Transaction&)> take =
        [&](store::Transaction& tx) -> Result<Done> {
        const auto shelf = load_shelf(tx, who);
        if (!shelf) return refusal(Why::not_accepted);
        const auto& devices = shelf->head.roster.devices;
        if (devices.size() >= vault::devices_max || shelf->head.roster.find(device.id))
            return refusal(Why::vault_unfit);
        save_asking(tx, who, {device, commitment, {}, {}, tx.now()});
        return Done{};
    };
    co_return co_await services.db.transact<Result<Done>>(who, std::move(take));
}

Awaitable<Result<Waiting>> waiting(const Services& services, AccountId who, Time now) {
    std::function<Result<Waiting>(store::Reader&)> read =
        [&](store::Reader& reader) -> Result<Waiting> {
        auto asking = load_asking(reader, who, now);
        auto shelf = load_shelf(reader, who);
        if (!asking || !shelf) return refusal(Why::nobody_asks);
        return Waiting{*std::move(asking), *std::move(shelf)};
    };
    co_return co_await services.db.read<Result<Waiting>>(std::move(read));
}

Awaitable<Result<Done>> open(const Services& services, AccountId who,
                             const vault::ApprovalNonce& nonce) {
    Step decide = [&nonce](store::Transaction&, Asking& asking) -> Result<Done> {
        if (!asking.answer || asking.opened) return refusal(Why::nobody_asks);
        asking.opened = nonce;
        return Done{};
    };
    return step(services, who, std::move(decide));
}

Awaitable<Result<std::optional<Asking>>> asked(const Services& services,
                                               const SignedRequest& request, Time now) {
    auto result = co_await shelf_of(services, request, now);
    if (const auto* refused = std::get_if<Refusal>(&result)) co_return *refused;
    const auto who = std::get<Shelf>(result).who;
    std::function<std::optional<Asking>(store::Reader&)> read = [&](store::Reader& reader) {
        return load_asking(reader, who, now);
    };
    co_return co_await services.db.read<std::optional<Asking>>(std::move(read));
}

Awaitable<Result<Done>> answer(const Services& services, const SignedRequest& request,
                               const vault::DeviceId& seen, const vault::ApprovalNonce& nonce,
                               Time now) {
    auto result = co_await shelf_of(services, request, now);
    if (const auto* refused = std::get_if<Refusal>(&result)) co_return *refused;
    const auto who = std::get<Shelf>(result).who;
    Step decide = [&](store::Transaction& tx, Asking& asking) -> Result<Done> {
        const auto shelf = load_shelf(tx, who);
        if (!shelf || !shelf->head.roster.find(request.device)) return refusal(Why::not_accepted);
        // Once: who could answer again could try nonces until a code fits.
        if (asking.device.id != seen || asking.answer) return refusal(Why::nobody_asks);
        asking.answer = nonce;
        return Done{};
    };
    co_return co_await step(services, who, std::move(decide));
}

Awaitable<Result<Done>> end_asking(const Services& services, const SignedRequest& request,
                                   Time now) {
    auto result = co_await shelf_of(services, request, now);
    if (const auto* refused = std::get_if<Refusal>(&result)) co_return *refused;
    const auto who = std::get<Shelf>(result).who;
    std::function<bool(store::Transaction&)> drop = [&](store::Transaction& tx) {
        drop_asking(tx, who);
        return true;
    };
    co_await services.db.transact<bool>(who, std::move(drop));
    co_return Done{};
}

}  // namespace sparekey::sync

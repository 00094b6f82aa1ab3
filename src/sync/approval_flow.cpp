#include "sync/approval_flow.h"

#include "sync/approval_table.h"

namespace sparekey::sync {
namespace {

using account::Done;
using account::Services;
using Asked = std::variant<account::Refusal, Refusal, Done>;

Refusal refusal(Why why) { return {why, {}}; }

// One step with the device that asks, in the transaction that saves what became of it: nullopt
// where it asks no more.
using Step = std::function<Result<Done>(store::Transaction&, std::optional<Asking>&)>;

Awaitable<Result<Done>> step(const Services& services, AccountId who, vault::DeviceId device,
                             Step decide) {
    std::function<Result<Done>(store::Transaction&)> take =
        [&](store::Transaction& tx) -> Result<Done> {
        auto asking = load_asking(tx, who);
        if (!asking || asking->device.id != device) return refusal(Why::nobody_asks);
        auto result = decide(tx, asking);
        if (!std::holds_alternative<Done>(result)) return result;
        if (asking) save_asking(tx, who, *asking);
        if (!asking) drop_asking(tx, who);
        return result;
    };
    co_return co_await services.db.transact<Result<Done>>(who, std::move(take));
}

}  // namespace

Awaitable<Asked> ask(const Services& services, AccountId who, vault::Member device,
                     const crypto::Digest& commitment) {
    std::function<Asked(store::Transaction&)> take = [&](store::Transaction& tx) -> Asked {
        const auto shelf = load_shelf(tx, who);
        if (!shelf) return refusal(Why::not_accepted);
        const auto& devices = shelf->head.roster.devices;
        if (devices.size() >= vault::devices_max || shelf->head.roster.find(device.id))
            return refusal(Why::vault_unfit);
        const auto next = next_ask(load_asks(tx, who), tx.now());
        if (next > tx.now()) return account::Refusal{account::Why::too_many_tries, next};
        add_ask(tx, who);
        save_asking(tx, who, {device, commitment, {}, {}, tx.now()});
        return Done{};
    };
    co_return co_await services.db.transact<Asked>(who, std::move(take));
}

Awaitable<Result<Waiting>> waiting(const Services& services, AccountId who,
                                   const vault::DeviceId& device, Time now) {
    std::function<Result<Waiting>(store::Reader&)> read =
        [&](store::Reader& reader) -> Result<Waiting> {
        auto shelf = load_shelf(reader, who);
        if (shelf && shelf->head.roster.find(device)) return Waiting{{}, *std::move(shelf)};
        const auto asking = load_asking(reader, who, now);
        if (!asking || asking->device.id != device) return refusal(Why::nobody_asks);
        return Waiting{asking->answer, {}};
    };
    co_return co_await services.db.read<Result<Waiting>>(std::move(read));
}

Awaitable<Result<Done>> open(const Services& services, AccountId who, const vault::DeviceId& device,
                             const vault::ApprovalNonce& nonce) {
    Step decide = [&nonce](store::Transaction&, std::optional<Asking>& asking) -> Result<Done> {
        if (!asking->answer || asking->opened) return refusal(Why::nobody_asks);
        asking->opened = nonce;
        return Done{};
    };
    co_return co_await step(services, who, device, std::move(decide));
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
                               const vault::DeviceId& device, const vault::ApprovalNonce& nonce,
                               Time now) {
    auto result = co_await shelf_of(services, request, now);
    if (const auto* refused = std::get_if<Refusal>(&result)) co_return *refused;
    const auto who = std::get<Shelf>(result).who;
    Step decide = [&](store::Transaction& tx, std::optional<Asking>& asking) -> Result<Done> {
        if (!still_there(tx, who, request)) return refusal(Why::not_accepted);
        // Once: who could answer again could try nonces until a code fits.
        if (asking->answer) return refusal(Why::nobody_asks);
        asking->answer = nonce;
        return Done{};
    };
    co_return co_await step(services, who, device, std::move(decide));
}

Awaitable<Result<Done>> refuse(const Services& services, const SignedRequest& request,
                               const vault::DeviceId& device, Time now) {
    auto result = co_await shelf_of(services, request, now);
    if (const auto* refused = std::get_if<Refusal>(&result)) co_return *refused;
    const auto who = std::get<Shelf>(result).who;
    Step decide = [&](store::Transaction& tx, std::optional<Asking>& asking) -> Result<Done> {
        if (!still_there(tx, who, request)) return refusal(Why::not_accepted);
        asking.reset();
        return Done{};
    };
    co_return co_await step(services, who, device, std::move(decide));
}

}  // namespace sparekey::sync

#include "sync/approval_flow.h"

#include "signin/current.h"
#include "sync/approval_table.h"

namespace sparekey::sync {
namespace {

using account::Done;
using account::Services;

Refusal refusal(Why why) { return {why, {}}; }

account::Refusal not_signed_in() { return {account::Why::not_signed_in}; }

// Whose passphrase was given.
Awaitable<std::optional<AccountId>> opener(const Services& services, const account::Token& token,
                                           Time now) {
    std::optional<account::Token> given = token.clone();
    const auto current = co_await signin::current(services, std::move(given), now);
    if (!current) co_return std::nullopt;
    co_return current->who;
}

// The same refusal or outcome, where one more kind of refusal is possible.
template <class T>
SignedIn<T> widened(Result<T> result) {
    return std::visit([](auto&& one) -> SignedIn<T> { return std::forward<decltype(one)>(one); },
                      std::move(result));
}

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

Awaitable<SignedIn<Done>> ask(const Services& services, const account::Token& token,
                              vault::Member device, const crypto::Digest& commitment, Time now) {
    const auto who = co_await opener(services, token, now);
    if (!who) co_return not_signed_in();
    std::function<SignedIn<Done>(store::Transaction&)> take =
        [&](store::Transaction& tx) -> SignedIn<Done> {
        const auto shelf = load_shelf(tx, *who);
        if (!shelf) return refusal(Why::not_accepted);
        const auto& devices = shelf->head.roster.devices;
        if (devices.size() >= vault::devices_max || shelf->head.roster.find(device.id))
            return refusal(Why::vault_unfit);
        const auto next = next_ask(load_asks(tx, *who), tx.now());
        if (next > tx.now()) return account::Refusal{account::Why::too_many_tries, next};
        add_ask(tx, *who);
        save_asking(tx, *who, {device, commitment, {}, {}, tx.now()});
        return Done{};
    };
    co_return co_await services.db.transact<SignedIn<Done>>(*who, std::move(take));
}

Awaitable<SignedIn<Waiting>> waiting(const Services& services, const account::Token& token,
                                     const vault::DeviceId& device, Time now) {
    const auto who = co_await opener(services, token, now);
    if (!who) co_return not_signed_in();
    std::function<Result<Waiting>(store::Reader&)> read =
        [&](store::Reader& reader) -> Result<Waiting> {
        auto shelf = load_shelf(reader, *who);
        if (shelf && shelf->head.roster.find(device)) return Waiting{{}, *std::move(shelf)};
        const auto asking = load_asking(reader, *who, now);
        if (!asking || asking->device.id != device) return refusal(Why::nobody_asks);
        return Waiting{asking->answer, {}};
    };
    auto result = co_await services.db.read<Result<Waiting>>(std::move(read));
    co_return widened(std::move(result));
}

Awaitable<SignedIn<Done>> open(const Services& services, const account::Token& token,
                               const vault::DeviceId& device, const vault::ApprovalNonce& nonce,
                               Time now) {
    const auto who = co_await opener(services, token, now);
    if (!who) co_return not_signed_in();
    Step decide = [&nonce](store::Transaction&, std::optional<Asking>& asking) -> Result<Done> {
        if (!asking->answer || asking->opened) return refusal(Why::nobody_asks);
        asking->opened = nonce;
        return Done{};
    };
    auto result = co_await step(services, *who, device, std::move(decide));
    co_return widened(std::move(result));
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

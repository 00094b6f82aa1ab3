#include "operators/verify.h"

namespace sparekey::operators {

Awaitable<Result<Verified>> verify(const Verify& call) {
    const ByCode asked{.services = call.services,
                       .client = call.client,
                       .who = call.who,
                       .code = call.code,
                       .repeat = call.repeat,
                       .operation = guard::Operation::sign_in,
                       .backup_code_counts = true,
                       .confirm_last = call.confirm_last};
    auto acting = verifying();
    const auto told = co_await by_code(asked, std::move(acting));
    if (const auto* refusal = std::get_if<Refusal>(&told)) co_return *refusal;
    co_return verified_of(std::get<Told>(told));
}

}  // namespace sparekey::operators

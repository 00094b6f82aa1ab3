// For tests: an upload without a network.
#pragma once
#include <algorithm>
#include <functional>
#include <memory>

#include "evidence/store.h"

namespace sparekey::evidence {

// In parts of an odd size. Breaks off behind the octets where they are not the whole; `at_end` is
// called before the last of them are taken. The octets outlive it.
inline ReadUpload reading(BytesView octets, bool whole = true, std::function<void()> at_end = {}) {
    auto left = std::make_shared<BytesView>(octets);
    return
        [left, whole, at_end](std::span<std::byte> room) -> Awaitable<std::optional<std::size_t>> {
            const auto taken = std::min({room.size(), left->size(), std::size_t{30'011}});
            std::ranges::copy(left->first(taken), room.begin());
            *left = left->subspan(taken);
            if (left->empty() && at_end) at_end();
            if (taken == 0 && !whole) co_return std::nullopt;
            co_return taken;
        };
}

}  // namespace sparekey::evidence

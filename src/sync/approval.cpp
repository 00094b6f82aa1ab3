#include "sync/approval.h"

#include <algorithm>

namespace sparekey::sync {

Time next_ask(const guard::TryLog& asked, Time now) {
    return std::max(asked.next(asks_hour, Time{}, now), asked.next(asks_day, Time{}, now));
}

bool is_over(const Asking& asking, Time now) {
    return now >= asking.asked_at + vault::approval_lives;
}

bool lets_in(const Asking& asking, const vault::VaultId& vault, const vault::Member& added) {
    if (!asking.answer || !asking.opened) return false;
    const auto& [id, name, keys, at] = asking.device;
    return added.id == id && added.name == name && added.keys == keys &&
           vault::commitment_of(vault, added, *asking.opened) == asking.commitment;
}

}  // namespace sparekey::sync

#include "recovery/receipt.h"

#include <algorithm>

#include "recovery/names.h"

namespace sparekey::recovery {

bool is_receipt_of(const Case& c, const crypto::Pepper& pepper, std::string_view typed) {
    const auto digest = receipt_digest(pepper, c.who, c.id, typed);
    return digest && !c.receipt_digest.empty() &&
           crypto::constant_time_equal(*digest, c.receipt_digest);
}

const Case* with_receipt(const Docket& docket, const crypto::Pepper& pepper,
                         std::string_view typed) {
    const auto found = std::ranges::find_if(
        docket.cases, [&](const Case& c) { return is_receipt_of(c, pepper, typed); });
    return found == docket.cases.end() ? nullptr : &*found;
}

}  // namespace sparekey::recovery

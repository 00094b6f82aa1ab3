// What the latest proof of destruction came to, for the lead's board.
#pragma once
#include <optional>

#include "evidence/witness.h"
#include "store/database.h"

namespace sparekey::evidence {

struct LastProof {
    Time at{};
    bool is_good = false;
    bool operator==(const LastProof&) const = default;
};

void save_proof(store::Transaction&, const Proof&, Time now);
// nullopt before the first.
[[nodiscard]] std::optional<LastProof> last_proof(store::Reader&);

}  // namespace sparekey::evidence

// The daemon's appeals and its desk: how it works, where their keys are, and what their flows are
// handed.
#pragma once
#include "evidence/store.h"
#include "recovery/bench_flow.h"
#include "recovery/open_appeals.h"
#include "recovery/store_keys.h"
#include "sparekeyd/configuration.h"
#include "sparekeyd/realms.h"

namespace sparekey::sparekeyd {

// From here on the site's services ask for open appeals. `realms` and `evidence` outlive it. Throws
// Failure{refused} when the file of reasons cannot be read.
class OpenDesk {
   public:
    OpenDesk(const Configuration&, Realms&, evidence::Store&);
    OpenDesk(const OpenDesk&) = delete;
    OpenDesk& operator=(const OpenDesk&) = delete;

    [[nodiscard]] const recovery::Office& office() const { return office_; }
    [[nodiscard]] const recovery::Bench& bench() const { return bench_; }

   private:
    recovery::DocketAppeals appeals_;
    recovery::Desk desk_;
    recovery::StoreKeys keys_;
    recovery::Office office_;
    recovery::Bench bench_;
};

}  // namespace sparekey::sparekeyd

// The daemon's evidence: its store, opened with the key file that the database was used with, and
// what is done for it now and then.
#pragma once
#include <memory>
#include <vector>

#include "crypto/key_ring.h"
#include "evidence/store.h"
#include "sparekeyd/configuration.h"
#include "sparekeyd/jobs.h"
#include "store/database.h"

namespace sparekey::sparekeyd {

// The database remembers the key file's id from the first start on; a file that it does not
// remember yet is made. Throws Failure{refused}, naming the file, when it is missing, another one,
// or cannot be read. `ring` outlives the store.
[[nodiscard]] std::unique_ptr<evidence::Store> open_evidence(const Configuration&,
                                                             const crypto::KeyRing& ring,
                                                             store::Database&);

// The key file's backups, keys under the ring's newest key, what crashes left, pictures that are
// forgotten, and the nightly proof that what was destroyed is.
[[nodiscard]] std::vector<Job> evidence_jobs(evidence::Store&, store::Database&);

}  // namespace sparekey::sparekeyd

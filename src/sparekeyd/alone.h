// The database and the keys for one command, where no daemon has them.
#pragma once
#include <memory>

#include "account/hash_pool.h"
#include "account/services.h"
#include "recovery/open_appeals.h"
#include "sparekeyd/configuration.h"
#include "sparekeyd/realms.h"
#include "sparekeyd/start.h"
#include "store/database.h"

namespace sparekey::sparekeyd {

class Alone {
   public:
    // Throws as open_database() and load_keys(): nothing is made that is missing.
    explicit Alone(const Configuration&);
    Alone(const Alone&) = delete;
    Alone& operator=(const Alone&) = delete;

    [[nodiscard]] const Realms& realms() const { return realms_; }

   private:
    std::unique_ptr<store::Database> db_;
    Keys keys_;
    account::HashPool hashes_{1, 1};
    account::Settings settings_;
    account::Settings desk_settings_;
    Realms realms_;
    recovery::DocketAppeals appeals_;  // Whoever closes an account ends its appeals.
};

}  // namespace sparekey::sparekeyd

// The threads that hash passwords and backup codes: Argon2id's memory times `threads` is the
// daemon's budget for it.
#pragma once
#include "base/work_pool.h"

namespace sparekey::account {

class HashPool : public WorkPool {
   public:
    HashPool(int threads, int queue_max) : WorkPool("the hash threads", threads, queue_max) {}
};

}  // namespace sparekey::account

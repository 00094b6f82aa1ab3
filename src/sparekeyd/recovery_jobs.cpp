#include "sparekeyd/recovery_jobs.h"

#include "recovery/due_flow.h"
#include "recovery/late_look_flow.h"
#include "recovery/retention_flow.h"

namespace sparekey::sparekeyd {

using namespace std::chrono_literals;

std::vector<Job> recovery_jobs(const recovery::Office& office, evidence::Store& store) {
    return {
        {"appeal_pictures", 2s,
         [&](Time) { return recovery::look_at_waiting_pictures(office, store); }},
        // Somebody waits for the first answer of the machine; what is due besides is in days.
        {"appeals", 1s, [&](Time now) { return recovery::look_after_appeals(office, now); }},
        {"appeal_retention", 10min,
         [&](Time now) { return recovery::destroy_what_is_due(office, now); }},
    };
}

}  // namespace sparekey::sparekeyd

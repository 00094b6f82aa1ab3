#include "base/time.h"

namespace sparekey {

Time wall_clock() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

}  // namespace sparekey

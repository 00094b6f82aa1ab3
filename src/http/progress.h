// How long a client may take for a body that is read as it arrives: so long for each next so many
// octets. Slow is allowed; standing still, or a byte now and then, is not. Pure.
#pragma once
#include <algorithm>
#include <cstddef>

#include "http/watchdog.h"

namespace sparekey::http {

class Progress {
   public:
    Progress(Steady::duration time, std::size_t octets)
        : time_max_(time), octets_each_(octets), time_left_(time), octets_left_(octets) {}

    // For the next read.
    [[nodiscard]] Steady::duration time_left() const { return time_left_; }
    // So many octets came, after waiting so long for them.
    void took(std::size_t octets, Steady::duration waited) {
        time_left_ -= waited;
        octets_left_ -= std::min(octets_left_, octets);
        if (octets_left_ > 0) return;
        time_left_ = time_max_;
        octets_left_ = octets_each_;
    }

   private:
    Steady::duration time_max_;
    std::size_t octets_each_;
    Steady::duration time_left_;
    std::size_t octets_left_;
};

}  // namespace sparekey::http

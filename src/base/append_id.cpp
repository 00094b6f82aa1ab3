#include "base/append_id.h"

#include <atomic>

#include "base/check.h"
#include "base/random.h"

namespace sparekey {
namespace {

constexpr int process_bits = 11;

std::int64_t draw_process() {
    const auto octets = random_bytes<2>();
    const auto value =
        std::to_integer<std::int64_t>(octets[0]) << 8 | std::to_integer<std::int64_t>(octets[1]);
    return value & ((std::int64_t{1} << process_bits) - 1);
}

}  // namespace

std::int64_t next_append_id(Time now) {
    static const std::int64_t process = draw_process();
    static std::atomic<std::int64_t> last_micros{0};

    std::int64_t last = last_micros.load(std::memory_order_relaxed);
    std::int64_t micros = 0;
    do {
        micros = to_micros(now) > last ? to_micros(now) : last + 1;
    } while (!last_micros.compare_exchange_weak(last, micros, std::memory_order_relaxed));
    ENSURE(micros > 0 && micros < std::int64_t{1} << 52);  // Until the year 2112.
    return micros << process_bits | process;
}

std::int64_t first_append_id_at(Time t) { return to_micros(t) << process_bits; }

Time append_id_time(std::int64_t id) { return from_micros(id >> process_bits); }

}  // namespace sparekey

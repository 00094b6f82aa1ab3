#include "guard/budgets.h"

#include <algorithm>

#include "base/check.h"
#include "base/failure.h"

namespace sparekey::guard {
namespace {

using std::chrono::seconds;

constexpr std::uint8_t version = 1;
constexpr auto wait_first = seconds{30};
constexpr auto wait_max = seconds{3600};

std::uint32_t whole_seconds(Time t) {
    return static_cast<std::uint32_t>(std::chrono::floor<seconds>(t.time_since_epoch()).count());
}
Time at(std::uint32_t second) { return Time{seconds{second}}; }

seconds wait_after(std::uint32_t consecutive) {
    if (consecutive < PasswordTries::free) return seconds{0};
    const auto doublings = std::min(consecutive - PasswordTries::free, 10U);
    return std::min<seconds>(wait_first * (1U << doublings), wait_max);
}

void append_u32(Bytes& to, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        to.push_back(static_cast<std::byte>(value >> shift));
}

void append_log(Bytes& to, const TryLog& log) {
    to.push_back(static_cast<std::byte>(log.seconds().size()));
    for (const auto second : log.seconds()) append_u32(to, second);
}

// Reads what the appends above wrote; once something is missing everything after it is.
class Reader {
   public:
    explicit Reader(BytesView from) : from_(from) {}

    std::optional<std::uint8_t> u8() {
        if (from_.empty()) return std::nullopt;
        const auto value = std::to_integer<std::uint8_t>(from_.front());
        from_ = from_.subspan(1);
        return value;
    }
    std::optional<std::uint32_t> u32() {
        std::uint32_t value = 0;
        for (int i = 0; i < 4; ++i) {
            const auto octet = u8();
            if (!octet) return std::nullopt;
            value = value << 8 | *octet;
        }
        return value;
    }
    std::optional<Time> time() {
        const auto value = read_u64(from_, 0);
        if (!value) return std::nullopt;
        from_ = from_.subspan(8);
        return from_micros(static_cast<std::int64_t>(*value));
    }
    std::optional<TryLog> log() {
        const auto count = u8();
        if (!count) return std::nullopt;
        std::vector<std::uint32_t> all;
        for (int i = 0; i < *count; ++i) {
            const auto second = u32();
            if (!second) return std::nullopt;
            all.push_back(*second);
        }
        return TryLog::of(std::move(all));
    }
    [[nodiscard]] bool done() const { return from_.empty(); }

   private:
    BytesView from_;
};

}  // namespace

bool PasswordTries::open(Time now) const {
    return !disabled() && now >= last + wait_after(consecutive);
}

bool PasswordTries::charge(Time now) {
    ++consecutive;
    last = std::max(last, now);
    return consecutive == free || consecutive == consecutive_max;
}

Time TryLog::next(Rate rate, Time since, Time now) const {
    // The try that must leave the window before another fits is the tries_max-th from the end.
    if (at_s_.size() < rate.tries_max) return now;
    const auto oldest = at(at_s_[at_s_.size() - rate.tries_max]);
    // Whole seconds: a try in the very second of a success counts, as one that came after it.
    if (oldest < std::chrono::floor<std::chrono::seconds>(since)) return now;
    return std::max(now, Time{oldest + rate.window});
}

void TryLog::add(Time now) {
    // A clock that was set back must not make old tries look older than they are.
    const auto second = whole_seconds(now);
    at_s_.push_back(at_s_.empty() ? second : std::max(second, at_s_.back()));
    if (at_s_.size() > kept_max) at_s_.erase(at_s_.begin());
}

void TryLog::take_back() {
    if (!at_s_.empty()) at_s_.pop_back();
}

void TryLog::forget_before(Time t) {
    const auto keep = std::ranges::lower_bound(at_s_, whole_seconds(t));
    at_s_.erase(at_s_.begin(), keep);
}

std::optional<TryLog> TryLog::of(std::vector<std::uint32_t> all) {
    if (all.size() > kept_max || !std::ranges::is_sorted(all)) return std::nullopt;
    TryLog log;
    log.at_s_ = std::move(all);
    return log;
}

Time FactorTries::next(Time now) const {
    return std::max({tries.next(hour, refilled, now), tries.next(day, refilled, now),
                     tries.next(month, Time{}, now)});
}

bool FactorTries::charge(Time now) {
    tries.forget_before(now - month.window);
    tries.add(now);
    return next(now) > now;
}

void FactorTries::succeed(Time now) {
    tries.take_back();
    // Where nothing was wrong since, the row stays as it is and need not be written.
    const auto& all = tries.seconds();
    if (!all.empty() && all.back() >= whole_seconds(refilled)) refilled = now;
}

Time Sends::next(Time now) const {
    return std::max(log.next(hour, Time{}, now), log.next(day, Time{}, now));
}

void Sends::add(Time now) {
    log.forget_before(now - day.window);
    log.add(now);
}

Bytes Budgets::encode() const {
    Bytes all;
    all.reserve(64);  // Without tries it has 33 octets.
    all.push_back(std::byte{version});
    append_u32(all, password.consecutive);
    append_u64(all, static_cast<std::uint64_t>(to_micros(password.last)));
    append_log(all, factor.tries);
    append_u64(all, static_cast<std::uint64_t>(to_micros(factor.refilled)));
    append_log(all, mails.log);
    append_log(all, reliefs);
    append_log(all, drills);
    append_u64(all, static_cast<std::uint64_t>(to_micros(owner_mail)));
    return all;
}

std::optional<Budgets> Budgets::decode(BytesView from) {
    Reader read{from};
    if (read.u8() != version) return std::nullopt;
    const auto consecutive = read.u32();
    const auto last = read.time();
    const auto factor_log = read.log();
    const auto refilled = read.time();
    const auto mails_log = read.log();
    const auto reliefs_log = read.log();
    const auto drills_log = read.log();
    const auto owner = read.time();
    if (!consecutive || !last || !factor_log || !refilled || !mails_log || !reliefs_log ||
        !drills_log || !owner || !read.done()) {
        return std::nullopt;
    }
    return Budgets{{*consecutive, *last}, {*factor_log, *refilled},
                   {*mails_log},          *reliefs_log,
                   *drills_log,           *owner};
}

Budgets budgets_of(BytesView from) {
    auto budgets = Budgets::decode(from);
    if (!budgets) throw Failure{Failure::Kind::broken, "guard.budgets cannot be read"};
    return *std::move(budgets);
}

}  // namespace sparekey::guard

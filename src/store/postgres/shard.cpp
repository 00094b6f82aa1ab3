#include "store/postgres/shard.h"

#include <algorithm>

#include "base/check.h"
#include "store/postgres/load_pipeline.h"
#include "store/postgres/resolve.h"
#include "store/postgres/save_pipeline.h"

namespace sparekey::store::postgres {
namespace {

using State = Pending::State;

constexpr std::chrono::milliseconds back_off_min{50};
constexpr int back_off_doublings_max = 5;  // Up to 1.6 s.

}  // namespace

Shard::Shard(const ConnectionOptions& options, const Stop& stop, const Limits& limits, Clock clock)
    : limits_(limits),
      clock_(std::move(clock)),
      stop_(stop),
      connection_(options, stop),
      queue_(limits.queue_max, limits.account_queue_max),
      thread_([this] { work(); }) {}

Shard::~Shard() {
    queue_.close();
    thread_.join();
}

void Shard::submit(std::unique_ptr<ChangeOperation> change) {
    change->submitted = clock_();
    switch (queue_.push(change)) {
    case AccountQueue::Pushed::taken: return;
    case AccountQueue::Pushed::full:
        return deliver_failed(std::move(change), busy("the queue of changes is full"));
    case AccountQueue::Pushed::account_full:
        return deliver_failed(std::move(change), busy("the account's queue of changes is full"));
    case AccountQueue::Pushed::closed:
        return deliver_failed(std::move(change), unavailable("the database is closing"));
    }
}

void Shard::work() {
    while (!batch_.empty() || !queue_.done()) {
        take();
        try {
            run();
        } catch (const Failure& failure) {
            // Nothing of the load was written, and the save says itself what is in doubt. The rest
            // is begun anew, until its deadline.
            connection_.close();
            back_off(failure);
        }
        answer();
    }
}

// Fills the batch up beside what is being tried again.
void Shard::take() {
    std::unordered_set<AccountId> busy_accounts;
    for (const auto& pending : batch_) busy_accounts.insert(pending.operation->account());
    const auto room = limits_.batch_max - static_cast<int>(batch_.size());
    for (auto& change : queue_.take(room, busy_accounts)) batch_.emplace_back(std::move(change));
    for (auto& pending : batch_) {
        if (pending.state == State::waiting && overdue(pending)) {
            pending.fail(busy("waited too long for the database"));
        }
    }
}

void Shard::run() {
    if (batch_.empty()) return;
    connection_.open();
    losses_ = 0;
    resolve_doubts();
    load();
    decide();
    save(in_state(State::saving), connection_, {limits_.attempts_max});
}

void Shard::load() {
    std::vector<Loading> all;
    for (const auto* pending : in_state(State::waiting)) {
        all.push_back({pending->operation->account(), &pending->operation->loads, {}, 0, nullptr});
    }
    if (all.empty()) return;
    postgres::load(all, connection_);
    const auto waiting = in_state(State::waiting);
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto& pending = *waiting[i];
        if (all[i].failure) {
            pending.fail(all[i].failure);
            continue;
        }
        pending.loaded = std::move(all[i].loaded);
        pending.old_write_id = all[i].write_id;
        pending.state = State::deciding;
    }
}

void Shard::decide() {
    const auto now = clock_();
    for (auto* pending : in_state(State::deciding)) {
        try {
            pending->plan = pending->operation->decide(pending->loaded, now);
            pending->new_write_id = random_id();
            // Nothing to write: the snapshot it saw is its answer.
            pending->state = pending->plan.guard ? State::saving : State::done;
        } catch (...) {
            pending->fail(std::current_exception());
        }
    }
}

void Shard::resolve_doubts() {
    const auto doubts = in_state(State::in_doubt);
    if (doubts.empty()) return;
    postgres::resolve(doubts, connection_, limits_.attempts_max);
    give_up_doubts();
}

// A doubt has as long as a change has to be begun.
void Shard::give_up_doubts() {
    const auto now = clock_();
    for (auto* pending : in_state(State::in_doubt)) {
        if (!pending->in_doubt_since) pending->in_doubt_since = now;
        if (now - *pending->in_doubt_since > limits_.deadline || stop_.requested())
            pending->fail(unknown());
    }
}

// Hands back what is done; the rest stays for the next batch.
void Shard::answer() {
    Deliveries deliveries;
    Batch left;
    for (auto& pending : batch_) {
        if (pending.state == State::done)
            deliveries.add(std::move(pending.operation));
        else
            left.push_back(std::move(pending));
    }
    batch_ = std::move(left);
    deliveries.send();
}

void Shard::back_off(const Failure& failure) {
    for (auto& pending : batch_) {
        if (pending.state == State::deciding || pending.state == State::saving)
            pending.state = State::waiting;
        if (pending.state == State::waiting && (overdue(pending) || stop_.requested())) {
            pending.fail(unavailable(failure.what()));
        }
    }
    give_up_doubts();
    const auto doublings = std::min(losses_++, back_off_doublings_max);
    stop_.wait_for(back_off_min * (1 << doublings));
}

bool Shard::overdue(const Pending& pending) const {
    return clock_() - pending.operation->submitted > limits_.deadline;
}

Share Shard::in_state(State state) {
    Share found;
    for (auto& pending : batch_) {
        if (pending.state == state) found.push_back(&pending);
    }
    return found;
}

}  // namespace sparekey::store::postgres

#include "store/sqlite/checkpointer.h"

namespace sparekey::store::sqlite {
namespace {

constexpr int rounds_max =
    4;  // While one is copied, the writer appends: later rounds have less to do.
constexpr int last_part_share = 8;  // Small enough for the writer: an eighth of what made it due.

}  // namespace

Checkpointer::Checkpointer(const ConnectionOptions& options, int frames_due)
    : connection_(options),
      frames_due_(frames_due),
      due_at_(frames_due),
      thread_([this] { work(); }) {}

Checkpointer::~Checkpointer() {
    {
        const std::lock_guard lock{mutex_};
        closing_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Checkpointer::log_has(int frames) {
    if (frames < frames_before_) due_at_ = frames_due_;  // The log has started anew.
    frames_before_ = frames;
    if (frames < due_at_) return;
    due_at_ = frames + frames_due_;
    {
        const std::lock_guard lock{mutex_};
        due_ = true;
    }
    wake_.notify_one();
}

void Checkpointer::work() {
    std::unique_lock lock{mutex_};
    while (!closing_) {
        wake_.wait(lock, [this] { return due_ || closing_; });
        due_ = false;
        lock.unlock();
        copy();
        lock.lock();
    }
}

void Checkpointer::copy() {
    for (int round = 0; round < rounds_max; ++round) {
        if (checkpoint(connection_) <= frames_due_ / last_part_share) break;
    }
    last_part_due_ = true;
}

int checkpoint(Connection& connection) {
    int frames = 0;
    int copied = 0;
    // A pass that fails (disk full, or another one under way) loses nothing: the log keeps what was
    // not copied, and the writer meets the same disk with its next commit and says so.
    sqlite3_wal_checkpoint_v2(connection.raw(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &frames,
                              &copied);
    return frames > copied ? frames - copied : 0;
}

}  // namespace sparekey::store::sqlite

// Copies the write-ahead log into the file, on a thread of its own, so that no commit waits for it.
#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "store/sqlite/connection.h"

namespace sparekey::store::sqlite {

class Checkpointer {
   public:
    // `frames_due`: how many pages the log grows by before it is copied.
    Checkpointer(const ConnectionOptions& options, int frames_due);
    ~Checkpointer();

    // From the writer, after a commit: how many pages the log has.
    void log_has(int frames);
    // From the writer, between two batches: true once after all but the newest pages were copied.
    // The log starts anew only when every page is copied and nothing is being written, so the last
    // few are the writer's to copy.
    [[nodiscard]] bool take_last_part_due() { return last_part_due_.exchange(false); }

   private:
    void work();
    void copy();

    Connection connection_;
    const int frames_due_;
    int due_at_;             // The writer's.
    int frames_before_ = 0;  // The writer's.
    std::atomic<bool> last_part_due_ = false;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool due_ = false;
    bool closing_ = false;
    std::thread thread_;
};

// One pass that waits for nobody. Says how many pages stay uncopied.
int checkpoint(Connection& connection);

}  // namespace sparekey::store::sqlite

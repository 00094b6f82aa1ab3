// A failure of the world: disk full, database gone, queue full. The only type we throw.
#pragma once
#include <stdexcept>
#include <string>

namespace sparekey {

class Failure : public std::runtime_error {
   public:
    enum class Kind {
        busy,         // A queue is full or a deadline passed: nothing was done, try again. 503.
        unavailable,  // Disk full, database gone: nothing was done. 503.
        unknown,      // A commit whose answer was lost: it may or may not have landed. 503.
        broken,       // A statement failed or touched another number of rows: a bug of ours. 500.
        refused       // Start-up cannot go on: the text says which file or key and why.
    };

    // `what` is for the log: no personal data, no secret.
    Failure(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
    [[nodiscard]] Kind kind() const { return kind_; }

   private:
    Kind kind_;
};

}  // namespace sparekey

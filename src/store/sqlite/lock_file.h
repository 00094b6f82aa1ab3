// One daemon a database: an advisory lock on a file beside it, which the kernel frees however its
// holder ends.
#pragma once
#include <string>

namespace sparekey::store::sqlite {

class LockFile {
   public:
    // Failure{refused}, naming `path`, when another process (or another Database of this one) holds
    // it.
    explicit LockFile(const std::string& path);
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;
    ~LockFile();

   private:
    int fd_;
};

}  // namespace sparekey::store::sqlite

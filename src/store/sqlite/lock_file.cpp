#include "store/sqlite/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/failure.h"

namespace sparekey::store::sqlite {

LockFile::LockFile(const std::string& path)
    : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (fd_ < 0) {
        throw Failure{Failure::Kind::refused,
                      "cannot open " + path + ": " + std::generic_category().message(errno)};
    }
    if (::flock(fd_, LOCK_EX | LOCK_NB) == 0) return;
    ::close(fd_);
    throw Failure{Failure::Kind::refused,
                  "another daemon has this database: " + path + " is locked"};
}

// The file stays: to remove it would let two daemons lock two files of one name.
LockFile::~LockFile() { ::close(fd_); }

}  // namespace sparekey::store::sqlite

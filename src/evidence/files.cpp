#include "evidence/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "base/failure.h"

namespace sparekey::evidence {
namespace {

// Must be called before anything else may change errno. No path: it names an appeal.
[[noreturn]] void fail(const char* what) {
    const int why = errno;
    throw Failure{Failure::Kind::unavailable,
                  std::string("evidence: ") + what + ": " + std::generic_category().message(why)};
}

}  // namespace

std::optional<std::size_t> read_some(int descriptor, std::span<std::byte> to, off_t offset) {
    std::size_t done = 0;
    while (done < to.size()) {
        const auto got = ::pread(descriptor, to.data() + done, to.size() - done,
                                 offset + static_cast<off_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

bool read_at(int descriptor, std::span<std::byte> to, off_t offset) {
    return read_some(descriptor, to, offset) == to.size();
}

bool write_at(int descriptor, BytesView from, off_t offset) {
    while (!from.empty()) {
        const auto put = ::pwrite(descriptor, from.data(), from.size(), offset);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        from = from.subspan(static_cast<std::size_t>(put));
        offset += put;
    }
    return true;
}

void make_folder(const std::filesystem::path& folder) {
    struct ::stat status {};
    if (::stat(folder.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode)) return;
        errno = ENOTDIR;
        fail("cannot make a folder");
    }
    const auto above = std::filesystem::absolute(folder).parent_path();
    if (above != folder) make_folder(above);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) fail("cannot make a folder");
    sync_folder(above);
}

void sync_folder(const std::filesystem::path& folder) {
    const Descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!opened.is_open() || ::fsync(opened.get()) != 0) fail("cannot write a folder to the disk");
}

void replace_with_copy(int descriptor, const std::filesystem::path& file) {
    const auto beside = file.string() + ".new";
    ::unlink(beside.c_str());  // One that a crash left.
    const Descriptor to{::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!to.is_open()) fail("cannot create a copy");
    Bytes block(256 * 1024);
    for (off_t offset = 0;;) {
        const auto got = read_some(descriptor, block, offset);
        if (!got) fail("cannot read what is copied");
        if (*got == 0) break;
        if (!write_at(to.get(), BytesView{block}.first(*got), offset)) fail("cannot write a copy");
        offset += static_cast<off_t>(*got);
    }
    if (::fsync(to.get()) != 0) fail("cannot write a copy to the disk");
    if (::rename(beside.c_str(), file.c_str()) != 0) fail("cannot name a copy");
    sync_folder(std::filesystem::absolute(file).parent_path());
}

std::uint64_t free_octets(const std::filesystem::path& folder) {
    struct ::statvfs status {};
    if (::statvfs(folder.c_str(), &status) != 0) fail("cannot look at the disk");
    return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

}  // namespace sparekey::evidence

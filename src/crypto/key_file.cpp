#include "crypto/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/descriptor.h"
#include "base/failure.h"

namespace sparekey::crypto {
namespace {

// Must be called before anything else may change errno.
[[noreturn]] void refuse_with_errno(const std::filesystem::path& file, const std::string& what) {
    refuse_key_file(file, what + ": " + std::generic_category().message(errno));
}

int create_exclusively(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) refuse_with_errno(file, "cannot create it");
    return descriptor;
}

void write_durably(int descriptor, const std::filesystem::path& file, BytesView content) {
    while (!content.empty()) {
        const auto written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) refuse_with_errno(file, "cannot write it");
        content = content.subspan(static_cast<std::size_t>(written));
    }
    if (::fsync(descriptor) != 0) refuse_with_errno(file, "cannot write it to the disk");
}

// A new name is on the disk only when its folder is.
void sync_folder_of(const std::filesystem::path& file) {
    const auto folder = std::filesystem::absolute(file).parent_path();
    const Descriptor descriptor{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (descriptor.get() < 0 || ::fsync(descriptor.get()) != 0) {
        refuse_with_errno(folder, "cannot write the folder to the disk");
    }
}

struct ::stat checked_status(int descriptor, const std::filesystem::path& file) {
    struct ::stat status {};
    if (::fstat(descriptor, &status) != 0) refuse_with_errno(file, "cannot look at it");
    if (!S_ISREG(status.st_mode)) refuse_key_file(file, "is not a regular file");
    if ((status.st_mode & 077) != 0) {
        refuse_key_file(file, "is open to its group or the world; chmod 600 it");
    }
    if (std::cmp_greater(status.st_size, key_file_octets_max)) {
        refuse_key_file(file, "is too long to be a key file");
    }
    return status;
}

}  // namespace

void refuse_key_file(const std::filesystem::path& file, const std::string& why) {
    throw Failure{Failure::Kind::refused, "key file " + file.string() + ": " + why};
}

Secret read_key_file(const std::filesystem::path& file) {
    const Descriptor descriptor{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (descriptor.get() < 0) refuse_with_errno(file, "cannot open it");
    const auto status = checked_status(descriptor.get(), file);
    auto content = Secret::zeros(static_cast<std::size_t>(status.st_size));
    auto rest = content.writable();
    while (!rest.empty()) {
        const auto got = ::read(descriptor.get(), rest.data(), rest.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) refuse_with_errno(file, "cannot read it");
        if (got == 0) refuse_key_file(file, "became shorter while it was read");
        rest = rest.subspan(static_cast<std::size_t>(got));
    }
    return content;
}

void create_key_file(const std::filesystem::path& file, BytesView content) {
    const Descriptor descriptor{create_exclusively(file)};
    try {
        write_durably(descriptor.get(), file, content);
        sync_folder_of(file);
    } catch (const Failure&) {
        // Half a key file would be in the way of the next try.
        ::unlink(file.c_str());
        throw;
    }
}

KeyFileReplacement::KeyFileReplacement(const std::filesystem::path& file)
    : file_(file), beside_(file.string() + ".new"), descriptor_(create_exclusively(beside_)) {}

KeyFileReplacement::~KeyFileReplacement() {
    ::close(descriptor_);
    if (!committed_) ::unlink(beside_.c_str());
}

void KeyFileReplacement::commit(BytesView content) {
    struct ::stat before {};
    if (::stat(file_.c_str(), &before) != 0) refuse_with_errno(file_, "cannot look at it");
    // Whoever rotates as root must not take the file from the daemon's user.
    if (::geteuid() == 0 && ::fchown(descriptor_, before.st_uid, before.st_gid) != 0) {
        refuse_with_errno(beside_, "cannot give it to the owner of the file it replaces");
    }
    write_durably(descriptor_, beside_, content);
    if (::rename(beside_.c_str(), file_.c_str()) != 0)
        refuse_with_errno(file_, "cannot replace it");
    committed_ = true;
    sync_folder_of(file_);
}

}  // namespace sparekey::crypto

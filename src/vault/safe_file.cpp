#include "vault/safe_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/failure.h"

namespace sparekey::vault {
namespace {

namespace fs = std::filesystem;

class Descriptor {
   public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return value_; }

   private:
    int value_;
};

// Must be called before anything else may change errno.
[[noreturn]] void fail(const fs::path& file, const std::string& what, Failure::Kind kind) {
    throw Failure{kind,
                  file.string() + ": " + what + ": " + std::generic_category().message(errno)};
}

FileState state_of(const struct ::stat& status) {
    return {status.st_dev, status.st_ino,
            std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec,
            status.st_size};
}

std::optional<FileState> state_at(const fs::path& file) {
    struct ::stat status {};
    if (::stat(file.c_str(), &status) != 0) {
        if (errno == ENOENT) return std::nullopt;
        fail(file, "cannot look at it", Failure::Kind::unavailable);
    }
    return state_of(status);
}

void write_all(int descriptor, const fs::path& file, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail(file, "cannot write it", Failure::Kind::unavailable);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(descriptor) != 0) {
        fail(file, "cannot write it to the disk", Failure::Kind::unavailable);
    }
}

// Removed unless it was put in place.
class Temporary {
   public:
    explicit Temporary(fs::path file) : file_(std::move(file)) {
        ::unlink(file_.c_str());  // What a program that was ended left; the lock is ours.
        descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (descriptor_ < 0) fail(file_, "cannot create it", Failure::Kind::unavailable);
    }
    ~Temporary() {
        ::close(descriptor_);
        if (!placed_) ::unlink(file_.c_str());
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;

    void write(std::string_view text) { write_all(descriptor_, file_, text); }
    void place(const fs::path& target) {
        if (::rename(file_.c_str(), target.c_str()) != 0) {
            fail(target, "cannot be put in place", Failure::Kind::unavailable);
        }
        placed_ = true;
    }

   private:
    fs::path file_;
    int descriptor_ = -1;
    bool placed_ = false;
};

fs::path beside(const fs::path& file, std::string_view ending) {
    return file.string() + std::string{ending};
}

// A second name for what is there now, under which it stays when the first one is given away. A
// file system without second names keeps none: that is no reason not to write.
void keep_previous(const fs::path& file) {
    const auto waiting = beside(file, ".previous.new");
    ::unlink(waiting.c_str());
    if (::link(file.c_str(), waiting.c_str()) == 0) {
        ::rename(waiting.c_str(), beside(file, ".previous").c_str());
    }
}

void sync_folder(const fs::path& folder) {
    const Descriptor descriptor{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (descriptor.get() < 0 || ::fsync(descriptor.get()) != 0) {
        fail(folder, "cannot be written to the disk", Failure::Kind::unavailable);
    }
}

}  // namespace

std::optional<FileContent> read_whole(const fs::path& file, std::size_t octets_max) {
    const Descriptor descriptor{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (descriptor.get() < 0) {
        if (errno == ENOENT) return std::nullopt;
        fail(file, "cannot open it", Failure::Kind::refused);
    }
    struct ::stat status {};
    if (::fstat(descriptor.get(), &status) != 0) {
        fail(file, "cannot look at it", Failure::Kind::refused);
    }
    if (S_ISDIR(status.st_mode)) {
        throw Failure{Failure::Kind::refused, file.string() + ": is a folder"};
    }
    FileContent content{{}, state_of(status)};
    if (status.st_size > 0) content.text.reserve(static_cast<std::size_t>(status.st_size) + 1);
    // Read to its end, not to its size: it may be a pipe.
    for (std::string part(64 * 1024, '\0');;) {
        const auto got = ::read(descriptor.get(), part.data(), part.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(file, "cannot read it", Failure::Kind::refused);
        if (got == 0) return content;
        content.text.append(part.data(), static_cast<std::size_t>(got));
        if (content.text.size() > octets_max) {
            throw Failure{Failure::Kind::refused, file.string() + ": is too large"};
        }
    }
}

Written replace_file(const fs::path& file, std::string_view text,
                     const std::optional<FileState>& expected) {
    std::error_code error;
    const auto real = fs::weakly_canonical(fs::absolute(file), error);
    const auto target = error ? fs::absolute(file) : real;
    const Descriptor lock{
        ::open(beside(target, ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (lock.get() < 0) fail(target, "cannot be locked", Failure::Kind::unavailable);
    while (::flock(lock.get(), LOCK_EX) != 0) {
        if (errno != EINTR) fail(target, "cannot be locked", Failure::Kind::unavailable);
    }
    if (state_at(target) != expected) return Written::changed_meanwhile;

    Temporary next{beside(target, ".new")};
    next.write(text);
    if (expected) keep_previous(target);
    next.place(target);
    sync_folder(target.parent_path());
    return Written::done;
}

}  // namespace sparekey::vault

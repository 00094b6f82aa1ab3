// A copy of a SQLite file as it is at one moment.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/descriptor.h"
#include "base/failure.h"
#include "store/sqlite.h"
#include "store/sqlite/lock_file.h"

namespace sparekey::store {
namespace {

namespace fs = std::filesystem;

constexpr int pages_a_step = 4096;

struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
using File = std::unique_ptr<sqlite3, Close>;

[[noreturn]] void fail(Failure::Kind kind, const std::string& file, const std::string& why) {
    throw Failure{kind, file + ": " + why};
}

[[noreturn]] void fail_by(sqlite3* db, const std::string& file) {
    const int code = sqlite3_errcode(db);
    const bool is_ours = code == SQLITE_FULL || code == SQLITE_IOERR;
    fail(is_ours ? Failure::Kind::unavailable : Failure::Kind::refused, file, sqlite3_errmsg(db));
}

File open(const std::string& file, int access) {
    sqlite3* db = nullptr;
    const int opened = sqlite3_open_v2(file.c_str(), &db, access | SQLITE_OPEN_EXRESCODE, nullptr);
    File held{db};
    if (opened != SQLITE_OK) fail_by(db, file);
    return held;
}

void run(sqlite3* db, const std::string& file, const char* sql) {
    if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail_by(db, file);
}

std::string folder_of(const std::string& file) {
    const auto folder = fs::path{file}.parent_path();
    return folder.empty() ? "." : folder.string();
}

// A file or a folder, on the disk.
void sync(const std::string& what) {
    const Descriptor at{::open(what.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!at.is_open() || ::fsync(at.get()) != 0)
        fail(Failure::Kind::unavailable, what, std::generic_category().message(errno));
}

// Made by us alone, so that what is copied is never open to others, not even for a moment.
class NewFile {
   public:
    explicit NewFile(std::string path) : path_(std::move(path)) {
        const Descriptor made{
            ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR)};
        if (!made.is_open())
            fail(errno == EEXIST ? Failure::Kind::refused : Failure::Kind::unavailable, path_,
                 std::generic_category().message(errno));
    }
    ~NewFile() {
        if (!kept_) ::unlink(path_.c_str());
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    void keep() {
        sync(path_);
        sync(folder_of(path_));
        kept_ = true;
    }

   private:
    const std::string path_;
    bool kept_ = false;
};

// In one snapshot: what is written meanwhile is not in the copy, and does not begin it anew.
void copy_pages(sqlite3* from, const std::string& from_file, sqlite3* to,
                const std::string& to_file, const CopyProgress& progress) {
    run(from, from_file, "BEGIN; SELECT count(*) FROM sqlite_master");
    auto* backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == nullptr) fail_by(to, to_file);
    int result = SQLITE_OK;
    while (result == SQLITE_OK) {
        result = sqlite3_backup_step(backup, pages_a_step);
        const int all = sqlite3_backup_pagecount(backup);
        progress(all - sqlite3_backup_remaining(backup), all);
    }
    const int finished = sqlite3_backup_finish(backup);
    if (result != SQLITE_DONE || finished != SQLITE_OK) fail_by(to, to_file);
    run(from, from_file, "COMMIT");
}

void check_pages(sqlite3* db, const std::string& file) {
    std::string found;
    const auto note = [](void* to, int, char** values, char**) {
        auto& text = *static_cast<std::string*>(to);
        if (text.empty() && values[0] != nullptr) text = values[0];
        return SQLITE_OK;
    };
    if (sqlite3_exec(db, "PRAGMA quick_check(1)", note, &found, nullptr) != SQLITE_OK)
        fail_by(db, file);
    if (found != "ok") fail(Failure::Kind::refused, file, "is damaged: " + found);
}

}  // namespace

void copy_sqlite(const std::string& from, const std::string& to, const CopyProgress& progress) {
    if (!fs::exists(from)) fail(Failure::Kind::refused, from, "is missing");
    const auto source = open(from, SQLITE_OPEN_READONLY);
    NewFile file{to};
    {
        const auto copy = open(to, SQLITE_OPEN_READWRITE);
        copy_pages(source.get(), from, copy.get(), to, progress);
        // One file that can be read where nothing can be written beside it.
        run(copy.get(), to, "PRAGMA journal_mode=DELETE");
        check_pages(copy.get(), to);
    }
    file.keep();
}

void replace_sqlite(const std::string& with, const std::string& file, const std::string& keep_as) {
    const sqlite::LockFile lock{file + ".lock"};
    const auto move = [](const std::string& from, const std::string& to) {
        if (::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT)
            fail(Failure::Kind::unavailable, from, std::generic_category().message(errno));
    };
    // A log that was left belongs to the file that it was written for, and to no other.
    for (const auto* part : {"", "-wal", "-shm"}) move(file + part, keep_as + part);
    move(with, file);
    sync(folder_of(file));
}

}  // namespace sparekey::store

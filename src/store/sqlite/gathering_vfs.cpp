#include "store/sqlite/gathering_vfs.h"

#include <sqlite3.h>

#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>

#include "base/check.h"

namespace sparekey::store::sqlite {
namespace {

// SQLite's own file layer takes a length of 17 bits and mistakes a longer one for a full disk.
constexpr std::size_t gathered_max = 0x1ffff;

// A file of the log; any other is opened as it is below, without us.
struct Log {
    sqlite3_file base;
    std::string gathered;  // Not yet written.
    sqlite3_int64 at;      // Where `gathered` goes.
    // The file below follows in the same allocation.
    sqlite3_file* below() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

Log* in(sqlite3_file* file) { return reinterpret_cast<Log*>(file); }

// What could not be written is forgotten: SQLite is told, and takes the transaction back. As pages
// reach the log in a commit alone (the connection lets none spill before), nobody else is told.
int write_out(Log& log) {
    if (log.gathered.empty()) return SQLITE_OK;
    const int written = log.below()->pMethods->xWrite(
        log.below(), log.gathered.data(), static_cast<int>(log.gathered.size()), log.at);
    log.gathered.clear();
    return written;
}

// Allocates nothing: the room was reserved when the file was opened.
int write(sqlite3_file* file, const void* octets, int count, sqlite3_int64 at) noexcept {
    auto& log = *in(file);
    const auto size = static_cast<std::size_t>(count);
    const auto end = log.at + static_cast<sqlite3_int64>(log.gathered.size());
    if (at != end || log.gathered.size() + size > gathered_max) {
        if (const int written = write_out(log); written != SQLITE_OK) return written;
        log.at = at;
    }
    log.gathered.append(static_cast<const char*>(octets), size);
    return SQLITE_OK;
}

// Forwards a method to the file below, which has got everything by then.
template <auto Method>
struct AfterWriting;
template <class... Args, int (*sqlite3_io_methods::*Method)(sqlite3_file*, Args...)>
struct AfterWriting<Method> {
    static int call(sqlite3_file* file, Args... args) {
        if (const int written = write_out(*in(file)); written != SQLITE_OK) return written;
        auto* below = in(file)->below();
        return (below->pMethods->*Method)(below, args...);
    }
};

int close(sqlite3_file* file) {
    auto* log = in(file);
    const int written = write_out(*log);
    const int closed = log->below()->pMethods->xClose(log->below());
    log->gathered.~basic_string();
    return written != SQLITE_OK ? written : closed;
}

int sector_size(sqlite3_file* file) {
    auto* below = in(file)->below();
    return below->pMethods->xSectorSize(below);
}

int characteristics(sqlite3_file* file) {
    auto* below = in(file)->below();
    return below->pMethods->xDeviceCharacteristics(below);
}

using M = sqlite3_io_methods;
// Version 1: the log's shared memory and its mapping belong to the database's own file.
const sqlite3_io_methods methods{.iVersion = 1,
                                 .xClose = close,
                                 .xRead = AfterWriting<&M::xRead>::call,
                                 .xWrite = write,
                                 .xTruncate = AfterWriting<&M::xTruncate>::call,
                                 .xSync = AfterWriting<&M::xSync>::call,
                                 .xFileSize = AfterWriting<&M::xFileSize>::call,
                                 .xLock = AfterWriting<&M::xLock>::call,
                                 .xUnlock = AfterWriting<&M::xUnlock>::call,
                                 .xCheckReservedLock = AfterWriting<&M::xCheckReservedLock>::call,
                                 .xFileControl = AfterWriting<&M::xFileControl>::call,
                                 .xSectorSize = sector_size,
                                 .xDeviceCharacteristics = characteristics,
                                 .xShmMap = nullptr,
                                 .xShmLock = nullptr,
                                 .xShmBarrier = nullptr,
                                 .xShmUnmap = nullptr,
                                 .xFetch = nullptr,
                                 .xUnfetch = nullptr};

struct Layer {
    sqlite3_vfs vfs;  // First: SQLite hands us a pointer to it.
    sqlite3_vfs* below;
    std::string name;
};

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
    auto* below = reinterpret_cast<Layer*>(vfs)->below;
    if ((flags & SQLITE_OPEN_WAL) == 0) return below->xOpen(below, name, file, flags, flags_out);
    auto* log = in(file);
    log->base.pMethods = nullptr;
    const int opened = below->xOpen(below, name, log->below(), flags, flags_out);
    if (log->below()->pMethods == nullptr) return opened;
    new (&log->gathered) std::string;
    log->at = 0;
    try {
        log->gathered.reserve(gathered_max);
    } catch (const std::bad_alloc&) {
        log->gathered.~basic_string();
        log->below()->pMethods->xClose(log->below());
        return SQLITE_IOERR_NOMEM;
    }
    log->base.pMethods = &methods;
    return opened;
}

std::unique_ptr<Layer> layer_above(const char* name) {
    auto layer = std::make_unique<Layer>();
    layer->below = sqlite3_vfs_find(name);
    ENSURE(layer->below != nullptr);
    layer->name = std::string{"gathering-"} + layer->below->zName;
    layer->vfs = *layer->below;
    layer->vfs.zName = layer->name.c_str();
    layer->vfs.szOsFile = static_cast<int>(sizeof(Log)) + layer->below->szOsFile;
    layer->vfs.pNext = nullptr;
    layer->vfs.xOpen = open;
    ENSURE(sqlite3_vfs_register(&layer->vfs, 0) == SQLITE_OK);
    return layer;
}

}  // namespace

const char* gathering_vfs(const char* below) {
    static std::mutex mutex;
    // Never freed: SQLite keeps pointers to them until the very end.
    static auto& layers = *new std::map<std::string, std::unique_ptr<Layer>>;
    const std::lock_guard lock{mutex};
    auto& layer = layers[below == nullptr ? "" : below];
    if (!layer) layer = layer_above(below);
    return layer->name.c_str();
}

}  // namespace sparekey::store::sqlite

#include "store/sqlite/faulty_vfs_double.h"

#include <sqlite3.h>

#include <string_view>

namespace sparekey::store::sqlite {
namespace {

Faults state;

struct File {
    sqlite3_file base;
    bool is_log;
    // The real file's structure follows in the same allocation.
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_vfs* real_vfs() {
    static auto* found = sqlite3_vfs_find(nullptr);
    return found;
}

File* in(sqlite3_file* file) { return reinterpret_cast<File*>(file); }

// Forwards a method to the real file.
template <auto Method>
struct Forward;
template <class... Args, int (*sqlite3_io_methods::*Method)(sqlite3_file*, Args...)>
struct Forward<Method> {
    static int call(sqlite3_file* file, Args... args) {
        auto* real = in(file)->real();
        return (real->pMethods->*Method)(real, args...);
    }
};

int write(sqlite3_file* file, const void* octets, int count, sqlite3_int64 at) {
    if (in(file)->is_log && state.write != 0 && state.writes_left-- <= 0) {
        ++state.met;
        return state.write;
    }
    auto* real = in(file)->real();
    const int written = real->pMethods->xWrite(real, octets, count, at);
    if (in(file)->is_log && written == SQLITE_OK) {
        ++state.written;
        state.written.notify_all();
    }
    return written;
}

int sync(sqlite3_file* file, int flags) {
    if (in(file)->is_log && state.sync != 0) {
        ++state.met;
        return state.sync;
    }
    auto* real = in(file)->real();
    return real->pMethods->xSync(real, flags);
}

void shm_barrier(sqlite3_file* file) {
    auto* real = in(file)->real();
    real->pMethods->xShmBarrier(real);
}

using M = sqlite3_io_methods;
// Version 2: shared memory for the log, and no mapped file, so that every access passes here.
const sqlite3_io_methods methods{2,
                                 Forward<&M::xClose>::call,
                                 Forward<&M::xRead>::call,
                                 write,
                                 Forward<&M::xTruncate>::call,
                                 sync,
                                 Forward<&M::xFileSize>::call,
                                 Forward<&M::xLock>::call,
                                 Forward<&M::xUnlock>::call,
                                 Forward<&M::xCheckReservedLock>::call,
                                 Forward<&M::xFileControl>::call,
                                 Forward<&M::xSectorSize>::call,
                                 Forward<&M::xDeviceCharacteristics>::call,
                                 Forward<&M::xShmMap>::call,
                                 Forward<&M::xShmLock>::call,
                                 shm_barrier,
                                 Forward<&M::xShmUnmap>::call,
                                 nullptr,
                                 nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
    in(file)->is_log = name != nullptr && std::string_view{name}.ends_with("-wal");
    const int opened = real_vfs()->xOpen(real_vfs(), name, in(file)->real(), flags, flags_out);
    file->pMethods = in(file)->real()->pMethods == nullptr ? nullptr : &methods;
    return opened;
}

sqlite3_vfs make() {
    auto vfs = *real_vfs();
    vfs.zName = faulty_vfs;
    vfs.szOsFile = static_cast<int>(sizeof(File)) + real_vfs()->szOsFile;
    vfs.pNext = nullptr;
    vfs.xOpen = open;
    return vfs;
}

}  // namespace

Faults& faults() {
    static auto vfs = make();
    static const int registered = sqlite3_vfs_register(&vfs, 0);
    static_cast<void>(registered);
    return state;
}

}  // namespace sparekey::store::sqlite

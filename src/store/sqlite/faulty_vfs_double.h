// A disk that fails on command: SQLite's own file layer, with writes and flushes of the log that
// can be made to fail.
#pragma once
#include <atomic>

namespace sparekey::store::sqlite {

struct Faults {
    std::atomic<int> write = 0;        // SQLITE_FULL, SQLITE_IOERR_WRITE, ...; 0 for none.
    std::atomic<int> writes_left = 0;  // That still succeed.
    std::atomic<int> sync = 0;         // SQLITE_IOERR_FSYNC; 0 for none.
    std::atomic<int> met = 0;          // How often one struck.
    std::atomic<int> written = 0;      // Writes to the log that succeeded; notifies.
};

// Registered once, under the name that SqliteOptions::vfs takes.
inline constexpr const char* faulty_vfs = "faulty";
Faults& faults();

}  // namespace sparekey::store::sqlite

// The SQLite engine: one writer thread that commits up to a batch of changes at once, readers
// beside it.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "store/database.h"

namespace sparekey::store {

struct SqliteOptions {
    // A file, made when missing, with `<path>.lock` beside it: whoever has that file locked is the
    // only daemon on this database. ":memory:" is a file in a folder of its own under /dev/shm,
    // gone with the Database.
    std::string path;
    int page_size = 4096;  // Of a new file, in octets.
    int cache_mib = 64;    // Of the writer; each reader has an eighth.
    int mmap_mib = 1024;   // How much of the file is mapped. 0 is none.
    int wal_mib = 32;      // A checkpoint is begun when the log has grown by this much.
    int readers = 2;
    Limits limits = {};
    Clock clock = wall_clock;
    const char* vfs = nullptr;  // For tests that let the disk fail.
};

// Failure{refused}: another daemon has the file, it is no database, its schema is newer, or a Load
// or Save is malformed.
[[nodiscard]] std::unique_ptr<Database> open_sqlite(SqliteOptions options);

// The same file while a daemon has it: load and read only, everything else fails.
// Failure{refused}: there is none, or its schema is not this program's.
[[nodiscard]] std::unique_ptr<Database> open_sqlite_beside(const SqliteOptions& options);

using CopyProgress = std::function<void(int pages, int of)>;
// Copies a database as it is at this moment, while a daemon may be writing it, to a file that must
// not be there: for its owner alone, looked through for damage, on the disk when it returns.
// Failure: refused when `from` is no sound database or `to` is there, unavailable when it cannot be
// written; nothing is left then.
void copy_sqlite(const std::string& from, const std::string& to, const CopyProgress& progress);

// Puts the database `with`, which is closed, in the place of `file`; what was there is kept as
// `keep_as`, with its log. Failure{refused}: a daemon has it. unavailable: it cannot be renamed.
void replace_sqlite(const std::string& with, const std::string& file, const std::string& keep_as);

}  // namespace sparekey::store

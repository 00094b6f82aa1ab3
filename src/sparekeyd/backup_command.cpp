#include "sparekeyd/backup_command.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <stdio.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include "account/plan.h"
#include "base/failure.h"
#include "base/run.h"
#include "base/time.h"
#include "sparekeyd/admin_socket.h"
#include "sparekeyd/start.h"

namespace sparekey::sparekeyd {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& why) { throw Failure{Failure::Kind::refused, why}; }

std::string last_change_of(store::Database& db) {
    std::function<std::string(store::Reader&)> read = [](store::Reader& reader) {
        const auto rows = reader.query("SELECT at FROM journal ORDER BY line_id DESC LIMIT 1", {});
        return rows.empty() ? std::string("never") : account::time_text(rows.front().time(0));
    };
    return run(db.read(std::move(read)));
}

std::string report_of(const Restored& ended) {
    auto text = fmt::format(
        "Everybody is signed out ({} sessions).\n"
        "One-time codes up to this minute count as used ({} accounts).\n"
        "Backup codes have ended ({} sets): their owners are asked to make new ones.\n"
        "Links and codes that were mailed, and what was begun with them, must be asked for "
        "again.\n",
        ended.sessions, ended.accounts, ended.code_sets);
    if (ended.open_appeals > 0) {
        text += fmt::format(
            "{} appeals are open as the backup knew them. Let a lead look at each before the desk "
            "goes on:\nwhat was decided since is forgotten.\n",
            ended.open_appeals);
    }
    return text;
}

// The database that other tools brought back, on either engine.
Exit restore_in_place(const Configuration& configuration, const Print& print) {
    const auto db = open_database_as_it_is(configuration, false);
    db->migrate();
    compare_keys(configuration, *db);
    const auto last = last_change_of(*db);
    print(report_of(end_what_may_have_ended(*db, wall_clock())));
    print("The database knows what happened until " + last + ".\n");
    return Exit::done;
}

// A copy of the backup beside the database, gone again unless it takes its place.
class Incoming {
   public:
    explicit Incoming(const fs::path& database) : file_(database.string() + ".restoring") {
        remove();  // What a restore that was cut off left.
    }
    ~Incoming() { remove(); }
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;
    [[nodiscard]] const std::string& file() const { return file_; }

   private:
    void remove() {
        std::error_code ignored;
        for (const auto* part : {"", "-wal", "-shm", ".lock"}) fs::remove(file_ + part, ignored);
    }
    const std::string file_;
};

// Open for as long as it takes: closed again its log is part of it.
Restored prepare(const Configuration& configuration, const std::string& file, std::string& last) {
    store::SqliteOptions options;
    options.path = file;
    const auto db = store::open_sqlite(options);
    db->migrate();
    compare_keys(configuration, *db);
    last = last_change_of(*db);
    return end_what_may_have_ended(*db, wall_clock());
}

std::string name_of_the_old(const fs::path& database, Time now) {
    const auto seconds = std::chrono::system_clock::to_time_t(now);
    const auto base =
        fmt::format("{}.before-{:%Y%m%dT%H%M%SZ}", database.string(), fmt::gmtime(seconds));
    auto name = base;
    for (int n = 2; fs::exists(name); ++n) name = base + "-" + std::to_string(n);
    return name;
}

}  // namespace

Exit back_up(const Configuration& configuration, const std::string& file, const Print& print,
             const store::CopyProgress& progress) {
    if (!configuration.on_sqlite())
        refuse("PostgreSQL is backed up with its own tools, pg_dump or pg_basebackup");
    const auto part = file + ".part";
    if (fs::exists(file)) refuse(file + ": is there already; nothing was changed");
    store::copy_sqlite(configuration.sqlite_file().string(), part, progress);
    const auto size = fs::file_size(part);
    if (::renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) != 0)
        refuse(file + ": " + std::generic_category().message(errno));
    print(
        fmt::format("{}: {:.1f} MiB, looked through and whole.\n"
                    "Key ring, pepper and the keys of evidence are not in it; keep them "
                    "elsewhere.\n",
                    file, static_cast<double>(size) / (1024 * 1024)));
    return Exit::done;
}

Exit restore(const Configuration& configuration, const Restoring& asked, const Print& print,
             const store::CopyProgress& progress) {
    check_clock(wall_clock());
    if (ask_daemon(configuration.admin_socket(), "{}"))
        refuse("a daemon runs with this database; stop it first");
    if (asked.file.empty()) return restore_in_place(configuration, print);
    if (!configuration.on_sqlite()) {
        refuse(
            "PostgreSQL is restored with its own tools; run `sparekeyd restore` without a file "
            "after them");
    }
    const auto database = configuration.sqlite_file();
    if (fs::exists(database) && !asked.replace)
        refuse(database.string() + ": is there; --replace keeps it under another name");
    create_var_folder(configuration);
    const Incoming incoming{database};
    store::copy_sqlite(asked.file, incoming.file(), progress);
    std::string last;
    const auto ended = prepare(configuration, incoming.file(), last);
    const auto old = name_of_the_old(database, wall_clock());
    const bool replaces = fs::exists(database);
    store::replace_sqlite(incoming.file(), database.string(), old);
    print("The database is as it was at its last change before the backup, " + last + ".\n" +
          report_of(ended));
    if (replaces) print("What was there is kept as " + old + ".\n");
    return Exit::done;
}

}  // namespace sparekey::sparekeyd

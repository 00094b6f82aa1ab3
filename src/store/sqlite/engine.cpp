// Opens a SQLite file and wires its threads: the writer, the checkpointer, the readers.
#include <unistd.h>

#include <filesystem>
#include <mutex>

#include "store/migration.h"
#include "store/sqlite.h"
#include "store/sqlite/lock_file.h"
#include "store/sqlite/readers.h"
#include "store/sqlite/writer.h"
#include "store/text.h"

namespace sparekey::store {
namespace {

namespace fs = std::filesystem;
using sqlite::Connection;
using sqlite::ConnectionOptions;

// A folder of its own in memory, or wherever temporary files are; removed at the end.
class OwnFolder {
   public:
    OwnFolder() {
        const fs::path memory = "/dev/shm";
        const auto parent =
            ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
        auto name = (parent / "sparekey-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw Failure{Failure::Kind::refused, "cannot make a folder in " + parent.string()};
        }
        path_ = name;
    }
    OwnFolder(const OwnFolder&) = delete;
    OwnFolder& operator=(const OwnFolder&) = delete;
    ~OwnFolder() {
        std::error_code ignored;  // A folder left in memory is no reason to fail a shutdown.
        fs::remove_all(path_, ignored);
    }
    [[nodiscard]] std::string file() const { return (path_ / "sparekey.db").string(); }

   private:
    fs::path path_;
};

std::int64_t schema_of(Connection& connection) {
    const auto table = connection.query("SELECT 1 FROM sqlite_master WHERE name = 'migration'", {});
    if (table.empty()) return 0;
    return connection.query("SELECT COALESCE(MAX(number), 0) FROM migration", {})
        .front()
        .integer(0);
}

class SqliteDatabase final : public Database {
   public:
    explicit SqliteDatabase(SqliteOptions options)
        : options_(std::move(options)),
          memory_(options_.path == ":memory:" ? std::make_unique<OwnFolder>() : nullptr),
          file_(memory_ ? memory_->file() : options_.path),
          lock_(file_ + ".lock"),
          monitor_(connection_options(true)) {
        if (const auto found = schema_of(monitor_); found > newest_schema())
            refuse_newer_schema(found);
        const auto frames = (std::int64_t{options_.wal_mib} << 20) / options_.page_size;
        checkpointer_.emplace(connection_options(true), static_cast<int>(frames));
        writer_.emplace(connection_options(true), *checkpointer_, options_.limits, options_.clock);
        readers_.emplace(connection_options(false), options_.readers, options_.limits,
                         options_.clock);
    }

    void migrate() override {
        const std::lock_guard lock{monitor_mutex_};
        monitor_.execute(migration_table, {});
        const auto found = schema_of(monitor_);
        if (found > newest_schema()) refuse_newer_schema(found);
        for (const auto& migration : migrations()) {
            if (migration.number > found) run(migration);
        }
    }

    void check() override {
        const std::lock_guard lock{monitor_mutex_};
        try {
            for (const auto* load : all_loads()) monitor_.prepare(*load);
            for (const auto* save : all_saves()) monitor_.prepare(*save);
        } catch (const Failure& failure) {
            throw Failure{Failure::Kind::refused, failure.what()};
        }
    }

    std::optional<std::string> unready() override {
        if (auto fault = writer_->fault()) return fault;
        const std::lock_guard lock{monitor_mutex_};
        try {
            const auto found = schema_of(monitor_);
            if (found == newest_schema()) return std::nullopt;
            return "the schema is number " + std::to_string(found) + ", not " +
                   std::to_string(newest_schema()) + ": run sparekeyd migrate";
        } catch (const Failure& failure) {
            return failure.what();
        }
    }

    [[nodiscard]] std::string_view engine() const override { return "sqlite"; }

   protected:
    void submit(Submission submission) override {
        struct Route {
            SqliteDatabase& database;
            void operator()(std::unique_ptr<ChangeOperation> o) {
                database.writer_->submit(std::move(o));
            }
            void operator()(std::unique_ptr<TransactOperation> o) {
                database.writer_->submit(std::move(o));
            }
            void operator()(std::unique_ptr<LoadOperation> o) {
                database.readers_->submit(std::move(o));
            }
            void operator()(std::unique_ptr<ReadOperation> o) {
                database.readers_->submit(std::move(o));
            }
        };
        std::visit(Route{*this}, std::move(submission));
    }

   private:
    [[nodiscard]] ConnectionOptions connection_options(bool writable) const {
        ConnectionOptions made;
        made.path = file_;
        made.writable = writable;
        made.page_size = options_.page_size;
        made.cache_mib = writable ? options_.cache_mib : (options_.cache_mib + 7) / 8;
        made.mmap_mib = options_.mmap_mib;
        made.durable = memory_ == nullptr;
        made.vfs = options_.vfs;
        return made;
    }

    void run(const Migration& migration) {
        monitor_.execute("BEGIN IMMEDIATE", {});
        try {
            monitor_.run(migration_text(migration.sql, Dialect::sqlite));
            monitor_.execute("INSERT INTO migration (number, applied_at) VALUES ($1, $2)",
                             {migration.number, options_.clock()});
            monitor_.execute("COMMIT", {});
        } catch (const Failure& failure) {
            if (monitor_.in_transaction()) monitor_.execute("ROLLBACK", {});
            throw Failure{Failure::Kind::refused,
                          "migration " + std::string{migration.name} + ": " + failure.what()};
        }
    }

    const SqliteOptions options_;
    const std::unique_ptr<OwnFolder> memory_;
    const std::string file_;
    const sqlite::LockFile lock_;
    std::mutex monitor_mutex_;
    Connection monitor_;
    std::optional<sqlite::Checkpointer> checkpointer_;
    std::optional<sqlite::Writer> writer_;
    std::optional<sqlite::Readers> readers_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(SqliteOptions options) {
    check_statements();
    const auto path = options.path;
    try {
        return std::make_unique<SqliteDatabase>(std::move(options));
    } catch (const sqlite::Error& error) {
        throw Failure{Failure::Kind::refused, path + ": " + error.what()};
    }
}

}  // namespace sparekey::store

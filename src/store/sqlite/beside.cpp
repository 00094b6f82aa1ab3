// A SQLite file that another process writes, opened for reading.
#include "base/failure.h"
#include "store/migration.h"
#include "store/sqlite.h"
#include "store/sqlite/readers.h"

namespace sparekey::store {
namespace {

using sqlite::Connection;
using sqlite::ConnectionOptions;

ConnectionOptions reading(const SqliteOptions& options) {
    ConnectionOptions made;
    made.path = options.path;
    made.writable = false;
    made.page_size = options.page_size;
    made.cache_mib = (options.cache_mib + 7) / 8;
    made.mmap_mib = options.mmap_mib;
    made.vfs = options.vfs;
    return made;
}

void check_schema(const ConnectionOptions& options) {
    Connection connection{options};
    const auto found =
        connection.query("SELECT COALESCE(MAX(number), 0) FROM migration", {}).front().integer(0);
    if (found > newest_schema()) refuse_newer_schema(found);
    if (found < newest_schema())
        throw Failure{Failure::Kind::refused,
                      options.path +
                          ": its schema is older than this program; run sparekeyd "
                          "migrate"};
}

class BesideDatabase final : public Database {
   public:
    explicit BesideDatabase(const SqliteOptions& options)
        : readers_(reading(options), options.readers, options.limits, options.clock) {}

    void migrate() override { throw Failure{Failure::Kind::refused, read_only}; }
    void check() override {}
    std::optional<std::string> unready() override { return std::nullopt; }
    [[nodiscard]] std::string_view engine() const override { return "sqlite"; }

   protected:
    void submit(Submission submission) override {
        struct Route {
            sqlite::Readers& readers;
            void operator()(std::unique_ptr<ChangeOperation> o) const { refuse(std::move(o)); }
            void operator()(std::unique_ptr<TransactOperation> o) const { refuse(std::move(o)); }
            void operator()(std::unique_ptr<LoadOperation> o) const {
                readers.submit(std::move(o));
            }
            void operator()(std::unique_ptr<ReadOperation> o) const {
                readers.submit(std::move(o));
            }
        };
        std::visit(Route{readers_}, std::move(submission));
    }

   private:
    static constexpr const char* read_only = "this database was opened for reading only";
    static void refuse(std::unique_ptr<Operation> operation) {
        deliver_failed(std::move(operation),
                       std::make_exception_ptr(Failure{Failure::Kind::broken, read_only}));
    }

    sqlite::Readers readers_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite_beside(const SqliteOptions& options) {
    try {
        check_schema(reading(options));
        return std::make_unique<BesideDatabase>(options);
    } catch (const sqlite::Error& error) {
        throw Failure{Failure::Kind::refused, options.path + ": " + error.what()};
    }
}

}  // namespace sparekey::store

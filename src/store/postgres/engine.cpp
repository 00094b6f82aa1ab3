// Opens a PostgreSQL database and wires its threads: the shards, the transactors, the readers, the
// monitor.
#include "base/check.h"
#include "store/migration.h"
#include "store/postgres.h"
#include "store/postgres/monitor.h"
#include "store/postgres/readers.h"
#include "store/postgres/shard.h"
#include "store/postgres/transactors.h"
#include "store/text.h"

namespace sparekey::store {
namespace {

using postgres::Connection;

constexpr const char* migration_lock =
    "SELECT pg_advisory_xact_lock(6020416)";  // Any number; ours.

class PostgresDatabase final : public Database {
   public:
    explicit PostgresDatabase(PostgresOptions options)
        : options_(std::move(options)),
          connection_options_{options_.url, options_.lock_wait, options_.answer_wait},
          monitor_(connection_options_, stop_),
          transactors_(connection_options_, options_.transactors, stop_, options_.limits,
                       options_.clock),
          readers_(connection_options_, options_.readers, stop_, options_.limits, options_.clock) {
        ENSURE(options_.shards > 0);
        for (int i = 0; i < options_.shards; ++i) {
            shards_.push_back(std::make_unique<postgres::Shard>(connection_options_, stop_,
                                                                options_.limits, options_.clock));
        }
    }

    // The threads finish what they took in; what would wait for the server to come back fails at
    // once.
    ~PostgresDatabase() override { stop_.request(); }

    void migrate() override {
        // A migration may wait long for another daemon's, or for a great table.
        auto patient = connection_options_;
        patient.lock_wait = patient.answer_wait = std::chrono::hours{1};
        Connection connection{patient, stop_};
        connection.open();
        for (const auto& migration : migrations()) {
            connection.run("BEGIN");
            connection.run(migration_lock);
            connection.run(migration_table);
            const auto found = postgres::schema_of(connection);
            if (found > newest_schema()) refuse_newer_schema(found);
            if (migration.number > found) run(migration, connection);
            connection.run("COMMIT");
        }
        monitor_.look();
    }

    void check() override {
        Connection connection{connection_options_, stop_};
        connection.open();
        try {
            for (const auto* load : all_loads()) connection.prepare(*load);
            for (const auto* save : all_saves()) connection.prepare(*save);
        } catch (const postgres::Error& error) {
            throw Failure{Failure::Kind::refused, error.what()};
        }
    }

    std::optional<std::string> unready() override { return monitor_.fault(); }

    [[nodiscard]] std::string_view engine() const override { return "postgresql"; }

   protected:
    void submit(Submission submission) override {
        struct Route {
            PostgresDatabase& database;
            void operator()(std::unique_ptr<ChangeOperation> o) {
                database.shard_of(o->account()).submit(std::move(o));
            }
            void operator()(std::unique_ptr<TransactOperation> o) {
                database.transactors_.submit(std::move(o));
            }
            void operator()(std::unique_ptr<LoadOperation> o) {
                database.readers_.submit(std::move(o));
            }
            void operator()(std::unique_ptr<ReadOperation> o) {
                database.readers_.submit(std::move(o));
            }
        };
        std::visit(Route{*this}, std::move(submission));
    }

   private:
    // Ids are random, so their remainder spreads them.
    postgres::Shard& shard_of(AccountId account) {
        return *shards_[static_cast<std::uint64_t>(account.value) % shards_.size()];
    }

    void run(const Migration& migration, Connection& connection) {
        try {
            connection.run_script(migration_text(migration.sql, Dialect::postgresql));
            connection.run("INSERT INTO migration (number, applied_at) VALUES ($1, $2)",
                           {migration.number, options_.clock()});
        } catch (const postgres::Error& error) {
            throw Failure{Failure::Kind::refused,
                          "migration " + std::string{migration.name} + ": " + error.what()};
        }
    }

    const PostgresOptions options_;
    const postgres::ConnectionOptions connection_options_;
    postgres::Stop stop_;
    postgres::Monitor monitor_;
    postgres::Transactors transactors_;
    postgres::Readers readers_;
    std::vector<std::unique_ptr<postgres::Shard>> shards_;
};

}  // namespace

std::unique_ptr<Database> open_postgres(PostgresOptions options) {
    check_statements();
    postgres::check_url(options.url);
    return std::make_unique<PostgresDatabase>(std::move(options));
}

}  // namespace sparekey::store

#include "store/scratch.h"

#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/check.h"
#include "base/random.h"
#include "store/postgres.h"
#include "store/sqlite.h"

namespace sparekey::store {
namespace {

namespace fs = std::filesystem;

std::string folder_in(const fs::path& parent) {
    auto name = (parent / "sparekey-test-XXXXXX").string();
    ENSURE(::mkdtemp(name.data()) != nullptr);
    return name;
}

std::string server_url() {
    const auto* url = std::getenv("SPAREKEY_TEST_POSTGRES");
    if (url != nullptr && *url != '\0') return url;
    throw Failure{Failure::Kind::refused,
                  "SPAREKEY_TEST_POSTGRES is not set: run ctest, or export it as "
                  "test/postgres/start prints it"};
}

void on_server(const std::string& sql) {
    const std::unique_ptr<PGconn, void (*)(PGconn*)> connection{PQconnectdb(server_url().c_str()),
                                                                PQfinish};
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result{
        PQexec(connection.get(), sql.c_str()), PQclear};
    if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return;
    throw Failure{Failure::Kind::unavailable, PQerrorMessage(connection.get())};
}

std::string new_schema() {
    const auto name = "scratch_" + to_hex(random_bytes<8>());
    on_server("CREATE SCHEMA " + name);
    return name;
}

std::string place_for(Engine engine) {
    switch (engine) {
    case Engine::sqlite_memory:
        return folder_in(fs::exists("/dev/shm") ? fs::path{"/dev/shm"} : fs::temp_directory_path());
    case Engine::sqlite_disk: return folder_in(fs::temp_directory_path());
    case Engine::postgresql: return new_schema();
    }
    ENSURE(false);
}

}  // namespace

std::string_view name_of(Engine engine) {
    switch (engine) {
    case Engine::sqlite_memory: return "SQLite in memory";
    case Engine::sqlite_disk: return "SQLite on disk";
    case Engine::postgresql: return "PostgreSQL";
    }
    ENSURE(false);
}

const std::vector<Engine>& engines() {
    static const std::vector<Engine> all{Engine::sqlite_memory, Engine::sqlite_disk,
                                         Engine::postgresql};
    return all;
}

std::string postgres_url(const std::string& schema) {
    return server_url() + " options='-c search_path=" + schema + "'";
}

Limits patient() {
    Limits limits;
    limits.deadline = std::chrono::minutes{10};
    return limits;
}

Scratch::Scratch(Engine engine, Limits limits, Clock clock)
    : engine_(engine), place_(place_for(engine)) {
    reopen(limits, std::move(clock));
    database_->migrate();
}

Scratch::~Scratch() {
    close();
    if (engine_ == Engine::postgresql)
        on_server("SET client_min_messages = warning; DROP SCHEMA " + place_ + " CASCADE");
    else
        fs::remove_all(place_);
}

std::unique_ptr<Database> open_place(Engine engine, const std::string& place, Limits limits,
                                     Clock clock) {
    if (engine == Engine::postgresql) {
        PostgresOptions options;
        options.url = postgres_url(place);
        options.answer_wait = std::chrono::minutes{10};
        options.limits = limits;
        options.clock = std::move(clock);
        return open_postgres(std::move(options));
    }
    SqliteOptions options;
    options.path = place + "/sparekey.db";
    options.cache_mib = 8;
    options.limits = limits;
    options.clock = std::move(clock);
    return open_sqlite(std::move(options));
}

void Scratch::reopen(Limits limits, Clock clock) {
    close();
    database_ = open_another(limits, std::move(clock));
}

}  // namespace sparekey::store

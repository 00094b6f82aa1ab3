#include "store/postgres/rival_double.h"

#include <charconv>
#include <stdexcept>

#include "base/ids.h"

namespace sparekey::store::postgres {

Rival::Rival(const Scratch& scratch)
    : connection_(PQconnectdb(postgres_url(scratch.place()).c_str()), PQfinish) {
    execute("SET client_min_messages = warning");
}

void Rival::execute(const std::string& sql) { ask(sql); }

std::string Rival::ask(const std::string& sql) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result{
        PQexec(connection_.get(), sql.c_str()), PQclear};
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        throw std::runtime_error{PQerrorMessage(connection_.get())};
    }
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

void Rival::wait_until_waiting(const std::string& application, int count) {
    const auto sql =
        "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name "
        "= '" +
        application + "'";
    // The server tells nobody when a backend begins to wait, so it is asked until one does.
    for (int waiting = 0; waiting < count;) {
        ask("SELECT pg_stat_clear_snapshot()");  // A transaction sees what it saw first.
        const auto text = ask(sql);
        std::from_chars(text.data(), text.data() + text.size(), waiting);
    }
}

PostgresOptions options_for(const Scratch& scratch, const std::string& application) {
    PostgresOptions options;
    options.url = postgres_url(scratch.place()) + " application_name=" + application;
    options.answer_wait = std::chrono::minutes{10};
    options.limits = patient();
    options.shards = options.transactors = options.readers = 1;
    return options;
}

std::string unique_application() { return "test" + std::to_string(random_id()); }

}  // namespace sparekey::store::postgres

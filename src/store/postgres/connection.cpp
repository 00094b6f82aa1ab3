#include "store/postgres/connection.h"

#include <poll.h>

#include <array>

#include "base/check.h"
#include "store/text.h"

namespace sparekey::store::postgres {
namespace {

constexpr std::chrono::seconds connect_wait{10};
// After the engine closes, an answer that is under way is still worth this long: it spares the
// caller an "unknown".
constexpr std::chrono::seconds closing_wait{3};
constexpr std::size_t texts_max =
    1024;  // Statements kept by text: they are literals of ours, so it is never reached.

struct OptionsFree {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using ParsedUrl = std::unique_ptr<PQconninfoOption, OptionsFree>;

ParsedUrl parse(const std::string& url) {
    char* fault = nullptr;
    ParsedUrl parsed{PQconninfoParse(url.c_str(), &fault)};
    if (parsed) return parsed;
    const std::string why = fault == nullptr ? "out of memory" : fault;
    PQfreemem(fault);
    throw Failure{Failure::Kind::refused,
                  "the database's address is none that libpq reads: " + why};
}

bool is_set(const ParsedUrl& parsed, std::string_view keyword) {
    for (const auto* option = parsed.get(); option->keyword != nullptr; ++option) {
        if (keyword == option->keyword) return option->val != nullptr;
    }
    return false;
}

// What the address leaves open: after a fail-over the client must not stay with a server that only
// reads, and must learn within seconds that one is gone.
std::string with_defaults(const std::string& url) {
    constexpr std::array<std::array<const char*, 2>, 5> defaults{
        {{"target_session_attrs", "read-write"},
         {"application_name", "sparekey"},
         {"keepalives_idle", "5"},
         {"keepalives_interval", "2"},
         {"tcp_user_timeout", "15000"}}};
    const auto parsed = parse(url);
    std::string text;
    const auto add = [&text](const char* keyword, std::string_view value) {
        text += std::string{keyword} + "='";
        for (const char c : value) {
            if (c == '\'' || c == '\\') text += '\\';
            text += c;
        }
        text += "' ";
    };
    for (const auto* option = parsed.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr) add(option->keyword, option->val);
    }
    for (const auto& [keyword, value] : defaults) {
        if (!is_set(parsed, keyword)) add(keyword, value);
    }
    return text;
}

}  // namespace

void check_url(const std::string& url) { parse(url); }

void Connection::open() {
    if (distrusted_) close();
    if (is_open()) return;
    connect();
    set_up();
}

void Connection::close() {
    connection_.reset();
    distrusted_ = false;
    loads_.clear();
    saves_.clear();
    texts_.clear();
}

void Connection::connect() {
    const auto until = Clock::now() + connect_wait;
    connection_.reset(PQconnectStart(with_defaults(options_.url).c_str()));
    if (!connection_) throw Lost{"out of memory"};
    if (PQstatus(connection_.get()) == CONNECTION_BAD) lose();
    PQsetnonblocking(connection_.get(), 1);
    // Notices are the server's to log; without this libpq prints them.
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
    for (auto state = PGRES_POLLING_WRITING; state != PGRES_POLLING_OK;) {
        if (stop_.requested()) lose("the database is closing");
        wait(state == PGRES_POLLING_READING ? POLLIN : POLLOUT, until);
        state = PQconnectPoll(connection_.get());
        if (state == PGRES_POLLING_FAILED) lose();
    }
    if (PQenterPipelineMode(connection_.get()) != 1) lose();
}

// What must not depend on the server's configuration, or on a role's.
void Connection::set_up() {
    run_script(
        "SET synchronous_commit = on;"
        "SET default_transaction_isolation = 'read committed';"
        "SET default_transaction_read_only = off;"
        "SET default_transaction_deferrable = off;"
        "SET bytea_output = 'hex';"
        "SET client_encoding = 'UTF8';"
        "SET standard_conforming_strings = on;"
        "SET client_min_messages = warning;"
        "SET statement_timeout = 0;"
        "SET lock_timeout = " +
        std::to_string(options_.lock_wait.count()) +
        ";"
        "SET idle_in_transaction_session_timeout = " +
        std::to_string(options_.answer_wait.count()));
}

void Connection::lose() { lose(PQerrorMessage(connection_.get())); }

void Connection::lose(const std::string& why) {
    const Lost lost{why};
    close();
    throw lost;
}

void Connection::wait(short events, Clock::time_point until) {
    const bool closing = stop_.requested();
    if (closing) until = std::min(until, Clock::now() + closing_wait);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    // Once it closes, the stop's descriptor stays readable and would turn this wait into a busy
    // one.
    std::array<pollfd, 2> watched{
        {{PQsocket(connection_.get()), events, 0}, {stop_.fd(), POLLIN, 0}}};
    const auto ready =
        left > 0 ? ::poll(watched.data(), closing ? 1 : 2, static_cast<int>(left)) : 0;
    if (ready == 0) lose("no answer in time");
}

void Connection::flush(Clock::time_point until) {
    while (true) {
        const int more = PQflush(connection_.get());
        if (more < 0) lose();
        if (more == 0) return;
        wait(POLLIN | POLLOUT, until);
        // The server may have to be read from before it takes more.
        if (PQconsumeInput(connection_.get()) != 1) lose();
    }
}

const char* Connection::prepare(std::string_view sql) {
    std::string text{sql};
    if (const auto found = texts_.find(text); found != texts_.end()) return found->second.c_str();
    if (texts_.size() >= texts_max)
        throw Failure{Failure::Kind::broken, "statements must be literals"};
    const auto name = "t" + std::to_string(texts_.size());
    prepare_as(name, sql);
    return texts_.emplace(std::move(text), name).first->second.c_str();
}

const char* Connection::numbered(std::vector<std::string>& names, char kind, int number,
                                 const char* sql) {
    const auto at = static_cast<std::size_t>(number);
    if (at >= names.size()) names.resize(at + 1);
    if (names[at].empty()) {
        const auto name = kind + std::to_string(number);
        prepare_as(name, sql);
        names[at] = name;
    }
    return names[at].c_str();
}

void Connection::prepare_as(const std::string& name, std::string_view sql) {
    const auto text = statement_text(sql, Dialect::postgresql);
    if (PQsendPrepare(connection_.get(), name.c_str(), text.c_str(), 0, nullptr) != 1) lose();
    const auto result = run_section();
    if (!result.is_ok()) throw result.error();
}

void Connection::send(const char* prepared, Arguments& arguments) {
    constexpr int results_as_text = 0;
    if (PQsendQueryPrepared(connection_.get(), prepared, arguments.count(), arguments.pointers(),
                            arguments.lengths(), arguments.formats(), results_as_text) != 1) {
        lose();
    }
}

void Connection::end_section() {
    if (PQpipelineSync(connection_.get()) != 1) lose();
}

Result Connection::receive() {
    const auto until = Clock::now() + options_.answer_wait;
    flush(until);
    // A null ends each statement's results; a second one in a row would mean that nothing was sent.
    for (int nulls = 0; nulls < 2; ++nulls) {
        while (PQisBusy(connection_.get()) == 1) {
            wait(POLLIN, until);
            if (PQconsumeInput(connection_.get()) != 1) lose();
        }
        if (auto* answer = PQgetResult(connection_.get())) {
            Result result{answer};
            if (PQstatus(connection_.get()) == CONNECTION_BAD) lose();
            return result;
        }
        if (PQstatus(connection_.get()) == CONNECTION_BAD) lose();
    }
    ENSURE(false);
}

Result Connection::run_section() {
    end_section();
    auto result = receive();
    // An error of the commit itself stands between the statement's result and the section's end.
    for (auto next = receive(); !next.is_sync(); next = receive()) {
        if (result.is_ok()) result = std::move(next);
    }
    return result;
}

Result Connection::run(std::string_view sql, const Values& values) {
    const auto* prepared = prepare(sql);
    Arguments arguments;
    arguments.add(values);
    send(prepared, arguments);
    auto result = run_section();
    if (!result.is_ok()) throw result.error();
    return result;
}

void Connection::run_script(const std::string& sql) {
    ENSURE(PQexitPipelineMode(connection_.get()) == 1);
    if (PQsendQuery(connection_.get(), sql.c_str()) != 1) lose();
    std::optional<Error> error;
    const auto until =
        Clock::now() + std::chrono::hours{1};  // A migration may rewrite a great table.
    flush(until);
    while (true) {
        while (PQisBusy(connection_.get()) == 1) {
            wait(POLLIN, until);
            if (PQconsumeInput(connection_.get()) != 1) lose();
        }
        auto* answer = PQgetResult(connection_.get());
        if (answer == nullptr) break;
        const Result result{answer};
        if (!result.is_ok() && !error) error = result.error();
    }
    if (PQstatus(connection_.get()) == CONNECTION_BAD) lose();
    if (PQenterPipelineMode(connection_.get()) != 1) lose();
    if (error) throw *error;
}

}  // namespace sparekey::store::postgres

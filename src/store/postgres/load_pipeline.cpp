#include "store/postgres/load_pipeline.h"

#include "base/check.h"

namespace sparekey::store::postgres {
namespace {

constexpr std::string_view begin_snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

using Sound = std::vector<Loading*>;

Arguments arguments_of(AccountId account, const Values& own) {
    Arguments arguments;
    arguments.add(account.value);
    arguments.add(own);
    return arguments;
}

// Prepares what each needs and checks its arguments, before the pipeline begins: a fault here is
// its own.
void prepare(Loading& loading, Connection& connection) {
    try {
        for (const auto& call : *loading.calls) {
            connection.prepare(*call.load);
            for (const auto& value : call.args) require_text(value);
        }
    } catch (const Error& error) {
        if (!error.is_of_statement()) throw;
        loading.failure = std::current_exception();
    } catch (const Lost&) {
        throw;
    } catch (const Failure&) {
        loading.failure = std::current_exception();
    }
}

void send(const Sound& share, Connection& connection) {
    const auto* guard = connection.prepare(guard_select);
    const auto* begin = connection.prepare(begin_snapshot);
    const auto* commit = connection.prepare("COMMIT");
    Arguments none;
    connection.send(begin, none);
    for (const auto* loading : share) {
        auto account = arguments_of(loading->account, {});
        connection.send(guard, account);
        for (const auto& call : *loading->calls) {
            auto arguments = arguments_of(loading->account, call.args);
            connection.send(connection.prepare(*call.load), arguments);
        }
    }
    connection.send(commit, none);
    connection.end_section();
}

void fill(Loading& loading, std::size_t statement, const Result& result) {
    if (statement > 0) {
        loading.loaded.rows.push_back(result.rows());
        return;
    }
    loading.loaded = {};
    if (auto row = guard_of(result.rows())) {
        loading.loaded.guard = std::move(row->guard);
        loading.write_id = row->write_id;
    }
}

// The first statement that failed, and whose it is: nullptr for BEGIN's and COMMIT's.
struct Fault {
    Loading* owner = nullptr;
    std::optional<Error> error;
};

Fault receive(const Sound& share, Connection& connection) {
    Fault fault;
    const auto take = [&](Loading* owner, std::size_t statement) {
        const auto result = connection.receive();
        if (result.is_ok()) {
            if (owner != nullptr) fill(*owner, statement, result);
        } else if (!result.is_skipped() && !fault.error) {
            fault = {owner, result.error()};
        }
    };
    take(nullptr, 0);
    for (auto* loading : share) {
        for (std::size_t statement = 0; statement <= loading->calls->size(); ++statement)
            take(loading, statement);
    }
    take(nullptr, 0);
    ENSURE(connection.receive().is_sync());
    return fault;
}

}  // namespace

void load(std::vector<Loading>& all, Connection& connection) {
    for (auto& loading : all) prepare(loading, connection);
    while (true) {
        Sound share;
        for (auto& loading : all) {
            if (!loading.failure) share.push_back(&loading);
        }
        if (share.empty()) return;
        send(share, connection);
        const auto fault = receive(share, connection);
        if (!fault.error) return;
        connection.run("ROLLBACK");  // BEGIN's transaction is still open, as a failed one.
        if (fault.owner == nullptr || !fault.error->is_of_statement()) throw *fault.error;
        fault.owner->failure = std::make_exception_ptr(*fault.error);
    }
}

}  // namespace sparekey::store::postgres

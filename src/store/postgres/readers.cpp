#include "store/postgres/readers.h"

#include "store/postgres/load_pipeline.h"

namespace sparekey::store::postgres {
namespace {

constexpr int take_max = 64;
constexpr int attempts_max = 2;  // A connection may have been lost while nobody used it.

class PostgresReader final : public Reader {
   public:
    explicit PostgresReader(Connection& connection) : connection_(connection) {}
    Rows query(std::string_view sql, const Values& args) override {
        return connection_.run(sql, args).rows();
    }

   private:
    Connection& connection_;
};

Operation& in(const ReadingOperation& operation) {
    return std::visit([](const auto& held) -> Operation& { return *held; }, operation);
}

// Once more on a fresh connection when the first is found lost: reading twice does no harm.
template <class Work>
void with_connection(Connection& connection, const Work& work) {
    for (int attempt = 1;; ++attempt) {
        try {
            connection.open();
            return work();
        } catch (const Lost&) {
            if (attempt == attempts_max) throw;
        } catch (const Error& error) {
            if (!error.is_of_statement()) connection.distrust();
            throw;
        }
    }
}

void run(ReadOperation& read, Connection& connection) {
    connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    try {
        PostgresReader reader{connection};
        read.run(reader);
    } catch (...) {
        if (connection.is_open()) connection.run("ROLLBACK");
        throw;
    }
    connection.run("COMMIT");
}

}  // namespace

Readers::Readers(const ConnectionOptions& options, int count, const Stop& stop,
                 const Limits& limits, Clock clock)
    : limits_(limits), clock_(std::move(clock)), queue_(limits.queue_max) {
    for (int i = 0; i < count; ++i)
        connections_.push_back(std::make_unique<Connection>(options, stop));
    for (const auto& connection : connections_) {
        threads_.emplace_back([this, &connection = *connection] { work(connection); });
    }
}

Readers::~Readers() {
    queue_.close();
    for (auto& thread : threads_) thread.join();
}

void Readers::submit(ReadingOperation operation) {
    const auto release = [&operation] {
        return std::visit([](auto held) -> std::unique_ptr<Operation> { return held; },
                          std::move(operation));
    };
    in(operation).submitted = clock_();
    switch (queue_.push(operation)) {
    case Queue<ReadingOperation>::Pushed::taken: return;
    case Queue<ReadingOperation>::Pushed::full:
        return deliver_failed(release(), busy("the queue of reads is full"));
    case Queue<ReadingOperation>::Pushed::closed:
        return deliver_failed(release(), unavailable("the database is closing"));
    }
}

void Readers::work(Connection& connection) {
    while (!queue_.done()) {
        Loads loads;
        std::vector<std::unique_ptr<ReadOperation>> reads;
        for (auto& operation : queue_.take(take_max)) {
            if (overdue(in(operation)))
                in(operation).fail(busy("waited too long for the database"));
            if (auto* load = std::get_if<0>(&operation))
                loads.push_back(std::move(*load));
            else
                reads.push_back(std::get<1>(std::move(operation)));
        }
        // A read may take long: the loads do not wait for it.
        if (!loads.empty()) answer(std::move(loads), connection);
        for (auto& read : reads) answer(std::move(read), connection);
    }
}

void Readers::answer(Loads loads, Connection& connection) {
    std::vector<Loading> all;
    for (const auto& load : loads) all.push_back({load->account(), &load->loads, {}, 0, nullptr});
    std::exception_ptr failure;
    try {
        with_connection(connection, [&] { load(all, connection); });
    } catch (...) {
        failure = std::current_exception();
    }
    Deliveries deliveries;
    for (std::size_t i = 0; i < loads.size(); ++i) {
        loads[i]->loaded = std::move(all[i].loaded);
        if (const auto why = failure ? failure : all[i].failure; why && !loads[i]->failed())
            loads[i]->fail(why);
        deliveries.add(std::move(loads[i]));
    }
    deliveries.send();
}

void Readers::answer(std::unique_ptr<ReadOperation> read, Connection& connection) {
    try {
        if (!read->failed()) with_connection(connection, [&] { run(*read, connection); });
    } catch (...) {
        read->fail(std::current_exception());
    }
    Deliveries deliveries;
    deliveries.add(std::move(read));
    deliveries.send();
}

bool Readers::overdue(const Operation& operation) const {
    return clock_() - operation.submitted > limits_.deadline;
}

}  // namespace sparekey::store::postgres

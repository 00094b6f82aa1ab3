#include "store/sqlite/readers.h"

#include "store/sqlite/apply.h"

namespace sparekey::store::sqlite {
namespace {

constexpr int take_max = 16;  // Few, so that a long one holds up few.

std::unique_ptr<Operation> released(ReadingOperation operation) {
    return std::visit([](auto held) -> std::unique_ptr<Operation> { return held; },
                      std::move(operation));
}

Operation& in(const ReadingOperation& operation) {
    return std::visit([](const auto& held) -> Operation& { return *held; }, operation);
}

}  // namespace

Readers::Readers(const ConnectionOptions& options, int count, const Limits& limits, Clock clock)
    : limits_(limits), clock_(std::move(clock)), queue_(limits.queue_max) {
    for (int i = 0; i < count; ++i) connections_.push_back(std::make_unique<Connection>(options));
    for (const auto& connection : connections_) {
        threads_.emplace_back([this, &connection = *connection] { work(connection); });
    }
}

Readers::~Readers() {
    queue_.close();
    for (auto& thread : threads_) thread.join();
}

void Readers::submit(ReadingOperation operation) {
    in(operation).submitted = clock_();
    switch (queue_.push(operation)) {
    case Queue<ReadingOperation>::Pushed::taken: return;
    case Queue<ReadingOperation>::Pushed::full:
        return deliver_failed(released(std::move(operation)), busy("the queue of reads is full"));
    case Queue<ReadingOperation>::Pushed::closed:
        return deliver_failed(released(std::move(operation)),
                              unavailable("the database is closing"));
    }
}

void Readers::work(Connection& connection) {
    while (!queue_.done()) {
        for (auto& operation : queue_.take(take_max)) answer(std::move(operation), connection);
    }
}

void Readers::answer(ReadingOperation operation, Connection& connection) {
    try {
        if (clock_() - in(operation).submitted > limits_.deadline)
            std::rethrow_exception(busy("waited too long to be begun"));
        connection.execute("BEGIN", {});
        std::visit([&](auto& held) { apply(*held, connection); }, operation);
    } catch (...) {
        in(operation).fail(std::current_exception());
    }
    try {
        if (connection.in_transaction()) connection.execute("COMMIT", {});
    } catch (...) {
        in(operation).fail(std::current_exception());
    }
    Deliveries deliveries;
    deliveries.add(released(std::move(operation)));
    deliveries.send();
}

}  // namespace sparekey::store::sqlite

#include "store/operation.h"

#include <boost/asio/post.hpp>

#include "base/check.h"
#include "base/failure.h"

namespace sparekey::store {

Operation& operation_in(const Submission& submission) {
    return std::visit([](const auto& operation) -> Operation& { return *operation; }, submission);
}

void Deliveries::add(std::unique_ptr<Operation> done) {
    ENSURE(done->waiter_ != nullptr);
    const auto executor = done->waiter_->executor();
    for (auto& share : shares_) {
        if (share.executor != executor) continue;
        share.done.push_back(std::move(done));
        return;
    }
    auto& share = shares_.emplace_back(Share{executor, {}});
    share.done.push_back(std::move(done));
}

// What a resumed caller throws goes to its io_context, which keeps it until run() is back: the
// callers behind it are resumed all the same.
void Deliveries::send() {
    for (auto& share : shares_) {
        auto resume = [done = std::move(share.done)]() mutable {
            for (auto& operation : done) {
                const auto waiter = std::move(operation->waiter_);
                waiter->resume(std::move(operation));
            }
        };
        boost::asio::post(share.executor, std::move(resume));
    }
    shares_.clear();
}

std::exception_ptr busy(const char* why) {
    return std::make_exception_ptr(Failure{Failure::Kind::busy, why});
}

std::exception_ptr unavailable(const std::string& why) {
    return std::make_exception_ptr(Failure{Failure::Kind::unavailable, why});
}

void deliver_failed(std::unique_ptr<Operation> operation, std::exception_ptr why) {
    operation->fail(std::move(why));
    Deliveries deliveries;
    deliveries.add(std::move(operation));
    deliveries.send();
}

}  // namespace sparekey::store

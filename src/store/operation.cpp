#include "store/operation.h"

#include <boost/asio/post.hpp>
#include <iterator>

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

void Deliveries::resume_all(const Executor& executor,
                            std::vector<std::unique_ptr<Operation>> done) {
    for (auto next = done.begin(); next != done.end(); ++next) {
        const auto waiter = std::move((*next)->waiter_);
        try {
            waiter->resume(std::move(*next));
        } catch (...) {
            std::vector<std::unique_ptr<Operation>> rest(std::make_move_iterator(next + 1),
                                                         std::make_move_iterator(done.end()));
            boost::asio::post(executor, [executor, rest = std::move(rest)]() mutable {
                resume_all(executor, std::move(rest));
            });
            throw;
        }
    }
}

void Deliveries::send() {
    for (auto& share : shares_) {
        auto resume = [executor = share.executor, done = std::move(share.done)]() mutable {
            resume_all(executor, std::move(done));
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

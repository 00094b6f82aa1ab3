#include "store/operation.h"

#include <boost/asio/post.hpp>

#include <algorithm>

#include "base/check.h"
#include "base/failure.h"

namespace sparekey::store {
namespace {

using Done = std::vector<std::unique_ptr<Operation>>;

}  // namespace

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

void Deliveries::send() {
    // What a resumed caller throws has left its coroutine for the io_context's run(): the callers behind it are put
    // back first, so that they are resumed all the same.
    struct Resume {
        Executor executor;
        Done done;
        void operator()() {
            while (!done.empty()) {
                auto operation = std::move(done.back());
                done.pop_back();
                const auto waiter = std::move(operation->waiter_);
                try {
                    waiter->resume(std::move(operation));
                } catch (...) {
                    if (!done.empty()) boost::asio::post(executor, Resume{executor, std::move(done)});
                    throw;
                }
            }
        }
    };
    for (auto& share : shares_) {
        std::reverse(share.done.begin(), share.done.end());
        auto resume = Resume{share.executor, std::move(share.done)};
        boost::asio::post(share.executor, std::move(resume));
    }
    shares_.clear();
}

std::exception_ptr busy(const char* why) { return std::make_exception_ptr(Failure{Failure::Kind::busy, why}); }

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

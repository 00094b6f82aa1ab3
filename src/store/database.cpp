#include "store/database.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>

namespace sparekey::store {
namespace {

template <class Handler>
class WaiterOf final : public Waiter {
   public:
    explicit WaiterOf(Handler handler)
        : work_(boost::asio::get_associated_executor(handler)), handler_(std::move(handler)) {}
    void resume(std::unique_ptr<Operation> done) override { std::move(handler_)(std::move(done)); }
    [[nodiscard]] Executor executor() const override { return work_.get_executor(); }

   private:
    boost::asio::executor_work_guard<Executor> work_;
    Handler handler_;
};

}  // namespace

Awaitable<std::unique_ptr<Operation>> Database::finished(Submission submission) {
    auto begin = [this, submission = std::move(submission)](auto handler) mutable {
        using Made = WaiterOf<decltype(handler)>;
        operation_in(submission).awaited_by(std::make_unique<Made>(std::move(handler)));
        submit(std::move(submission));
    };
    using Signature = void(std::unique_ptr<Operation>);
    return boost::asio::async_initiate<decltype(use_awaitable), Signature>(std::move(begin),
                                                                           use_awaitable);
}

Awaitable<Loaded> Database::load(AccountId account, std::vector<LoadCall> loads) {
    return result_of(std::make_unique<LoadOperation>(account, std::move(loads)));
}

}  // namespace sparekey::store

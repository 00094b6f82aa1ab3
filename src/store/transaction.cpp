#include "store/transaction.h"

#include "base/check.h"

namespace sparekey::store {
namespace {

constexpr const char* guard_bump =
    "UPDATE guard SET write_id = $2 WHERE account_id = $1"
    " RETURNING write_id, freeze_since, freeze_until, hold_until, journal_head, last_step, budgets";

}  // namespace

void GuardedTransaction::begin() {
    auto row = guard_of(run_query(guard_bump, {account_, write_id_}));
    if (row) guard_ = std::move(row->guard);
}

void GuardedTransaction::finish() {
    if (first_failure_) std::rethrow_exception(first_failure_);
    if (!guard_changed_) return;
    const auto touched =
        run_execute(guard_update, guard_values(account_, *guard_, write_id_, write_id_));
    if (touched != 1)
        throw Failure{Failure::Kind::broken, "a transaction lost the guard it had won"};
}

std::optional<std::int64_t> GuardedTransaction::write_id() const {
    if (!guard_) return std::nullopt;
    return write_id_;
}

std::int64_t GuardedTransaction::execute(std::string_view sql, const Values& args) {
    try {
        return run_execute(sql, args);
    } catch (...) {
        if (!first_failure_) first_failure_ = std::current_exception();
        throw;
    }
}

Rows GuardedTransaction::query(std::string_view sql, const Values& args) {
    try {
        return run_query(sql, args);
    } catch (...) {
        if (!first_failure_) first_failure_ = std::current_exception();
        throw;
    }
}

void GuardedTransaction::save(const SaveCall& call) {
    ENSURE(guard_.has_value());
    Values args{account_, write_id_};
    args.insert(args.end(), call.args.begin(), call.args.end());
    const auto touched = execute(call.save->sql(), args);
    if (call.rows == any_rows || touched == call.rows) return;
    first_failure_ = std::make_exception_ptr(
        Failure{Failure::Kind::broken,
                "a save touched another number of rows: " + std::string{call.save->sql()}});
    std::rethrow_exception(first_failure_);
}

Rows GuardedTransaction::load(const LoadCall& call) {
    Values args{account_};
    args.insert(args.end(), call.args.begin(), call.args.end());
    return query(call.load->sql(), args);
}

void GuardedTransaction::set_guard(const Guard& guard) {
    ENSURE(guard_.has_value());
    guard_ = guard;
    guard_changed_ = true;
}

void GuardedTransaction::create_guard(const Guard& guard) {
    execute(guard_insert, guard_values(account_, guard, write_id_));
    guard_ = guard;
}

}  // namespace sparekey::store

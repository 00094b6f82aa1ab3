// What both engines' transactions share: the guard is won first and saved last, and a failed
// statement is never forgotten.
#pragma once
#include <exception>

#include "store/database.h"
#include "store/guard_row.h"

namespace sparekey::store {

class GuardedTransaction : public Transaction {
   public:
    GuardedTransaction(AccountId account, Time now) : account_(account), now_(now) {}

    // The first statement: takes the guard's lock, if there is a guard, by giving it a new write
    // id.
    void begin();
    // The last statements: what set_guard left. Throws the first failure of a statement, though `f`
    // may have swallowed it.
    void finish();
    // The guard row's write id after this transaction; nullopt when the account has no guard.
    [[nodiscard]] std::optional<std::int64_t> write_id() const;

    [[nodiscard]] Time now() const final { return now_; }
    std::int64_t execute(std::string_view sql, const Values& args) final;
    Rows query(std::string_view sql, const Values& args) final;
    void save(const SaveCall& call) final;
    Rows load(const LoadCall& call) final;
    [[nodiscard]] const std::optional<Guard>& guard() const final { return guard_; }
    void set_guard(const Guard& guard) final;
    void create_guard(const Guard& guard) final;

   protected:
    virtual std::int64_t run_execute(std::string_view sql, const Values& args) = 0;
    virtual Rows run_query(std::string_view sql, const Values& args) = 0;

   private:
    const AccountId account_;
    const Time now_;
    const std::int64_t write_id_ = random_id();
    std::optional<Guard> guard_;
    bool guard_changed_ = false;
    std::exception_ptr first_failure_;
};

}  // namespace sparekey::store

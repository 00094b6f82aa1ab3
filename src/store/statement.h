// Statements: objects with static storage, made before threads are. One text for both engines,
// prepared once a connection, checked at start.
//
// The text is written for PostgreSQL ($1, RETURNING, ON CONFLICT, BYTEA); doc/store.md lists what
// both engines take.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/value.h"

namespace sparekey::store {

// Reads rows of one account: $1 is the account, a caller's own arguments start at $2.
class Load {
   public:
    explicit Load(const char* sql);
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    [[nodiscard]] const char* sql() const { return sql_; }
    [[nodiscard]] int number() const { return number_; }

   private:
    const char* sql_;
    int number_;
};

// Writes rows of one account inside a change: $1 is the account, $2 the guard's new write id, own
// arguments start at $3. Holds `@won` exactly once: the store expands it to "this change won the
// guard".
//   Save end{"UPDATE link SET used_at = $4 WHERE account_id = $1 AND token_digest = $3 AND @won"};
//   Save line{"INSERT INTO journal (account_id, at) SELECT $1, $3 WHERE @won"};
class Save {
   public:
    explicit Save(const char* sql);
    Save(const Save&) = delete;
    Save& operator=(const Save&) = delete;
    [[nodiscard]] const char* sql() const { return sql_; }
    [[nodiscard]] int number() const { return number_; }

   private:
    const char* sql_;
    int number_;
};

// Every Load and Save of the program, in order of construction.
[[nodiscard]] const std::vector<const Load*>& all_loads();
[[nodiscard]] const std::vector<const Save*>& all_saves();

// What is wrong with the text; nullopt when nothing is.
[[nodiscard]] std::optional<std::string> fault_of_load(std::string_view sql);
[[nodiscard]] std::optional<std::string> fault_of_save(std::string_view sql);

// Throws Failure{refused}, naming the text, unless every Save holds `@won` exactly once. Called
// when a database is opened.
void check_statements();

struct LoadCall {
    LoadCall(const Load& statement, Values own = {}) : load(&statement), args(std::move(own)) {}
    const Load* load;
    Values args;  // From $2.
};

inline constexpr int any_rows = -1;  // For a Save whose count cannot be known.

struct SaveCall {
    SaveCall(const Save& statement, Values own, int rows_touched = 1)
        : save(&statement), args(std::move(own)), rows(rows_touched) {}
    const Save* save;
    Values args;  // From $3.
    int rows;     // How many rows it touches once the guard is won; another count is a bug:
                  // Failure{broken}.
};

// Throws Failure{broken}, naming the statement, when it touched another number of rows than the
// call states.
void require_rows(const SaveCall& call, std::int64_t touched);

}  // namespace sparekey::store

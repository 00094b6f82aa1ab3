// One connection to a SQLite file, and the statements prepared on it. Used by one thread at a time.
#pragma once
#include <sqlite3.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/failure.h"
#include "store/statement.h"

namespace sparekey::store::sqlite {

// What SQLite refused, with its extended result code. Becomes a Failure before it leaves the
// engine.
class Error : public Failure {
   public:
    Error(int code, const std::string& what);
    [[nodiscard]] int code() const { return code_; }
    // A fault of the statement itself; the transaction around it is sound.
    [[nodiscard]] bool is_of_statement() const { return kind() == Kind::broken; }

   private:
    int code_;
};

struct ConnectionOptions {
    std::string path;
    bool writable = false;
    int page_size = 4096;
    int cache_mib = 64;
    int mmap_mib = 0;
    bool durable = true;  // fsync at each commit.
    const char* vfs = nullptr;
};

class Connection {
   public:
    explicit Connection(const ConnectionOptions& options);

    // Plain SQL without arguments, several statements if need be.
    void run(const std::string& sql);

    Rows load(const Load& statement, AccountId account, const Values& own);
    // Rows touched.
    std::int64_t save(const Save& statement, AccountId account, std::int64_t write_id,
                      const Values& own);
    Rows query(std::string_view sql, const Values& args);
    std::int64_t execute(std::string_view sql, const Values& args);

    // Prepares it and keeps it. Throws what SQLite says.
    void prepare(const Load& statement);
    void prepare(const Save& statement);

    // True inside a transaction. After an error: false when SQLite rolled all of it back.
    [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }
    // A deferred constraint does not hold yet.
    [[nodiscard]] bool owes_constraint() const;
    [[nodiscard]] sqlite3* raw() { return db_.get(); }

   private:
    struct Close {
        void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };

    [[nodiscard]] Error error() const;
    void must(int result) const;
    Statement prepared(std::string_view sql) const;
    sqlite3_stmt* numbered(std::vector<Statement>& kept, int number, const char* sql);
    sqlite3_stmt* by_text(std::string_view sql);
    void bind(sqlite3_stmt* statement, std::span<const std::int64_t> own, const Values& args) const;
    Rows rows_of(sqlite3_stmt* statement) const;
    std::int64_t touched_by(sqlite3_stmt* statement) const;

    std::unique_ptr<sqlite3, Close> db_;
    std::vector<Statement> loads_;
    std::vector<Statement> saves_;
    std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> texts_;
};

}  // namespace sparekey::store::sqlite

#include "store/sqlite/connection.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "store/sqlite/gathering_vfs.h"
#include "store/text.h"

namespace sparekey::store::sqlite {
namespace {

constexpr int busy_ms = 5000;  // Only an outside tool can hold the file's lock.
constexpr std::size_t texts_max =
    1024;  // Statements kept by text: they are literals of ours, so it is never reached.

// Faults of the statement or its values; every other speaks of the file or the machine.
constexpr std::array of_statement{SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_MISMATCH,
                                  SQLITE_RANGE, SQLITE_TOOBIG,     SQLITE_MISUSE};

Failure::Kind kind_of(int code) {
    const int primary = code & 0xff;
    if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) return Failure::Kind::busy;
    const bool own =
        std::find(of_statement.begin(), of_statement.end(), primary) != of_statement.end();
    return own ? Failure::Kind::broken : Failure::Kind::unavailable;
}

// Unless told not to before its first use, SQLite counts every octet that it allocates, under one
// lock for all threads.
void count_no_memory() {
    static const int refused = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(refused);  // Somebody used SQLite before us: it is slower, and as right.
}

// Gives the statement back, its arguments forgotten, however its use ended.
class Use {
   public:
    explicit Use(sqlite3_stmt* statement) : statement_(statement) {}
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    ~Use() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }

   private:
    sqlite3_stmt* statement_;
};

// The value's octets outlive the statement's use: SQLITE_STATIC.
int bind_value(sqlite3_stmt* statement, int at, const Value& value) {
    struct Bind {
        sqlite3_stmt* statement;
        int at;
        int operator()(const Null&) const { return sqlite3_bind_null(statement, at); }
        int operator()(std::int64_t v) const { return sqlite3_bind_int64(statement, at, v); }
        int operator()(bool v) const { return sqlite3_bind_int(statement, at, v ? 1 : 0); }
        int operator()(const std::string& v) const {
            return sqlite3_bind_text64(statement, at, v.data(), v.size(), SQLITE_STATIC,
                                       SQLITE_UTF8);
        }
        int operator()(const Bytes& v) const {
            // A null pointer would bind NULL, and an empty vector has one.
            if (v.empty()) return sqlite3_bind_zeroblob(statement, at, 0);
            return sqlite3_bind_blob64(statement, at, v.data(), v.size(), SQLITE_STATIC);
        }
    };
    require_text(value);
    return std::visit(Bind{statement, at}, value.variant());
}

Value column_of(sqlite3_stmt* statement, int column) {
    const int type = sqlite3_column_type(statement, column);
    if (type == SQLITE_NULL) return Null{};
    if (type == SQLITE_INTEGER) return std::int64_t{sqlite3_column_int64(statement, column)};
    if (type == SQLITE_FLOAT) {
        throw Error{SQLITE_MISMATCH, "a column holds a fraction, which no Value can"};
    }
    // Text and octets are asked for before their length: the other order may convert them.
    const auto* octets = type == SQLITE_TEXT
                             ? static_cast<const void*>(sqlite3_column_text(statement, column))
                             : sqlite3_column_blob(statement, column);
    const BytesView view{static_cast<const std::byte*>(octets),
                         static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
    if (type == SQLITE_TEXT) return std::string{text_of(view)};
    return to_bytes(view);
}

}  // namespace

Error::Error(int code, const std::string& what)
    : Failure(kind_of(code), "sqlite " + std::to_string(code) + ": " + what), code_(code) {}

Connection::Connection(const ConnectionOptions& options) {
    const int access =
        options.writable ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
    count_no_memory();
    const bool gathers = options.writable && options.durable;
    const char* const vfs = gathers ? gathering_vfs(options.vfs) : options.vfs;
    sqlite3* db = nullptr;
    const int opened = sqlite3_open_v2(options.path.c_str(), &db,
                                       access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs);
    db_.reset(db);
    if (opened != SQLITE_OK) throw Error{opened, "cannot open " + options.path};
    sqlite3_busy_timeout(db, busy_ms);
    const auto pragma = [this](const std::string& text) { run("PRAGMA " + text); };
    // The page size must be set before the first page is written, and that is the switch to WAL.
    if (options.writable) {
        pragma("page_size=" + std::to_string(options.page_size));
        pragma("journal_mode=WAL");
        pragma("wal_autocheckpoint=0");
        pragma(options.durable ? "synchronous=FULL" : "synchronous=OFF");
    } else {
        pragma("query_only=ON");
    }
    // Pages go to the log in a commit and at no other time.
    if (gathers) pragma("cache_spill=OFF");
    pragma("foreign_keys=ON");
    pragma("temp_store=MEMORY");
    pragma("cache_size=-" + std::to_string(std::int64_t{options.cache_mib} * 1024));
    pragma("mmap_size=" + std::to_string(std::int64_t{options.mmap_mib} << 20));
}

void Connection::run(const std::string& sql) {
    must(sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr));
}

Rows Connection::load(const Load& statement, AccountId account, const Values& own) {
    auto* prepared = numbered(loads_, statement.number(), statement.sql());
    const Use use{prepared};
    bind(prepared, std::array{account.value}, own);
    return rows_of(prepared);
}

std::int64_t Connection::save(const Save& statement, AccountId account, std::int64_t write_id,
                              const Values& own) {
    auto* prepared = numbered(saves_, statement.number(), statement.sql());
    const Use use{prepared};
    bind(prepared, std::array{account.value, write_id}, own);
    return touched_by(prepared);
}

Rows Connection::query(std::string_view sql, const Values& args) {
    auto* prepared = by_text(sql);
    const Use use{prepared};
    bind(prepared, {}, args);
    return rows_of(prepared);
}

std::int64_t Connection::execute(std::string_view sql, const Values& args) {
    auto* prepared = by_text(sql);
    const Use use{prepared};
    bind(prepared, {}, args);
    return touched_by(prepared);
}

void Connection::prepare(const Load& statement) {
    numbered(loads_, statement.number(), statement.sql());
}

void Connection::prepare(const Save& statement) {
    numbered(saves_, statement.number(), statement.sql());
}

bool Connection::owes_constraint() const {
    int owed = 0;
    int highest = 0;
    must(sqlite3_db_status(db_.get(), SQLITE_DBSTATUS_DEFERRED_FKS, &owed, &highest, 0));
    return owed != 0;
}

Error Connection::error() const {
    return Error{sqlite3_extended_errcode(db_.get()), sqlite3_errmsg(db_.get())};
}

void Connection::must(int result) const {
    if (result != SQLITE_OK) throw error();
}

Connection::Statement Connection::prepared(std::string_view sql) const {
    const auto text = statement_text(sql, Dialect::sqlite);
    sqlite3_stmt* statement = nullptr;
    must(sqlite3_prepare_v3(db_.get(), text.c_str(), static_cast<int>(text.size()) + 1,
                            SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    if (statement == nullptr) throw Error{SQLITE_ERROR, "an empty statement"};
    return Statement{statement};
}

sqlite3_stmt* Connection::numbered(std::vector<Statement>& kept, int number, const char* sql) {
    const auto at = static_cast<std::size_t>(number);
    if (at >= kept.size()) kept.resize(at + 1);
    if (!kept[at]) kept[at] = prepared(sql);
    return kept[at].get();
}

sqlite3_stmt* Connection::by_text(std::string_view sql) {
    if (const auto found = texts_.find(sql); found != texts_.end()) return found->second.get();
    if (texts_.size() >= texts_max) texts_.clear();
    auto statement = prepared(sql);
    return texts_.emplace(std::string{sql}, std::move(statement)).first->second.get();
}

void Connection::bind(sqlite3_stmt* statement, std::span<const std::int64_t> own,
                      const Values& args) const {
    // The account and the write id may go unused by a text that names neither.
    const int named = sqlite3_bind_parameter_count(statement);
    int at = 0;
    for (const auto value : own) {
        if (++at <= named) must(sqlite3_bind_int64(statement, at, value));
    }
    for (const auto& value : args) must(bind_value(statement, ++at, value));
    if (at < named)
        throw Error{SQLITE_RANGE,
                    "a statement with too few arguments: " + std::string{sqlite3_sql(statement)}};
}

Rows Connection::rows_of(sqlite3_stmt* statement) const {
    Rows rows;
    const int columns = sqlite3_column_count(statement);
    int result = SQLITE_OK;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        Values values;
        values.reserve(static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column)
            values.push_back(column_of(statement, column));
        rows.emplace_back(std::move(values));
    }
    if (result != SQLITE_DONE) throw error();
    return rows;
}

std::int64_t Connection::touched_by(sqlite3_stmt* statement) const {
    // sqlite3_changes keeps its number over a statement that writes no row, so the total says
    // whether one was written.
    const auto before = sqlite3_total_changes64(db_.get());
    int result = SQLITE_OK;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
    }
    if (result != SQLITE_DONE) throw error();
    return sqlite3_total_changes64(db_.get()) == before ? 0 : sqlite3_changes64(db_.get());
}

}  // namespace sparekey::store::sqlite

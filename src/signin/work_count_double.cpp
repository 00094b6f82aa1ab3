#include "signin/work_count_double.h"

#include <dlfcn.h>

#include <atomic>

// The programs' own definitions go before those of the shared libraries.
namespace {

std::atomic<std::int64_t> hashes = 0;
std::atomic<std::int64_t> statements = 0;

template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

struct pg_conn;
struct sqlite3_stmt;

int crypto_pwhash_argon2id(unsigned char* out, unsigned long long out_size, const char* password,
                           unsigned long long size, const unsigned char* salt,
                           unsigned long long passes, std::size_t memory, int algorithm) {
    ++hashes;
    static const auto hash = real<decltype(crypto_pwhash_argon2id)>("crypto_pwhash_argon2id");
    return hash(out, out_size, password, size, salt, passes, memory, algorithm);
}

// SQLite's statements are cleared after each run; only these have bindings to clear.
int sqlite3_clear_bindings(sqlite3_stmt* statement) {
    static const auto count = real<int(sqlite3_stmt*)>("sqlite3_bind_parameter_count");
    if (count(statement) > 0) ++statements;
    static const auto clear = real<decltype(sqlite3_clear_bindings)>("sqlite3_clear_bindings");
    return clear(statement);
}

// What looks after the connections, once a second, asks without arguments.
int PQsendQueryPrepared(pg_conn* connection, const char* name, int count, const char* const* values,
                        const int* lengths, const int* formats, int result_format) {
    if (count > 0) ++statements;
    static const auto send = real<decltype(PQsendQueryPrepared)>("PQsendQueryPrepared");
    return send(connection, name, count, values, lengths, formats, result_format);
}
}

namespace sparekey::signin {

Work work_done() { return {hashes, statements}; }

}  // namespace sparekey::signin

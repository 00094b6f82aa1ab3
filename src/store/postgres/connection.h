// One connection to PostgreSQL, always in pipeline mode, and the statements prepared on it. Used by
// one thread at a time.
//
// Every call may throw Lost; the connection is then closed, and open() begins anew.
#pragma once
#include <libpq-fe.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/postgres/arguments.h"
#include "store/postgres/result.h"
#include "store/postgres/stop.h"
#include "store/statement.h"

namespace sparekey::store::postgres {

struct ConnectionOptions {
    std::string url;
    std::chrono::milliseconds lock_wait;
    std::chrono::milliseconds answer_wait;
};

class Connection {
   public:
    Connection(ConnectionOptions options, const Stop& stop)
        : options_(std::move(options)), stop_(stop) {}

    // Connects and sets the session up, unless that is done.
    void open();
    void close();
    [[nodiscard]] bool is_open() const { return connection_ != nullptr; }
    // The server refused for reasons of its own (it became a standby, its disk is full): the next
    // open() looks for another.
    void distrust() { distrusted_ = true; }

    // The name it is prepared under. Throws Error when the server does not take the text.
    const char* prepare(const Load& statement) {
        return numbered(loads_, 'l', statement.number(), statement.sql());
    }
    const char* prepare(const Save& statement) {
        return numbered(saves_, 's', statement.number(), statement.sql());
    }
    const char* prepare(std::string_view sql);

    // A pipeline: send prepared statements, end the section, receive as many results and the
    // section's end.
    void send(const char* prepared, Arguments& arguments);
    void end_section();
    Result receive();

    // One statement in a section of its own; throws Error.
    Result run(std::string_view sql, const Values& values = {});
    // Several statements without arguments; throws the first Error.
    void run_script(const std::string& sql);

    // The server process at the other end.
    [[nodiscard]] int backend() const { return PQbackendPID(connection_.get()); }

   private:
    struct Finish {
        void operator()(PGconn* connection) const { PQfinish(connection); }
    };
    using Clock = std::chrono::steady_clock;

    void connect();
    void set_up();
    [[noreturn]] void lose(const std::string& why);
    [[noreturn]] void lose();
    void wait(short events, Clock::time_point until);
    void flush(Clock::time_point until);
    void prepare_as(const std::string& name, std::string_view sql);
    const char* numbered(std::vector<std::string>& names, char kind, int number, const char* sql);
    Result run_section();

    const ConnectionOptions options_;
    const Stop& stop_;
    std::unique_ptr<PGconn, Finish> connection_;
    bool distrusted_ = false;
    std::vector<std::string> loads_;
    std::vector<std::string> saves_;
    std::unordered_map<std::string, std::string> texts_;
};

// Throws Failure{refused} when libpq cannot read the text.
void check_url(const std::string& url);

}  // namespace sparekey::store::postgres

// kill -9 under load: whatever was acknowledged is stored, and what is stored beyond that is at
// most what was in flight.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "base/check.h"
#include "store/spending_double.h"

using namespace sparekey;
using namespace sparekey::store;

namespace {

constexpr int callers = 64;
constexpr std::int64_t accounts = 16;
constexpr int kills = 3;
constexpr std::size_t acknowledged_min = 200;  // Before each kill.

const Load load_authenticator{"SELECT version FROM authenticator WHERE account_id = $1"};
const Save save_next{
    "UPDATE authenticator SET version = version + 1 WHERE account_id = $1 AND @won"};
const Save save_line{
    "INSERT INTO journal (line_id, account_id, previous, at, kind, client, detail)"
    " SELECT $3, $1, 0, $4, 'accepted', '', '' WHERE @won"};

// Spends the next step under a line of its own, whose id is the outcome.
Decide<std::int64_t> spend_next() {
    return [](const Loaded& loaded, Time now) {
        Decision<std::int64_t> decision{random_id(), loaded.guard, {}};
        decision.save.emplace_back(save_next, Values{});
        decision.save.emplace_back(save_line, Values{decision.outcome, now});
        return decision;
    };
}

// Until it is killed: spends, and tells each line's id through the pipe once it is acknowledged.
Awaitable<void> spend_on(Database& db, AccountId account, int pipe) {
    while (true) {
        std::int64_t line = 0;
        try {
            line = co_await db.change<std::int64_t>(account, {}, spend_next());
        } catch (const Failure& failure) {
            if (failure.kind() == Failure::Kind::busy) continue;
            throw;
        }
        ENSURE(::write(pipe, &line, sizeof line) == sizeof line);
    }
}

[[noreturn]] void be_killed(Engine engine, const std::string& place, int pipe) {
    const auto db = open_place(engine, place);
    boost::asio::io_context io{1};
    for (int i = 0; i < callers; ++i) {
        boost::asio::co_spawn(io, spend_on(*db, AccountId{1 + i % accounts}, pipe),
                              [](std::exception_ptr) { ::_exit(3); });
    }
    io.run();
    ::_exit(4);
}

struct Child {
    pid_t pid;
    int pipe;
};

// The scratch is closed: no thread of this process is left for the new one to miss.
Child start_child(const Scratch& scratch) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto pid = ::fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        ::close(ends[0]);
        be_killed(scratch.engine(), scratch.place(), ends[1]);
    }
    ::close(ends[1]);
    return {pid, ends[0]};
}

// Reads what is acknowledged, kills the process once there is enough of it, and reads the rest.
void collect(const Child& child, std::set<std::int64_t>& acknowledged) {
    std::size_t here = 0;
    std::int64_t line = 0;
    while (::read(child.pipe, &line, sizeof line) == sizeof line) {
        CHECK(acknowledged.insert(line).second);
        if (++here == acknowledged_min) ::kill(child.pid, SIGKILL);
    }
    ::close(child.pipe);
    int status = 0;
    REQUIRE(::waitpid(child.pid, &status, 0) == child.pid);
    REQUIRE(WIFSIGNALED(status));
    CHECK(here >= acknowledged_min);
}

std::set<std::int64_t> stored_lines(Database& db) {
    std::function<Rows(Reader&)> ask = [](Reader& reader) {
        return reader.query("SELECT line_id FROM journal");
    };
    std::set<std::int64_t> found;
    for (const auto& row : run(db.read<Rows>(std::move(ask)))) found.insert(row.integer(0));
    return found;
}

}  // namespace

TEST_CASE("what was acknowledged before a kill is stored, and nothing is stored twice") {
    for_each_engine([](Scratch& scratch) {
        for (std::int64_t i = 1; i <= accounts; ++i) open_account(scratch.database(), AccountId{i});
        scratch.close();
        std::set<std::int64_t> acknowledged;
        for (int round = 0; round < kills; ++round) collect(start_child(scratch), acknowledged);

        scratch.reopen();
        auto& db = scratch.database();
        // On PostgreSQL a killed client's last save may still be at work: winning its guard waits
        // for it.
        for (std::int64_t i = 1; i <= accounts; ++i) {
            run(db.change<std::int64_t>(AccountId{i}, {}, spend_next()));
        }
        const auto stored = stored_lines(db);
        CHECK(
            std::includes(stored.begin(), stored.end(), acknowledged.begin(), acknowledged.end()));
        CHECK(stored.size() <= acknowledged.size() + kills * callers + accounts);
        for (std::int64_t i = 1; i <= accounts; ++i) {
            CHECK(last_step(db, AccountId{i}) == lines(db, AccountId{i}));
        }
    });
}

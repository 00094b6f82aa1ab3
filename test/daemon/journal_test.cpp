// The journal as an operator sees it: sealed while the daemon runs, verified beside it and alone.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <chrono>
#include <thread>

#include "test/daemon/child.h"

using namespace sparekey::test;
namespace fs = std::filesystem;

namespace {

bool mentions(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

void execute(const House& house, const std::string& sql) {
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(house.file("var/sparekey.db").c_str(), &db) == SQLITE_OK);
    sqlite3_busy_timeout(db, 10'000);
    CHECK(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    CHECK(sqlite3_changes(db) > 0);
    sqlite3_close(db);
}

bool waits(const Ended& verified) { return mentions(verified.out, "wait for their seal"); }

// Until every line is sealed and the day is signed.
Ended verified_when_sealed(const House& house) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (true) {
        auto ended = house.ended("journal verify");
        const bool sealed = fs::exists(house.file("var/journal-heads")) && !waits(ended);
        if (sealed || std::chrono::steady_clock::now() > deadline) return ended;
        std::this_thread::yield();
    }
}

constexpr int lines_made = 12;

// Lines of the journal, by the daemon that runs.
void make_lines(const House& house) {
    for (int i = 0; i < lines_made; ++i) {
        const auto added = house.ended("staff add", {"kate" + std::to_string(i) + "@example.org",
                                                     "--name", "Kate", "--role", "reviewer"});
        CHECK_MESSAGE(added.exit_code == 0, (added.out + added.err));
    }
}

// A house whose lines are all sealed.
void fill(const House& house) {
    RunningDaemon daemon(house);
    make_lines(house);
    const auto beside = verified_when_sealed(house);
    CHECK_MESSAGE(beside.exit_code == 0, (beside.out + beside.err));
    CHECK(mentions(beside.out, "The journal is whole."));
    CHECK_FALSE(waits(beside));
    CHECK_FALSE(mentions(beside.out, "0 lines under 0 seals"));
    CHECK(daemon.stop().exit_code == 0);
}

}  // namespace

TEST_CASE("the journal is sealed while the daemon runs, and verified beside it and without it") {
    const House house;
    fill(house);
    const auto alone = house.ended("journal verify");
    CHECK(alone.exit_code == 0);
    CHECK(mentions(alone.out, "1 signed heads, 1 in the file"));
}

TEST_CASE("what was changed in the database is found, and ends with 1") {
    const House house;
    fill(house);
    execute(house,
            "UPDATE journal SET client = '192.0.2.99' WHERE line_id = "
            "(SELECT MAX(line_id) FROM journal)");
    const auto changed = house.ended("journal verify");
    CHECK(changed.exit_code == 1);
    CHECK(mentions(changed.out, "line_changed: line "));
    CHECK(mentions(changed.out, "The journal is not as it was: 1 findings."));

    fs::copy_file(house.file("var/journal-heads"), house.file("copy"));
    execute(house, "DELETE FROM journal_seal");
    execute(house, "DELETE FROM journal_head");
    fs::remove(house.file("var/journal-heads"));
    const auto cut_off = house.ended("journal verify", {"--heads", house.file("copy").string()});
    CHECK(cut_off.exit_code == 1);
    CHECK(mentions(cut_off.out, "cut_off: the signed head of "));
    CHECK(mentions(cut_off.out, "head_missing: "));
    CHECK(house.ended("journal verify", {"--heads", "/nowhere/heads"}).exit_code == 1);
}

TEST_CASE("seals that are deleted under a daemon's hands are not made anew, and it serves on") {
    const House house;
    const auto log = house.file("log");
    RunningDaemon daemon(house, {"--log.file", log.string()});
    make_lines(house);
    CHECK(verified_when_sealed(house).exit_code == 0);
    execute(house, "DELETE FROM journal_seal");
    const auto found = house.ended("journal verify");
    CHECK(found.exit_code == 1);
    CHECK(mentions(found.out, "cut_off: "));
    CHECK(waits(found));
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!mentions(content_of(log), "journal_cut_off") &&
           std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
    CHECK(mentions(content_of(log), "journal_cut_off"));
    CHECK(waits(house.ended("journal verify")));
    CHECK(daemon.stop().exit_code == 0);
}

TEST_CASE("a daemon of an earlier program gets its journal key at its next start") {
    const House house;
    fill(house);
    fs::remove(house.file("var/journal-key"));
    CHECK(house.ended("run --create").exit_code == 3);
    execute(house, "DELETE FROM meta WHERE name = 'journal_key'");
    CHECK(house.ended("check").exit_code == 0);
    CHECK_FALSE(fs::exists(house.file("var/journal-key")));
    RunningDaemon daemon(house);
    CHECK(fs::exists(house.file("var/journal-key")));
    const auto other_key = house.ended("journal verify");
    CHECK(other_key.exit_code == 1);
    CHECK(mentions(other_key.out, "seal_unauthentic: seal 1 was not made with this key"));
    CHECK(daemon.stop().exit_code == 0);
}

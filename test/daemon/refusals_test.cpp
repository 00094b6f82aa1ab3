// What the daemon refuses to start with: it says which file or key, and ends with 3.
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <functional>

#include "test/daemon/child.h"

using namespace sparekey::test;
namespace fs = std::filesystem;

namespace {

constexpr int refused = 3;

void execute(const fs::path& database, const std::string& sql) {
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(database.c_str(), &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(db);
}

// A house that was in use, then changed; what a start says to that.
std::string refusal_after(const std::function<void(const House&)>& damage) {
    const House house;
    house.create();
    REQUIRE(RunningDaemon(house).stop().exit_code == 0);
    damage(house);
    const auto ended = house.ended("run --create");
    CHECK(ended.exit_code == refused);
    CHECK(ended.out.empty());
    return ended.err;
}

bool mentions(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a key ring that is missing is refused by its name, also with --create") {
    const auto said =
        refusal_after([](const House& house) { fs::remove(house.file("var/key-ring")); });
    CHECK(mentions(said, "var/key-ring: is missing, and the database was used with it"));
}

TEST_CASE("a pepper that is missing is refused by its name, also with --create") {
    const auto said =
        refusal_after([](const House& house) { fs::remove(house.file("var/pepper")); });
    CHECK(mentions(said, "var/pepper: is missing, and the database was used with it"));
}

TEST_CASE("a journal key that is missing is refused by its name, also with --create") {
    const auto said =
        refusal_after([](const House& house) { fs::remove(house.file("var/journal-key")); });
    CHECK(mentions(said, "var/journal-key: is missing, and the journal was sealed with it"));
}

TEST_CASE("an evidence key file that is missing or another's is refused by its name") {
    const auto gone =
        refusal_after([](const House& house) { fs::remove(house.file("var/evidence-keys")); });
    CHECK(mentions(gone, "var/evidence-keys: is missing, and evidence was sealed with it"));

    const House other;
    other.create();
    REQUIRE(RunningDaemon(other).stop().exit_code == 0);
    const auto theirs = refusal_after([&](const House& house) {
        fs::copy_file(other.file("var/evidence-keys"), house.file("var/evidence-keys"),
                      fs::copy_options::overwrite_existing);
    });
    CHECK(mentions(theirs, "var/evidence-keys: was made under another key ring"));
}

TEST_CASE("other key files than the database was used with are refused") {
    const House other;
    other.create();
    const auto swap = [&](const std::string& file) {
        return refusal_after([&](const House& house) {
            fs::copy_file(other.file(file), house.file(file), fs::copy_options::overwrite_existing);
        });
    };
    CHECK(mentions(swap("var/key-ring"),
                   "var/key-ring: is not the key ring that the database was used with"));
    CHECK(mentions(swap("var/pepper"),
                   "var/pepper: is not the pepper that the database was used with"));
    CHECK(mentions(swap("var/journal-key"),
                   "var/journal-key: is not the key that the journal is sealed with"));
}

TEST_CASE("key files that others may read, or that are damaged, are refused by their names") {
    const std::vector<std::string> files{"var/key-ring", "var/pepper", "var/journal-key"};
    for (const auto& file : files) {
        CHECK(mentions(
            refusal_after([&](const House& house) { ::chmod(house.file(file).c_str(), 0640); }),
            file));
        CHECK(mentions(
            refusal_after([&](const House& house) { put_content(house.file(file), "sparekey"); }),
            file));
    }
}

TEST_CASE("a newer schema is refused") {
    const auto said = refusal_after([](const House& house) {
        execute(house.file("var/sparekey.db"),
                "INSERT INTO migration (number, applied_at) VALUES (9999, 0)");
    });
    CHECK(mentions(said, "schema is number 9999"));
}

TEST_CASE("what is no database is refused") {
    const auto said = refusal_after([](const House& house) {
        for (const std::string end : {"", "-wal", "-shm"})
            fs::remove(house.file("var/sparekey.db" + end));
        put_content(house.file("var/sparekey.db"), std::string(8192, 'x'));
    });
    CHECK(mentions(said, "var/sparekey.db"));
}

TEST_CASE("a second daemon on the same database is refused, and the first goes on") {
    const House house;
    RunningDaemon first(house);
    const auto second = house.ended("run");
    CHECK(second.exit_code == refused);
    CHECK(mentions(second.err, "another daemon has this database"));
    CHECK(first.stop().exit_code == 0);
}

TEST_CASE("a port that somebody listens on is refused") {
    const House first_house;
    const House second_house;
    RunningDaemon first(first_house);
    const auto second =
        second_house.ended("run --create", {"--http.port", std::to_string(first.port())});
    CHECK(second.exit_code == refused);
    CHECK(mentions(second.err, "Address already in use"));
}

TEST_CASE("a first start without --create makes nothing") {
    const House house;
    const auto ended = house.ended("run");
    CHECK(ended.exit_code == refused);
    CHECK(mentions(ended.err, "--create"));
    CHECK(!fs::exists(house.file("var")));
}

TEST_CASE("a clock before the day of the build is refused") {
    const House house;
    house.create();
    auto arguments = house.command("run");
    arguments.insert(arguments.begin(), {"faketime", "2020-01-01 00:00:00"});
    const auto ended = Child(arguments).wait();
    CHECK(ended.exit_code == refused);
    CHECK(mentions(ended.err, "clock"));
}

TEST_CASE("a configuration that is wrong is refused with its line") {
    const House house;
    put_content(house.file("sparekey.toml"), "[http]\nthreds = 2\n");
    const auto ended =
        house.ended("run --create", {"--config", house.file("sparekey.toml").string()});
    CHECK(ended.exit_code == refused);
    CHECK(mentions(ended.err,
                   "sparekey.toml:2: there is no key http.threds; did you mean http.threads?"));
    CHECK(!fs::exists(house.file("var")));
}

TEST_CASE("a folder of pages that is not there is refused by its name") {
    const House house;
    const auto ended = house.ended("run --create", {"--http.web_folder", "/nowhere/web"});
    CHECK(ended.exit_code == refused);
    CHECK(mentions(ended.err, "/nowhere/web"));
}

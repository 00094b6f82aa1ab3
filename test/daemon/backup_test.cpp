// Backing up and bringing back: what is refused, and that nothing is changed then.
#include <doctest/doctest.h>

#include <fstream>

#include "test/daemon/child.h"

using namespace sparekey::test;
namespace fs = std::filesystem;

namespace {

bool mentions(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

void put(const fs::path& file, const std::string& text) { std::ofstream{file} << text; }

// Refused in these words, and the folder is as it was.
void refused(const House& house, const std::string& command, const std::vector<std::string>& more,
             const std::string& why) {
    const auto database = content_of(house.file("var/sparekey.db"));
    const auto ended = house.ended(command, more);
    CHECK(ended.exit_code == 3);
    CHECK_MESSAGE(mentions(ended.err, why), ended.err);
    CHECK(content_of(house.file("var/sparekey.db")) == database);
    CHECK_FALSE(fs::exists(house.file("var/sparekey.db.restoring")));
}

}  // namespace

TEST_CASE("a backup is made with a daemon and without, for its owner alone, and over no file") {
    const House house;
    house.create();
    const auto file = house.file("alone.db").string();
    const auto alone = house.ended("backup", {file});
    CHECK_MESSAGE(alone.exit_code == 0, alone.err);
    CHECK(mentions(alone.out, "Key ring, pepper and the keys of evidence are not in it"));
    CHECK((fs::status(file).permissions() & fs::perms::mask) ==
          (fs::perms::owner_read | fs::perms::owner_write));
    refused(house, "backup", {file}, "is there already");
    const auto nowhere = house.ended("backup", {house.file("no/such/folder").string()});
    CHECK(nowhere.exit_code == 1);
    CHECK_MESSAGE(mentions(nowhere.err, "No such file"), nowhere.err);

    RunningDaemon daemon(house);
    CHECK(house.ended("backup", {house.file("beside.db").string()}).exit_code == 0);
    CHECK(daemon.stop().exit_code == 0);
}

TEST_CASE("a restore refuses what it cannot vouch for, and changes nothing") {
    const House house;
    house.create();
    CHECK(RunningDaemon{house}.stop().exit_code == 0);
    const auto file = house.file("copy.db");
    REQUIRE(house.ended("backup", {file.string()}).exit_code == 0);
    refused(house, "restore", {file.string()}, "--replace keeps it under another name");
    refused(house, "restore", {house.file("none.db").string(), "--replace"}, "is missing");

    const auto whole = content_of(file);
    const auto damaged = house.file("damaged.db");
    put(damaged, "this is no database, whatever its name says, and it is long enough to be one");
    refused(house, "restore", {damaged.string(), "--replace"}, "not a database");
    put(damaged, whole.substr(0, whole.size() / 2));
    refused(house, "restore", {damaged.string(), "--replace"}, damaged.string());

    // Each remembers its own keys from its first start on.
    const House other;
    other.create();
    CHECK(RunningDaemon{other}.stop().exit_code == 0);
    const auto theirs = other.file("copy.db");
    REQUIRE(other.ended("backup", {theirs.string()}).exit_code == 0);
    refused(house, "restore", {theirs.string(), "--replace"}, "is not the");

    RunningDaemon daemon(house);
    const auto running = house.ended("restore", {file.string(), "--replace"});
    CHECK(running.exit_code == 3);
    CHECK(mentions(running.err, "a daemon runs"));
    CHECK(daemon.stop().exit_code == 0);
}

TEST_CASE("a restore works where the database is gone, and again, and without a file") {
    const House house;
    house.create();
    const auto file = house.file("copy.db").string();
    REQUIRE(house.ended("backup", {file}).exit_code == 0);
    fs::remove(house.file("var/sparekey.db"));
    put(house.file("var/sparekey.db.restoring"), "what a restore that was cut off left");
    const auto restored = house.ended("restore", {file});
    CHECK_MESSAGE(restored.exit_code == 0, restored.err);
    CHECK(mentions(restored.out, "Everybody is signed out"));
    CHECK_FALSE(mentions(restored.out, "is kept as"));
    CHECK(mentions(house.ended("restore", {file, "--replace"}).out, "is kept as"));
    CHECK(house.ended("restore").exit_code == 0);
    RunningDaemon daemon(house);
    CHECK(daemon.stop().exit_code == 0);
}

// Commands beside a running daemon, and without one.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "test/daemon/child.h"

using namespace sparekey::test;
namespace fs = std::filesystem;

namespace {

bool mentions(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("an account that is not there is not found, with a daemon and without") {
    const House house;
    house.create();
    const auto alone = house.ended("account show ada@example.org");
    CHECK(alone.exit_code == 1);
    CHECK(alone.out == "There is no such account.\n");
    RunningDaemon daemon(house);
    const auto beside = house.ended("account show ada@example.org");
    CHECK(beside.exit_code == 1);
    CHECK(beside.out == alone.out);
    CHECK(house.ended("account close 42").exit_code == 1);
    CHECK(house.ended("account end-sessions 42").exit_code == 1);
    CHECK(daemon.stop().exit_code == 0);
}

TEST_CASE("an import says why of each line that was not taken, with a daemon and without") {
    const House house;
    house.create();
    const auto file = house.file("people.csv");
    std::ofstream{file} << "email,legal_name,birth_date,id_number\n"
                        << "ada@example.org,Ada Geheim,1990-12-03,S3CRET\n";
    const auto alone = house.ended("identity import", {file.string()});
    CHECK(alone.exit_code == 1);
    CHECK(alone.out == "line 2: No account has this address.\n"
                       "0 of 1 lines taken: 0 added, 0 changed, 0 the same.\n");
    RunningDaemon daemon(house);
    const auto beside = house.ended("identity import", {file.string()});
    CHECK(beside.exit_code == 1);
    CHECK(beside.out == alone.out);
    CHECK(house.ended("identity import", {"/nowhere/people.csv"}).exit_code == 3);
    const auto stopped = daemon.stop();
    CHECK(stopped.exit_code == 0);
    for (const auto* secret : {"Geheim", "S3CRET", "ada@example.org"})
        CHECK_FALSE(mentions(stopped.out + stopped.err, secret));
}

TEST_CASE("check finds a house in order, at rest and at work") {
    const House house;
    house.create();
    const auto at_rest = house.ended("check");
    CHECK_MESSAGE(at_rest.exit_code == 0, at_rest.out);
    CHECK(mentions(at_rest.out, "ok     key ring"));
    RunningDaemon daemon(house);
    const auto at_work = house.ended("check");
    CHECK_MESSAGE(at_work.exit_code == 0, at_work.out);
    CHECK(mentions(at_work.out, "a daemon runs"));
    CHECK(daemon.stop().exit_code == 0);
}

TEST_CASE("check says everything that is wrong, and changes nothing") {
    const House house;
    house.create();
    ::chmod(house.file("var/pepper").c_str(), 0644);
    const auto ended =
        house.ended("check", {"--http.web_folder", "/nowhere/web", "--site.public_url",
                              "https://accounts.example.org", "--mail.transport", "smtp",
                              "--mail.smtp_host", "localhost", "--mail.smtp_port", "1"});
    CHECK(ended.exit_code == 1);
    CHECK(mentions(ended.out, "ok     key ring"));
    CHECK(mentions(ended.out, "wrong  pepper"));
    CHECK(mentions(ended.out, "wrong  pages /nowhere/web"));
    CHECK(mentions(ended.out, "wrong  public URL"));
    CHECK(mentions(ended.out, "wrong  mail server localhost port 1"));

    const House empty;
    CHECK(empty.ended("check").exit_code == 1);
    CHECK(!fs::exists(empty.file("var")));
}

TEST_CASE("key files are made once and never replaced") {
    const House house;
    CHECK(house.ended("keys create").exit_code == 0);
    const auto ring = content_of(house.file("var/key-ring"));
    CHECK(house.ended("keys create").exit_code == 1);
    CHECK(content_of(house.file("var/key-ring")) == ring);
}

TEST_CASE("what is not understood ends with 2, what is asked for with 0") {
    const House house;
    CHECK(house.ended("chekc").exit_code == 2);
    CHECK(house.ended("version").exit_code == 0);
    CHECK(house.ended("help").exit_code == 0);
    CHECK(house.ended("config --example").exit_code == 0);
}

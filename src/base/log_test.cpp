#include "base/log.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "base/failure.h"
#include "test/scratch.h"

using namespace sparekey;

namespace {

// A log that is stopped whatever the test does.
struct Log {
    Log(log::Level least, const std::filesystem::path& file) { log::start(least, file); }
    ~Log() { log::stop(); }
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
};

}  // namespace

TEST_CASE("a line is one JSON object with its time in UTC") {
    CHECK(log::line(1'700'000'000'007, log::Level::warning, "mail_refused",
                    {{"request", "5f2c"}, {"attempt", 3}, {"last", false}}) ==
          R"({"at":"2023-11-14T22:13:20.007Z","level":"warning","event":"mail_refused",)"
          R"("request":"5f2c","attempt":3,"last":false})");
}

TEST_CASE("whatever a field holds, the line stays one line of valid JSON") {
    const auto text =
        log::line(0, log::Level::error, "odd",
                  {{"a", std::string_view{"\"\\\n\0\x7f", 5}}, {"b", "\xff\xc3\xa4"}});
    CHECK(text.find('\n') == std::string::npos);
    CHECK(text.ends_with(R"("a":"\"\\\u000a\u0000\u007f","b":"\u00ff\u00c3\u00a4"})"));
}

TEST_CASE("levels have names, and nothing else is a level") {
    for (const auto level :
         {log::Level::debug, log::Level::info, log::Level::warning, log::Level::error}) {
        CHECK(log::parse_level(log::name(level)) == level);
    }
    CHECK(!log::parse_level("Info"));
    CHECK(!log::parse_level(""));
}

TEST_CASE("lines below the level are not written, and all above are when the log stops") {
    const test::ScratchFolder folder;
    {
        const Log log(log::Level::info, folder / "log");
        log::debug("quiet");
        for (int i = 0; i < 1000; ++i) log::event("counted", {{"i", i}});
        CHECK(log::lost() == 0);
    }
    const auto text = test::content_of(folder / "log");
    CHECK(text.find("quiet") == std::string::npos);
    CHECK(std::ranges::count(text, '\n') == 1000);
    CHECK(text.find("\"i\":999}") != std::string::npos);
}

TEST_CASE("the log's file is nobody else's to read") {
    const test::ScratchFolder folder;
    const Log log(log::Level::info, folder / "log");
    struct stat file {};
    REQUIRE(::stat((folder / "log").c_str(), &file) == 0);
    CHECK((file.st_mode & 0777) == 0600);
}

TEST_CASE("a rotator moves the file away, and lines go on in a new one") {
    const test::ScratchFolder folder;
    {
        const Log log(log::Level::info, folder / "log");
        log::event("before");
        std::filesystem::rename(folder / "log", folder / "log.1");
        log::reopen();
        log::event("after");
    }
    CHECK(test::content_of(folder / "log").find("after") != std::string::npos);
    CHECK(test::content_of(folder / "log.1").find("after") == std::string::npos);
}

TEST_CASE("a file that cannot be opened is refused by its name") {
    const test::ScratchFolder folder;
    try {
        log::start(log::Level::info, folder / "missing/log");
        FAIL("it was opened");
    } catch (const Failure& failure) {
        CHECK(failure.kind() == Failure::Kind::refused);
        CHECK(std::string(failure.what()).find("missing/log") != std::string::npos);
    }
}

TEST_CASE("lines that cannot be written are counted, not waited for") {
    log::start(log::Level::info, "/dev/full");
    log::event("nowhere");
    log::event("nowhere");
    log::stop();
    CHECK(log::lost() == 2);
}

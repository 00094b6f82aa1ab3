#include "sparekeyd/command_line.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace sparekey::sparekeyd;

namespace {

CommandLine parsed(std::vector<std::string> arguments) {
    auto line = parse_command_line(std::move(arguments));
    REQUIRE(std::holds_alternative<CommandLine>(line));
    return std::get<CommandLine>(line);
}

Notice refused(std::vector<std::string> arguments) {
    auto line = parse_command_line(std::move(arguments));
    REQUIRE(std::holds_alternative<Notice>(line));
    return std::get<Notice>(line);
}

}  // namespace

// No key, no command line and no member of staff can remove a factor, refill a budget or see a
// code. Whoever adds a command must come by here and show that it is none of these.
TEST_CASE("these are all the commands, and none is a side door") {
    CHECK(command_names() == std::vector<std::string>{"run",
                                                      "check",
                                                      "migrate",
                                                      "backup",
                                                      "restore",
                                                      "keys create",
                                                      "account show",
                                                      "account end-sessions",
                                                      "account close",
                                                      "identity import",
                                                      "staff add",
                                                      "staff list",
                                                      "staff certify",
                                                      "staff suspend",
                                                      "staff reinvite",
                                                      "key create",
                                                      "key list",
                                                      "key revoke",
                                                      "journal verify",
                                                      "config",
                                                      "version",
                                                      "help"});
}

TEST_CASE("help names every command") {
    for (const auto& name : command_names())
        CHECK_MESSAGE(help_text().find("sparekeyd " + name) != std::string::npos, name);
    CHECK(refused({"help"}).text == help_text());
    CHECK(refused({"help"}).exit == Exit::done);
    CHECK(refused({"--help"}).text == help_text());
    CHECK(refused({"account", "-h"}).exit == Exit::done);
}

TEST_CASE("keys of the configuration stand before or behind the command") {
    const auto line = parsed(
        {"--site.name", "Example", "run", "--create", "--http.port=9000", "--config", "a.toml"});
    CHECK(line.command == "run");
    CHECK(line.create);
    CHECK(!line.demo);
    CHECK(line.config_file == "a.toml");
    REQUIRE(line.settings.size() == 2);
    CHECK(line.settings[0].key == "http.port");
    CHECK(line.settings[0].where == "--http.port");
    CHECK(std::get<std::string>(line.settings[0].value) == "9000");
    CHECK(std::get<std::string>(line.settings[1].value) == "Example");
}

TEST_CASE("an option that is given empty is set to nothing, not left out") {
    const auto line = parsed({"check", "--http.web_folder", ""});
    REQUIRE(line.settings.size() == 1);
    CHECK(load_configuration(parsed({"check", "--config", "/dev/null", "--http.web_folder", ""}))
              .http.web_folder.empty());
    const auto joined = parsed({"check", "--http.web_folder=", "--http.port", "81"});
    REQUIRE(joined.settings.size() == 2);
    CHECK(std::get<std::string>(joined.settings[1].value).empty());
}

TEST_CASE("account commands say whom they mean") {
    const auto line = parsed({"account", "end-sessions", "ada@example.org"});
    CHECK(line.command == "account end-sessions");
    CHECK(line.who == "ada@example.org");
    CHECK(refused({"account", "close"}).exit == Exit::usage);
    CHECK(refused({"account"}).exit == Exit::usage);
}

TEST_CASE("staff commands say whom they mean, and add says what they are") {
    const auto line = parsed({"staff", "add", "katherine@example.org", "--name", "Katherine",
                              "--role", "reviewer", "--role", "lead", "--account", "42"});
    CHECK(line.command == "staff add");
    CHECK(line.who == "katherine@example.org");
    CHECK(line.name == "Katherine");
    CHECK(line.roles == std::vector<std::string>{"reviewer", "lead"});
    CHECK(line.account == "42");
    CHECK(parsed({"staff", "list"}).command == "staff list");
    CHECK(parsed({"staff", "reinvite", "a@example.org"}).who == "a@example.org");
    CHECK(refused({"staff", "add", "katherine@example.org"}).exit == Exit::usage);
    CHECK(refused({"staff", "remove-factor", "katherine@example.org"}).exit == Exit::usage);
}

TEST_CASE("journal verify takes a copy of the heads") {
    const auto line = parsed({"journal", "verify", "--heads", "copy/journal-heads"});
    CHECK(line.command == "journal verify");
    CHECK(line.heads_file == "copy/journal-heads");
    CHECK_FALSE(parsed({"journal", "verify"}).heads_file.has_value());
    CHECK(refused({"journal"}).exit == Exit::usage);
}

TEST_CASE("what is not known is refused with the nearest known") {
    CHECK(refused({}).exit == Exit::usage);
    CHECK(refused({"run", "--http.prot", "1"}).exit == Exit::usage);
    CHECK(refused({"run", "--http.prot", "1"})
              .text.starts_with("sparekeyd does not know --http.prot; did you mean --http.port?"));
    CHECK(
        refused({"chekc"}).text.starts_with("sparekeyd does not know chekc; did you mean check?"));
    CHECK(refused({"check", "--create"}).exit == Exit::usage);
    CHECK(refused({"run", "--http.port"}).exit == Exit::usage);
    CHECK(refused({"config"}).exit == Exit::usage);
    CHECK(refused({"account", "remove-factor", "ada@example.org"}).exit == Exit::usage);
}

TEST_CASE("the environment names the file where the command line does not") {
    REQUIRE(::setenv("SPAREKEY_CONFIG", "/nowhere/sparekey.toml", 1) == 0);
    CHECK_THROWS_WITH(load_configuration(parsed({"check"})),
                      "/nowhere/sparekey.toml: cannot be read");
    CHECK(load_configuration(parsed({"check", "--config", "/dev/null"})).http.port == 8080);
    REQUIRE(::unsetenv("SPAREKEY_CONFIG") == 0);
}

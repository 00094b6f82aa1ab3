#include "sparekeyd/configuration.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/failure.h"
#include "sparekeyd/configuration_keys.h"
#include "sparekeyd/configuration_text.h"

using namespace sparekey;
using namespace sparekey::sparekeyd;

namespace {

Configuration from(std::string_view toml, const std::vector<Setting>& command_line = {}) {
    return configure(parse_configuration(toml, "sparekey.toml"), command_line);
}

std::vector<Setting> typed(const std::string& key, const std::string& value) {
    return {{key, Value(value), "--" + key}};
}

// What is complained of; empty when nothing is.
std::string complaint(std::string_view toml, const std::vector<Setting>& command_line = {}) {
    try {
        static_cast<void>(from(toml, command_line));
        return "";
    } catch (const Failure& failure) {
        CHECK(failure.kind() == Failure::Kind::refused);
        return failure.what();
    }
}

}  // namespace

TEST_CASE("without a file and without options everything has its default") {
    const auto defaults = configure({}, {});
    CHECK(defaults.site.public_url == "http://localhost:8080");
    CHECK(defaults.http.listen == "127.0.0.1");
    CHECK(defaults.sqlite_file() == "var/sparekey.db");
    CHECK(defaults.hold.hours == 48);
    CHECK(defaults.http_threads() >= 1);
    CHECK(defaults.hash_threads() >= 1);
}

TEST_CASE("a file sets what it names and nothing else") {
    const auto set = from(R"(
        [site]
        name = "Example"
        [http]
        port = 9000
        trusted_proxies = ["10.0.0.0/8", "::1"]
        [backup_codes]
        viewable = false
        [log]
        level = "warning"
    )");
    CHECK(set.site.name == "Example");
    CHECK(set.http.port == 9000);
    CHECK(set.http.trusted_proxies == std::vector<std::string>{"10.0.0.0/8", "::1"});
    CHECK(!set.backup_codes.viewable);
    CHECK(set.log.level == log::Level::warning);
    CHECK(set.http.listen == "127.0.0.1");
}

TEST_CASE("the command line goes before the file") {
    CHECK(from("[http]\nport = 9000", typed("http.port", "9001")).http.port == 9001);
    CHECK(from("", typed("http.trusted_proxies", "10.0.0.0/8, ::1")).http.trusted_proxies.size() ==
          2);
    CHECK(from("", typed("backup_codes.viewable", "false")).backup_codes.viewable == false);
    CHECK(complaint("", typed("http.port", "eighty")) ==
          "--http.port: http.port must be a whole number from 0 to 65535, not \"eighty\"");
    CHECK(complaint("", typed("backup_codes.viewable", "yes"))
              .ends_with("must be true or false, not \"yes\""));
}

TEST_CASE("defaults that depend on another key follow it, unless they are set") {
    const auto moved = from("[var]\nfolder = \"/srv/sparekey\"\n[http]\nport = 9000");
    CHECK(moved.sqlite_file() == "/srv/sparekey/sparekey.db");
    CHECK(moved.keys.ring_file == "/srv/sparekey/key-ring");
    CHECK(moved.keys.pepper_file == "/srv/sparekey/pepper");
    CHECK(moved.keys.journal_file == "/srv/sparekey/journal-key");
    CHECK(moved.journal_heads() == "/srv/sparekey/journal-heads");
    CHECK(moved.mail.folder == "/srv/sparekey/mail");
    CHECK(moved.admin_socket() == "/srv/sparekey/admin.sock");
    CHECK(moved.site.public_url == "http://localhost:9000");
    CHECK(from("", typed("http.port", "80")).site.public_url == "http://localhost");

    const auto kept = from("[var]\nfolder = \"/srv\"\n[keys]\nring_file = \"/etc/ring\"");
    CHECK(kept.keys.ring_file == "/etc/ring");
}

TEST_CASE("an unknown key is refused with its line and the nearest known one") {
    CHECK(complaint("[http]\n\nprot = 80") ==
          "sparekey.toml:3: there is no key http.prot; did you mean http.port?");
    CHECK(complaint("[mail]\nlisten = \"::\"").ends_with("did you mean http.listen?"));
    CHECK(complaint("port = 80").ends_with("there is no key port; did you mean http.port?"));
    CHECK(complaint("[quite]\ndifferent = 1") ==
          "sparekey.toml:2: there is no key quite.different");
    CHECK(complaint("[http.port]\nx = 1")
              .starts_with("sparekey.toml:2: there is no key http.port.x"));
}

TEST_CASE("a value out of bounds is refused with its line and what it must be") {
    CHECK(complaint("[http]\nport = 65536") ==
          "sparekey.toml:2: http.port must be a whole number from 0 to 65535, not 65536");
    CHECK(complaint("[http]\nport = 65535").empty());
    CHECK(complaint("[http]\nport = \"80\"").ends_with("not \"80\""));
    CHECK(complaint("[http]\nport = 80.5").ends_with("cannot be a date, a time or a fraction"));
    CHECK(complaint("[site]\nname = \"a:b\"").find("without a colon") != std::string::npos);
    CHECK(complaint("[site]\nname = \"\"").find("1 to 64") != std::string::npos);
    CHECK(complaint("[site]\npublic_url = \"https://a.example/path\"").find("without a path") !=
          std::string::npos);
    CHECK(complaint("[store]\nurl = \"mysql://x\"").find("postgresql://") != std::string::npos);
    CHECK(complaint("[http]\nlisten = \"localhost\"")
              .ends_with("must be an IP address, not \"localhost\""));
    CHECK(complaint("[http]\ntrusted_proxies = [\"10.0.0.0/33\"]").find("10.0.0.0/33") !=
          std::string::npos);
    CHECK(complaint("[http]\ntrusted_proxies = [1]").ends_with("can only be a list of texts"));
    CHECK(complaint("[mail]\ntransport = \"pigeon\"")
              .ends_with("must be \"folder\" or \"smtp\", not \"pigeon\""));
    CHECK(complaint("[mail]\nfrom = \"nobody\"").find("an address") != std::string::npos);
    CHECK(complaint("[authenticator]\nsetup_key_length = 20")
              .ends_with("must be 16, 26 or 32, not 20"));
    CHECK(complaint("[var]\nfolder = \"\"").ends_with("must be a path, not \"\""));
}

TEST_CASE("what the laws bound, the file cannot widen") {
    CHECK(!complaint("[hold]\nhours = 47").empty());
    CHECK(complaint("[hold]\nhours = 48").empty());
    CHECK(!complaint("[sessions]\nidle_minutes = 61").empty());
    CHECK(complaint("[sessions]\nidle_minutes = 60").empty());
    CHECK(!complaint("[sessions]\nabsolute_hours = 25").empty());
    CHECK(complaint("[sessions]\nabsolute_hours = 24").empty());
    CHECK(!complaint("[password]\nmemory_kib = 7168\npasses = 4").empty());
    CHECK(complaint("[password]\nmemory_kib = 7168\npasses = 5").empty());
    for (const auto& key : keys()) {
        CHECK_MESSAGE(key.name.find("tries") == std::string::npos,
                      "a budget is not configuration: " << key.name);
        CHECK_MESSAGE(key.name.find("budget") == std::string::npos,
                      "a budget is not configuration: " << key.name);
    }
}

TEST_CASE("keys that do not go together are refused where they were set") {
    CHECK(complaint("[site]\npublic_url = \"http://a.example\"")
              .starts_with("sparekey.toml:2: site.public_url must be https"));
    CHECK(complaint("[site]\npublic_url = \"https://a.example\"").empty());
    CHECK(!complaint("[site]\npublic_url = \"http://localhost.evil.example\"").empty());
    CHECK(complaint("[http]\ntls_key_file = \"k\"").ends_with("needs http.tls_certificate_file"));
    CHECK(complaint("[http]\ntls_certificate_file = \"c\"").ends_with("needs http.tls_key_file"));
    CHECK(complaint("", typed("mail.transport", "smtp")) ==
          "--mail.transport: mail.transport \"smtp\" needs mail.smtp_host");
    CHECK(complaint("[mail]\nsmtp_user = \"u\"").ends_with("needs mail.smtp_password_file"));
    CHECK(complaint("[mail]\nsmtp_password_file = \"p\"").ends_with("needs mail.smtp_user"));
}

TEST_CASE("everything that is wrong is said at once, up to a limit") {
    const auto several = complaint("[http]\nport = -1\nprot = 1\n[hold]\nhours = 1");
    CHECK(std::ranges::count(several, '\n') == 2);
    std::string many = "[x]\n";
    for (int i = 0; i < 30; ++i) many += "k" + std::to_string(i) + " = 1\n";
    CHECK(complaint(many).ends_with("... and 10 more"));
}

TEST_CASE("what is no TOML is refused with its line") {
    CHECK(complaint("[http]\nport = \n").starts_with("sparekey.toml:2: "));
    CHECK(complaint("[http]\nport = 1\nport = 2").starts_with("sparekey.toml:3: "));
    CHECK(complaint("\xff\xfe").starts_with("sparekey.toml:1: "));
    CHECK(complaint(std::string(configuration_octets_max + 1, '#')).find("larger") !=
          std::string::npos);
}

TEST_CASE("a file that is not there or is a folder is refused by its name") {
    CHECK_THROWS_WITH_AS(read_configuration("/nowhere/sparekey.toml"),
                         "/nowhere/sparekey.toml: cannot be read", Failure);
    CHECK_THROWS_WITH_AS(read_configuration("/"), "/: cannot be read", Failure);
    CHECK(read_configuration("/dev/null").empty());
}

TEST_CASE("the example is the defaults once its keys are uncommented, and names every key") {
    std::istringstream lines(example_file());
    std::string uncommented;
    for (std::string line; std::getline(lines, line);) {
        const bool is_key = line.starts_with('#') && !line.starts_with("# ") && line != "#";
        uncommented += (is_key ? line.substr(1) : line) + "\n";
        CHECK(line.size() <= 100);
    }
    const auto settings = parse_configuration(uncommented, "example");
    const auto all = configure(settings, {});
    const auto defaults = configure({}, {});
    CHECK(settings.size() == keys().size());
    for (const auto& key : keys()) CHECK_MESSAGE(key.get(all) == key.get(defaults), key.name);
}

TEST_CASE("every key can be set and read back, in the file and as an option") {
    for (const auto& key : keys()) {
        const auto value = key.get(configure({}, {}));
        CHECK_MESSAGE(value.index() == key.kind, key.name);
        Configuration other;
        CHECK_MESSAGE(key.set(other, value), key.name);
        CHECK_MESSAGE(key.get(other) == value, key.name);
        CHECK_MESSAGE(key.doc.ends_with('.'), key.name);
    }
}

TEST_CASE("doc/configuration.md is what the program prints") {
    std::ostringstream page;
    page << std::ifstream("doc/configuration.md").rdbuf();
    CHECK_MESSAGE(page.str() == configuration_page(),
                  "sparekeyd config --page > doc/configuration.md");
}

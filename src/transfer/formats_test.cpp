// Every format, from files that others' descriptions and programs made: test/formats/.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "otp/otpauth.h"
#include "otp/setup_key.h"
#include "test/scratch.h"
#include "transfer/addition.h"
#include "transfer/file.h"

namespace sparekey::transfer {
namespace {

constexpr std::string_view password = "sparekey t\u00e9st";

struct Sample {
    const char* file;
    Format format;
    bool encrypted = false;
    // Whether a change of one octet in the middle is noticed: only where it is authenticated.
    bool authenticated = false;
    std::string_view password = transfer::password;
};

const Sample samples[] = {
    {"aegis_plain.json", Format::aegis},
    {"aegis_encrypted.json", Format::aegis, true, true},
    {"twofas_plain.2fas", Format::twofas},
    {"twofas_encrypted.2fas", Format::twofas, true, true},
    {"twofas_schema1.2fas", Format::twofas},
    {"andotp_plain.json", Format::andotp},
    {"andotp_encrypted.bin", Format::andotp, true, true},
    {"andotp_old.bin", Format::andotp, true, true},
    {"freeotp_plus.json", Format::freeotp},
    {"ente_plain.txt", Format::otpauth},
    {"ente_encrypted.json", Format::ente, true, true},
    {"ente_encrypted_2024.json", Format::ente, true, true},
    {"bitwarden_plain.json", Format::bitwarden},
    {"bitwarden_pbkdf2.json", Format::bitwarden, true, true},
    {"bitwarden_argon2.json", Format::bitwarden, true, true},
    {"bitwarden.csv", Format::keepassxc},
    {"stratum_plain.json", Format::stratum},
    {"stratum_encrypted.authpro", Format::stratum, true, true},
    {"stratum_legacy.authpro", Format::stratum, true},
    {"proton_plain.json", Format::proton},
    {"proton_encrypted.json", Format::proton, true, true},
    {"google.txt", Format::google},
    {"google_one_missing.txt", Format::google},
    {"google_broken.txt", Format::google},
    {"otpauth.txt", Format::otpauth},
    {"keepassxc.csv", Format::keepassxc},
    // Made by the programs themselves, of Debian 12: test/formats/README.md says how.
    {"keepassxc_2.7.4.csv", Format::keepassxc},
    {"otpclient_aegis.json", Format::aegis},
    {"otpclient_andotp.json", Format::andotp},
    // It counts letters where it should count octets, so neither this password nor the names have
    // others.
    {"otpclient_andotp_encrypted.bin", Format::andotp, true, true, "sparekey test"},
    {"otpclient_uris.txt", Format::otpauth},
};

std::string content(const char* file) {
    const auto text = test::content_of(std::string{"test/formats/files/"} + file);
    REQUIRE_FALSE(text.empty());
    return text;
}

std::vector<std::string> expected(const char* file) {
    const auto text = content((std::string{file} + ".expected").c_str());
    std::vector<std::string> lines;
    for (const auto line : split(text, '\n')) lines.emplace_back(line);
    lines.pop_back();  // After the last line's end.
    return lines;
}

std::string told(const vault::Entry& entry) {
    const auto& key = entry.key;
    std::string tags;
    for (const auto& tag : entry.tags) tags += (tags.empty() ? "" : ",") + tag;
    const bool hotp = key.type == vault::Type::hotp;
    return entry.issuer + '|' + entry.account + '|' +
           std::string{otp::setup_key_text(key.secret.view()).text()} + '|' +
           std::string{name_of(key.type)} + '|' + std::string{otp::name_of(key.algorithm)} + '|' +
           std::to_string(key.digits) + '|' +
           (hotp ? std::to_string(entry.counter) : std::to_string(key.period_s)) + '|' + tags +
           '|' + entry.note;
}

TEST_CASE("each file is found out, and read entry by entry") {
    for (const auto& sample : samples) {
        CAPTURE(std::string{sample.file});
        const auto text = content(sample.file);
        CHECK(detect(text) == sample.format);
        const auto result = read_file(text, sample.format,
                                      sample.encrypted ? Password{sample.password} : Password{});
        if (const auto* fault = std::get_if<Fault>(&result)) FAIL(fault->detail);
        const auto& read = std::get<Read>(result);
        std::vector<std::string> lines;
        for (const auto& entry : read.entries) lines.push_back(told(entry));
        auto wanted = expected(sample.file);
        std::vector<std::string> refused;
        std::ranges::copy_if(wanted, std::back_inserter(refused),
                             [](const std::string& line) { return line.starts_with('!'); });
        std::erase_if(wanted, [](const std::string& line) { return line.starts_with('!'); });
        REQUIRE(lines.size() == wanted.size());
        for (std::size_t i = 0; i < lines.size(); ++i) CHECK(lines[i] == wanted[i]);
        REQUIRE(read.unread.size() == refused.size());
        for (std::size_t i = 0; i < read.unread.size(); ++i) {
            CHECK(
                read.unread[i].name.starts_with(refused[static_cast<std::ptrdiff_t>(i)].substr(1)));
            CHECK(read.unread[i].reason.ends_with('.'));
        }
    }
}

TEST_CASE("cut off it is refused, and nothing of it is taken") {
    for (const auto& sample : samples) {
        const auto text = content(sample.file);
        // A list of lines cut off between two is a list.
        const bool lines = sample.format == Format::otpauth || sample.format == Format::google;
        if (lines) continue;
        CAPTURE(std::string{sample.file});
        for (const auto part : {1, 5, 9}) {
            const auto cut = text.substr(0, text.size() * static_cast<std::size_t>(part) / 10);
            if (sample.format == Format::keepassxc) continue;  // A table ends anywhere, too.
            const auto result = read_file(cut, sample.format, password);
            REQUIRE(std::holds_alternative<Fault>(result));
            CHECK(std::get<Fault>(result).detail.ends_with('.'));
        }
    }
}

TEST_CASE("a wrong password is told, and no password asked for") {
    for (const auto& sample : samples) {
        if (!sample.encrypted) continue;
        CAPTURE(std::string{sample.file});
        const auto text = content(sample.file);
        auto result = read_file(text, sample.format, "another password");
        REQUIRE(std::holds_alternative<Fault>(result));
        CHECK(std::get<Fault>(result).what == Fault::What::wrong_password);
        result = read_file(text, sample.format, {});
        REQUIRE(std::holds_alternative<Fault>(result));
        CHECK(std::get<Fault>(result).what == Fault::What::password_needed);
    }
}

TEST_CASE("changed in its sealed part it is refused") {
    for (const auto& sample : samples) {
        if (!sample.authenticated) continue;
        CAPTURE(std::string{sample.file});
        auto text = content(sample.file);
        // The longest run of base64 is the sealed part; in octets the end is.
        auto at = text.size() - 20;
        if (text.starts_with('{')) {
            std::size_t longest = 0;
            std::size_t begin = 0;
            for (std::size_t i = 0; i < text.size(); ++i) {
                if (text[i] == '"' || text[i] == ':' || text[i] == '|') begin = i + 1;
                if (i > begin && i - begin > longest) {
                    longest = i - begin;
                    at = begin + longest / 2;
                }
            }
        }
        text[at] = text[at] == 'A' ? 'B' : 'A';
        const auto result = read_file(text, sample.format, sample.password);
        CHECK(std::holds_alternative<Fault>(result));
    }
}

TEST_CASE("a Bitwarden export that was changed is refused before it is opened") {
    auto text = content("bitwarden_pbkdf2.json");
    const auto data = text.find("\"data\": \"2.");
    REQUIRE(data != text.npos);
    auto& octet = text[text.find('|', data) + 100];
    octet = octet == 'A' ? 'B' : 'A';
    const auto result = read_file(text, Format::bitwarden, password);
    CHECK(std::get<Fault>(result).detail == "Its entries were changed: they do not open.");
}

TEST_CASE("what is no file of any app is not guessed") {
    for (const auto* text : {"", "hello", "{}", "{\"a\":1}", "a,b\n1,2\n", "{\"entries\":"}) {
        CAPTURE(text);
        CHECK_FALSE(detect(text));
    }
    CHECK(std::get<Fault>(read_file("", Format::otpauth, {})).what == Fault::What::nothing);
    CHECK(std::get<Fault>(read_file("[]", Format::andotp, {})).what == Fault::What::nothing);
    CHECK(std::get<Fault>(read_file(std::string(file_octets_max + 1, ' '), Format::otpauth, {}))
              .what == Fault::What::too_large);
    const auto mine = read_file(R"({"encrypted":true,"items":[]})", Format::bitwarden, password);
    CHECK(std::get<Fault>(mine).what == Fault::What::unsupported);
}

TEST_CASE("what a password is protected with may not cost without bound") {
    auto ente = content("ente_encrypted.json");
    const auto at = ente.find("67108864");
    REQUIRE(at != ente.npos);
    ente.replace(at, 8, "99999999999");
    CHECK(std::get<Fault>(read_file(ente, Format::ente, password)).what == Fault::What::damaged);
    auto aegis = content("aegis_encrypted.json");
    const auto n = aegis.find("32768");
    REQUIRE(n != aegis.npos);
    aegis.replace(n, 5, "1073741824");
    CHECK(std::holds_alternative<Fault>(read_file(aegis, Format::aegis, password)));
    auto bitwarden = content("bitwarden_argon2.json");
    const auto memory = bitwarden.find("\"kdfMemory\": 64");
    REQUIRE(memory != bitwarden.npos);
    bitwarden.replace(memory, 15, "\"kdfMemory\": 999999");
    CHECK(std::get<Fault>(read_file(bitwarden, Format::bitwarden, password)).what ==
          Fault::What::damaged);
}

TEST_CASE("importing twice adds nothing, also after an entry was renamed") {
    const auto result = read_file(content("aegis_plain.json"), Format::aegis, {});
    const auto& file = std::get<Read>(result).entries;
    std::vector<vault::Entry> kept;
    for (const auto& entry : file) kept.push_back(entry.clone());
    const auto pointers = [&] {
        std::vector<const vault::Entry*> all;
        for (const auto& entry : kept) all.push_back(&entry);
        return all;
    };
    CHECK(new_ones({}, file).size() == file.size());
    CHECK(new_ones(pointers(), file).empty());
    kept[2].issuer = "Renamed";
    CHECK(new_ones(pointers(), file).empty());
    kept.pop_back();
    CHECK(new_ones(pointers(), file) == std::vector<std::size_t>{file.size() - 1});
    // One secret under two names is two entries, and stays two.
    std::vector<vault::Entry> twice;
    twice.push_back(file[0].clone());
    twice.push_back(file[0].clone());
    twice[1].account = "another";
    CHECK(new_ones({}, twice).size() == 2);
    CHECK(new_ones(pointers(), twice) == std::vector<std::size_t>{1});
}

}  // namespace
}  // namespace sparekey::transfer

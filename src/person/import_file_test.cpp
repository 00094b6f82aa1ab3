#include "person/import_file.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

namespace sparekey::person {
namespace {

using namespace std::chrono_literals;

const Time noon{1'700'000'000s};
const ImportedPerson ada{"ada@example.org",
                         Record{"Ada Müller", "1990-12-03", "L898902C", "+49 170 1234567"},
                         Facts{"2023-05", {"12.50 EUR", "7 EUR"}, {}}};

struct Read {
    std::optional<std::string> fault;
    std::vector<ImportFile::Numbered> lines;
};

Read read(const std::string& text) {
    std::istringstream from{text};
    ImportFile file{from};
    Read all{file.fault(), {}};
    while (auto line = file.next(noon)) all.lines.push_back(std::move(*line));
    return all;
}

std::string why(const ImportedLine& line) {
    const auto* unread = std::get_if<Unread>(&line);
    return unread == nullptr ? "" : unread->why;
}

std::string why_csv(const std::string& line) {
    const auto all = read("email,legal_name,birth_date,id_number,phone\n" + line + "\n");
    REQUIRE(all.lines.size() == 1);
    return why(all.lines[0].what);
}

}  // namespace

TEST_CASE("JSON lines are read, and what passes them on writes the same") {
    const auto text = to_json_line(ada);
    const auto all = read(text + "\n\n" + text);
    CHECK_FALSE(all.fault);
    REQUIRE(all.lines.size() == 2);
    CHECK(all.lines[0].line == 1);
    CHECK(all.lines[1].line == 3);
    CHECK(all.lines[1].what == ImportedLine{ada});
    CHECK(parse_json_line(text, noon) == ImportedLine{ada});
}

TEST_CASE("CSV is read by its header, whatever the order and the separator") {
    const std::string header =
        "id_number,email,legal_name,birth_date,phone,transactions,"
        "registered_month,deposits";
    const std::string line =
        "L898902C,Ada@example.ORG,\"Ada Müller\",1990-12-03,"
        "+49 170 1234567,12.50 EUR|7 EUR,2023-05,";
    auto expected = ada;
    expected.email = "Ada@example.org";
    for (const char separator : {',', ';', '\t'}) {
        auto text = header + "\r\n" + line + "\r\n";
        std::replace(text.begin(), text.end(), ',', separator);
        const auto all = read("\xef\xbb\xbf" + text);
        CHECK_FALSE(all.fault);
        REQUIRE(all.lines.size() == 1);
        CHECK(all.lines[0].line == 2);
        CHECK(all.lines[0].what == ImportedLine{expected});
    }
}

TEST_CASE("fields of CSV are RFC 4180's") {
    using Fields = std::vector<std::string>;
    CHECK(csv_fields("a,b,c", ',') == Fields{"a", "b", "c"});
    CHECK(csv_fields("", ',') == Fields{""});
    CHECK(csv_fields("a,", ',') == Fields{"a", ""});
    CHECK(csv_fields(",", ',') == Fields{"", ""});
    CHECK(csv_fields("\"a,b\",\"say \"\"x\"\"\"", ',') == Fields{"a,b", "say \"x\""});
    CHECK(csv_fields("\"\",", ',') == Fields{"", ""});
    for (const auto* wrong : {"\"a", "a\"b", "\"a\"b,c", "\"a\"\"", "a,\""})
        CHECK_FALSE(csv_fields(wrong, ','));
}

TEST_CASE("a line that is refused says why, and not what stands there") {
    CHECK(why_csv("ada,Ada,1990-12-03,L8,") == "email is not an e-mail address.");
    CHECK(why_csv("ada@example.org,Ada,1990-13-03,,call me") ==
          "id_number is missing. birth_date is not a day of birth, as 1990-12-31. phone is not a "
          "phone number.");
    CHECK(why_csv("ada@example.org,,,,") == "It says nothing but an address.");
    CHECK(why_csv("ada@example.org,Ada") == "It has not as many fields as the header.");
    CHECK(why_csv("ada@example.org,\"Ada,1990-12-03,L8,") ==
          "A quote stands where none may, or is not closed on its line.");
    CHECK(why(parse_json_line("[]", noon)) == "It is not a JSON object.");
    CHECK(why(parse_json_line("{", noon)) == "It is not a JSON object.");
    for (const auto* line : {R"({"email":"a@example.org","name":"Ada"})", R"({"email":1})",
                             R"({"deposits":"5"})", R"({"deposits":[5]})"})
        CHECK(why(parse_json_line(line, noon)) == "A member is not known, or of the wrong kind.");
}

TEST_CASE("a line that is too long is refused, and the next one is read") {
    const auto good = to_json_line(ada);
    const auto all = read(good + "\n" + std::string(import_line_octets_max + 1, 'x') + "\n" + good);
    REQUIRE(all.lines.size() == 3);
    CHECK(why(all.lines[1].what) == "The line is too long.");
    CHECK(all.lines[2].what == ImportedLine{ada});
    CHECK(all.lines[2].line == 3);
}

TEST_CASE("a file whose first line is no header is not guessed at") {
    for (const auto* text : {"ada@example.org,Ada Müller\n", "legal_name,phone\n", "email\n",
                             "email,email\n", "email,salary\n", "\"email,phone\n"}) {
        const auto all = read(text);
        INFO(text);
        REQUIRE(all.fault);
        CHECK(all.fault->find("Müller") == std::string::npos);
        CHECK(all.lines.empty());
    }
    CHECK(read(std::string(import_line_octets_max + 1, 'e')).fault);
    CHECK_FALSE(read("").fault);
    CHECK(read("\n\n").lines.empty());
}

}  // namespace sparekey::person

#include "mail/message.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <cstdio>

#include "base/failure.h"
#include "base/text.h"
#include "test/scratch.h"

using namespace sparekey;
using namespace sparekey::mail;
using namespace std::chrono_literals;

namespace {

// 23 November 2026 at 09:14:05 UTC.
const Time morning{1'795'425'245s};
const Sender sender{"no-reply@example.org", "Example Exchange"};

Letter letter_of(std::string subject, std::string text) {
    return {0x4711, "ada@example.net", std::move(subject), std::move(text), morning};
}

// The message as somebody else's parser reads it.
boost::json::object read_by_python(const std::string& message) {
    const test::ScratchFolder folder;
    test::put_content(folder / "message", message);
    const auto command =
        "python3 -c 'import email, email.policy, json, sys\n"
        "m = email.message_from_binary_file(open(sys.argv[1], \"rb\"), policy=email.policy.SMTP)\n"
        "print(json.dumps({\"headers\": [[k, str(v)] for k, v in m.items()], \"defects\": "
        "len(m.defects),"
        " \"text\": m.get_content(), \"type\": m.get_content_type()}))' " +
        (folder / "message").string();
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{::popen(command.c_str(), "r"), ::pclose};
    REQUIRE(pipe != nullptr);
    std::string output;
    for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get()))
        output += static_cast<char>(c);
    return boost::json::parse(output).as_object();
}

std::string header(const boost::json::object& message, std::string_view name) {
    std::string found;
    int times = 0;
    for (const auto& pair : message.at("headers").as_array()) {
        if (pair.at(0).as_string() != name) continue;
        found = std::string{pair.at(1).as_string()};
        ++times;
    }
    CHECK(times == 1);
    return found;
}

std::size_t longest_line(std::string_view message) {
    std::size_t longest = 0;
    for (const auto line : split(message, '\n'))
        longest = std::max(longest, line.size() - (line.ends_with('\r') ? 1 : 0));
    return longest;
}

}  // namespace

TEST_CASE("a message has the headers that a notice needs, each once") {
    const auto read = read_by_python(
        message_of(letter_of("A new authenticator", "Hello,\n\nAll is well.\n"), sender));
    CHECK(read.at("defects").as_int64() == 0);
    CHECK(read.at("headers").as_array().size() == 9);
    CHECK(header(read, "Date") == "Mon, 23 Nov 2026 09:14:05 +0000");
    CHECK(header(read, "From") == "Example Exchange <no-reply@example.org>");
    CHECK(header(read, "To") == "ada@example.net");
    CHECK(header(read, "Subject") == "A new authenticator");
    CHECK(header(read, "Message-ID") == "<4711@example.org>");
    CHECK(header(read, "Auto-Submitted") == "auto-generated");
    CHECK(header(read, "MIME-Version") == "1.0");
    CHECK(read.at("type").as_string() == "text/plain");
    CHECK(header(read, "Content-Transfer-Encoding") == "quoted-printable");
    CHECK(read.at("text").as_string() == "Hello,\n\nAll is well.\n");
}

TEST_CASE("what is sent is read back, whatever it is") {
    const std::string long_link = "https://accounts.example.org/" + std::string(200, 'x') + "#a=b";
    for (const std::string& text :
         {std::string{"= == =3D .\n.\n..\n"}, std::string{"trailing blank \nand tab\t\n"},
          std::string{"B\xc3\xb6rse \xe2\x82\xac \xf0\x9f\x98\x80\n"}, long_link + "\n",
          std::string(76, 'x') + "\n" + std::string(77, 'x') + "\n" + std::string(75, 'x') + "=\n",
          std::string{"From here\n"}, std::string{"no line end"}}) {
        CAPTURE(text);
        const auto message = message_of(letter_of("x", text), sender);
        CHECK(longest_line(message) <= line_characters_max);
        auto read = std::string{read_by_python(message).at("text").as_string()};
        CHECK(read == text);
    }
}

TEST_CASE("a subject and a name beyond ASCII travel as encoded words, in short lines") {
    const std::string subject =
        "Zweistufige Anmeldung bei der B\xc3\xb6rse f\xc3\xbcr \xe2\x82\xac und \xf0\x9f\x98\x80: "
        "neues Ger\xc3\xa4t, "
        "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc";
    const auto message =
        message_of(letter_of(subject, "x\n"), {"no-reply@example.org", "B\xc3\xb6rse \"Nord\""});
    CHECK(longest_line(message.substr(0, message.find("\r\n\r\n"))) <= line_characters_max);
    const auto read = read_by_python(message);
    CHECK(header(read, "Subject") == subject);
    CHECK(header(read, "From") == "\"B\xc3\xb6rse \\\"Nord\\\"\" <no-reply@example.org>");
}

TEST_CASE("nothing in a letter adds a header") {
    const auto read = read_by_python(
        message_of(letter_of("x\r\nBcc: eve@evil.example", "\r\nBcc: eve@evil.example\n"),
                   {"no-reply@example.org", "Example\\\" <eve@evil.example>"}));
    CHECK(read.at("headers").as_array().size() == 9);
    CHECK(header(read, "Subject").find("Bcc") != std::string::npos);
    CHECK(header(read, "From").ends_with("<no-reply@example.org>"));
    for (const char* to :
         {"ada@example.net\r\nBcc: eve@evil.example", "ada@example.net>, <eve@evil.example", ""}) {
        auto letter = letter_of("x", "x\n");
        letter.to = to;
        CHECK_THROWS_AS((void)message_of(letter, sender), Failure);
    }
}

TEST_CASE("the same letter has the same Message-ID, another one another") {
    auto letter = letter_of("x", "x\n");
    const auto first = message_of(letter, sender);
    CHECK(message_of(letter, sender) == first);
    letter.mail_id = 0x4712;
    CHECK(message_of(letter, sender).find("<4712@example.org>") != std::string::npos);
}

TEST_CASE("dates are those of the calendar") {
    CHECK(date_text(Time{0s}) == "Thu, 1 Jan 1970 00:00:00 +0000");
    CHECK(date_text(Time{951'782'400s + 999'999us}) == "Tue, 29 Feb 2000 00:00:00 +0000");
    CHECK(date_text(Time{1'798'761'599s}) == "Thu, 31 Dec 2026 23:59:59 +0000");
}

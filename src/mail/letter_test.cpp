#include "mail/letter.h"

#include <doctest/doctest.h>

#include "base/failure.h"
#include "base/text.h"
#include "mail/facts.h"

using namespace sparekey;
using namespace sparekey::mail;
using namespace std::chrono_literals;
using outbox::Claimed;
using outbox::Kind;

namespace {

// 23 November 2026 at 09:14:05 UTC.
const Time morning{1'795'425'245s};
const Letterhead head{"Example Exchange", "https://accounts.example.org"};
constexpr std::string_view token = "kzb0LAQxPGdZDRfq4pVHNtYrO2sWcXJemIuvTa8Eg7M";
bool carries_code(Kind kind) {
    return kind == Kind::sign_up_code || kind == Kind::enable_code || kind == Kind::address_code ||
           kind == Kind::stolen_code || kind == Kind::appeal_code;
}

bool carries_link(Kind kind) {
    return kind == Kind::password_link || kind == Kind::relief_link ||
           kind == Kind::staff_invited || kind == Kind::appeal_link;
}

std::string_view secret_for(Kind kind) { return carries_code(kind) ? "12345678" : token; }

Claimed mail_of(Kind kind, bool with_secret) {
    Claimed mail;
    mail.mail_id = 4711;
    mail.account = AccountId{11};
    mail.recipient = "ada@example.org";
    mail.kind = kind;
    mail.made_at = morning;
    mail.detail = {{"client", "203.0.113.7"},
                   {"agent", "Firefox on Windows"},
                   {"left", "2"},
                   {"hold_until", std::to_string(to_micros(morning + 48h))},
                   {"address", "ada@example.net"},
                   {"case_number", "K7Q4-M2XR"},
                   {"words", "amber otter"},
                   {"codes_back_at", std::to_string(to_micros(morning + 72h))}};
    if (with_secret) mail.secret.emplace(secret_for(kind));
    return mail;
}

std::vector<Claimed> every_mail() {
    std::vector<Claimed> mails;
    for (int i = 0; i < outbox::kind_count; ++i) {
        const auto kind = static_cast<Kind>(i);
        mails.push_back(mail_of(kind, true));
        if (!carries_code(kind) && !carries_link(kind)) mails.push_back(mail_of(kind, false));
    }
    return mails;
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::string on_one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        if (c != '\n' && c != ' ') {
            line += c;
        } else if (!line.ends_with(' ')) {
            line += ' ';
        }
    }
    return line;
}

// All that a mail program might make a link of.
std::vector<std::string_view> links_in(std::string_view text) {
    std::vector<std::string_view> links;
    for (auto at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 1)) {
        const auto begin = text.find_last_of(" \n", at) + 1;
        links.push_back(text.substr(begin, text.find_first_of(" \n", at) - begin));
    }
    return links;
}

std::string text_of_letter(const Claimed& mail) { return on_one_line(render(mail, head).text); }

}  // namespace

TEST_CASE("every letter has a subject of one line that gives no secret away") {
    for (const auto& mail : every_mail()) {
        CAPTURE(slug(mail.kind));
        const auto letter = render(mail, head);
        CHECK(letter.mail_id == 4711);
        CHECK(letter.to == "ada@example.org");
        CHECK(letter.made_at == morning);
        CHECK(letter.subject.size() >= 10);
        CHECK(letter.subject.size() <= 69);
        CHECK_FALSE(has_control_characters(letter.subject));
        CHECK_FALSE(contains(letter.subject, "1234"));
        CHECK_FALSE(contains(letter.subject, token));
    }
}

TEST_CASE(
    "a letter to somebody who signs in at the operator's leads to no page of ours that asks") {
    for (const auto kind : {Kind::factor_enabled, Kind::factor_replaced, Kind::factor_disabled,
                            Kind::codes_regenerated, Kind::signed_in_by_backup_code,
                            Kind::factor_wrong_after_password, Kind::budget_reached,
                            Kind::few_codes_left, Kind::account_closed, Kind::account_made_again}) {
        CAPTURE(slug(kind));
        auto mail = mail_of(kind, false);
        mail.detail.emplace_back("realm", "operator");
        const auto text = text_of_letter(mail);
        CHECK(contains(text, "Tell " + head.site + " now"));
        CHECK_FALSE(contains(text, "/not-me"));
        CHECK_FALSE(contains(text, "security centre"));
    }
}

TEST_CASE("every letter says when it happened, from where, and with what") {
    for (const auto& mail : every_mail()) {
        CAPTURE(slug(mail.kind));
        CHECK(contains(text_of_letter(mail),
                       "When: 23 November 2026 at 09:14 UTC (+00:00). From: 203.0.113.7. With: "
                       "Firefox on Windows."));
    }
}

TEST_CASE("every letter is plain lines of at most 78 characters, but for links") {
    for (const auto& mail : every_mail()) {
        CAPTURE(slug(mail.kind));
        const auto letter = render(mail, head);
        CHECK(letter.text.ends_with('\n'));
        CHECK(is_valid_utf8(letter.text));
        for (const auto line : split(letter.text, '\n')) {
            CAPTURE(std::string{line});
            CHECK((code_points(line) <= line_characters_max || contains(line, "://")));
            CHECK_FALSE(has_control_characters(line));
            CHECK_FALSE(contains(line, "<"));
            CHECK_FALSE(contains(line, "!"));
        }
    }
}

TEST_CASE("every letter greets nobody by name and asks for nothing by mail") {
    for (const auto& mail : every_mail()) {
        CAPTURE(slug(mail.kind));
        CHECK(render(mail, head).text.starts_with("Hello,\n"));
        CHECK(contains(text_of_letter(mail),
                       "Nobody at Example Exchange asks for a password or a code by mail."));
    }
}

TEST_CASE("every letter says what to do if it was not you") {
    for (const auto& mail : every_mail()) {
        CAPTURE(slug(mail.kind));
        const auto text = text_of_letter(mail);
        CHECK((contains(text, "Was it not you?") || contains(text, "Did you not ask for it?")));
        const bool notice = !carries_code(mail.kind) && !carries_link(mail.kind) &&
                            mail.kind != Kind::sign_up_taken && mail.kind != Kind::staff_changed &&
                            mail.kind != Kind::vault_changed;
        if (notice && mail.secret) {
            const std::string page = slug(mail.kind).starts_with("appeal_") ? "appeal/" : "";
            CHECK(contains(text, " https://accounts.example.org/" + page + "not-me#" +
                                     std::string{token} + " "));
            CHECK_FALSE(contains(text, "/lost-access"));
        } else if (mail.kind == Kind::vault_changed) {
            CHECK(contains(text, " https://accounts.example.org/authenticator "));
        } else if (mail.kind != Kind::sign_up_code) {
            CHECK(contains(text, " https://accounts.example.org/lost-access "));
        }
    }
}

TEST_CASE(
    "every link is the site's own, and its token stands behind the # where no server sees it") {
    for (const auto& mail : every_mail()) {
        CAPTURE(slug(mail.kind));
        const auto text = render(mail, head).text;
        for (const auto link : links_in(text)) {
            CAPTURE(std::string{link});
            REQUIRE(link.starts_with("https://accounts.example.org/"));
            CHECK_FALSE(contains(link, "?"));
            const auto secret_at = link.find(token);
            if (secret_at != std::string_view::npos) CHECK(link.find('#') + 1 == secret_at);
        }
    }
    const std::string secret{token};
    CHECK(contains(text_of_letter(mail_of(Kind::password_link, true)),
                   " https://accounts.example.org/reset#" + secret + " "));
    CHECK(contains(text_of_letter(mail_of(Kind::relief_link, true)),
                   " https://accounts.example.org/relief#" + secret + " "));
}

TEST_CASE("a mailed code is shown in two groups, on a line of its own") {
    for (const auto kind :
         {Kind::sign_up_code, Kind::enable_code, Kind::address_code, Kind::stolen_code}) {
        CAPTURE(slug(kind));
        CHECK(contains(render(mail_of(kind, true), head).text, "\n\n    1234 5678\n\n"));
    }
}

TEST_CASE("a letter without the code or token that it is about is not written") {
    for (const auto kind : {Kind::sign_up_code, Kind::enable_code, Kind::address_code,
                            Kind::stolen_code, Kind::password_link, Kind::relief_link}) {
        CAPTURE(slug(kind));
        CHECK_THROWS_AS((void)render(mail_of(kind, false), head), Failure);
    }
    auto unreadable = mail_of(Kind::codes_viewed, false);
    unreadable.unreadable = true;
    CHECK_THROWS_AS((void)render(unreadable, head), Failure);
    auto injected = mail_of(Kind::password_link, false);
    injected.secret.emplace(std::string_view{"x https://evil.example/"});
    CHECK_THROWS_AS((void)render(injected, head), Failure);
}

TEST_CASE("nothing that a stranger could choose reaches a letter") {
    auto mails = every_mail();
    for (auto& mail : mails) {
        CAPTURE(slug(mail.kind));
        mail.detail = {{"client", "203.0.113.7\r\nBcc: eve@evil.example"},
                       {"agent", "Firefox on https://evil.example/ \r\n\r\nCall 555-EVIL"},
                       {"left", "2 or evil"},
                       {"hold_until", "evil"},
                       {"address", "ada@example.net\r\nhttps://evil.example"},
                       {"codes_back_at", "-1"},
                       {"at", "99999999999999999999999"},
                       {"evil", "evil"}};
        const auto letter = render(mail, head);
        CHECK_FALSE(contains(lower_ascii(letter.text + letter.subject), "evil"));
        CHECK_FALSE(contains(letter.text, "\r"));
        CHECK(contains(on_one_line(letter.text),
                       "When: 23 November 2026 at 09:14 UTC (+00:00). With: Firefox."));
    }
}

TEST_CASE("a letter without details is whole") {
    auto mails = every_mail();
    for (auto& mail : mails) {
        CAPTURE(slug(mail.kind));
        mail.detail.clear();
        if (slug(mail.kind).starts_with("appeal_")) {  // Which one it is of is never missing.
            mail.detail = {{"case_number", "K7Q4-M2XR"}, {"words", "amber otter"}};
        }
        const auto text = text_of_letter(mail);
        CHECK(contains(text, "When: 23 November 2026 at 09:14 UTC (+00:00). "));
        CHECK_FALSE(contains(text, "From:"));
        CHECK_FALSE(contains(text, "  "));
        CHECK_FALSE(contains(text, " ."));
    }
}

TEST_CASE("the notice of a replaced authenticator, as it is read") {
    CHECK(render(mail_of(Kind::factor_replaced, true), head).subject ==
          "A new authenticator at Example Exchange");
    CHECK(render(mail_of(Kind::factor_replaced, true), head).text ==
          "Hello,\n"
          "\n"
          "The authenticator of your account at Example Exchange was replaced. The\n"
          "old one and the old backup codes no longer sign in.\n"
          "\n"
          "Until 25 November 2026 at 09:14 UTC (+00:00) the account is on hold: you\n"
          "can sign in, but most changes wait.\n"
          "\n"
          "When: 23 November 2026 at 09:14 UTC (+00:00). From: 203.0.113.7. With:\n"
          "Firefox on Windows.\n"
          "\n"
          "Was it not you? Open this page. Nothing changes until you press its\n"
          "button:\n"
          "\n"
          "    https://accounts.example.org/not-me#kzb0LAQxPGdZDRfq4pVHNtYrO2sWcXJemIuvTa8Eg7M\n"
          "\n"
          "Nobody at Example Exchange asks for a password or a code by mail. Do not\n"
          "answer this mail.\n"
          "\n"
          "Example Exchange\n");
}

TEST_CASE("details appear where they matter") {
    CHECK(contains(text_of_letter(mail_of(Kind::signed_in_by_backup_code, false)),
                   "Backup codes left: 2."));
    CHECK(contains(text_of_letter(mail_of(Kind::few_codes_left, false)),
                   "Backup codes left at Example Exchange: 2."));
    CHECK(contains(text_of_letter(mail_of(Kind::address_added, false)),
                   "The address ada@example.net was added"));
    CHECK(contains(text_of_letter(mail_of(Kind::stolen_reported, false)),
                   "Until 26 November 2026 at 09:14 UTC (+00:00) no code from it is accepted."));
}

TEST_CASE("a letterhead needs a name and an address that is not to be intercepted") {
    CHECK(letterhead("Example", "https://accounts.example.org/").public_url ==
          "https://accounts.example.org");
    CHECK(letterhead("Example", "https://example.org/2fa/").public_url ==
          "https://example.org/2fa");
    CHECK(letterhead("B\xc3\xb6rse", "http://localhost:8080").site == "B\xc3\xb6rse");
    CHECK(letterhead("Example", "http://127.0.0.1:8080").public_url == "http://127.0.0.1:8080");

    for (const char* url :
         {"", "example.org", "http://example.org", "ftp://example.org", "https://",
          "https://a@example.org", "https://example.org/?x", "https://example.org/#x",
          "https://example.org/\r\nx", "http://localhost.evil.example"}) {
        CAPTURE(url);
        CHECK_THROWS_AS((void)letterhead("Example", url), Failure);
    }
    for (const std::string& site :
         {std::string{}, std::string{"a\r\nBcc: x"}, std::string{"\xff"}, std::string(65, 'x')}) {
        CHECK_THROWS_AS((void)letterhead(site, "https://example.org"), Failure);
    }
}

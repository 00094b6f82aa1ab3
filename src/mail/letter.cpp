#include "mail/letter.h"

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/failure.h"
#include "base/text.h"
#include "crypto/secret.h"
#include "mail/letters_en.h"

namespace sparekey::mail {
namespace {

constexpr std::size_t wrap_at = 72;  // Room for a few marks of quotation within 78.

[[noreturn]] void refuse(const std::string& why) { throw Failure{Failure::Kind::refused, why}; }

bool is_this_machine(std::string_view host) {
    constexpr std::array<std::string_view, 3> names{"localhost", "127.0.0.1", "[::1]"};
    return std::find(names.begin(), names.end(), host) != names.end();
}

void append_wrapped(std::string& text, std::string_view paragraph) {
    std::size_t column = 0;
    for (const auto word : split(paragraph, ' ')) {
        const auto width = code_points(word);
        if (column > 0 && column + 1 + width > wrap_at) {
            text += '\n';
            column = 0;
        }
        if (column > 0) {
            text += ' ';
            ++column;
        }
        text += word;
        column += width;
    }
    text += '\n';
}

std::string laid_out(const std::vector<std::string>& paragraphs) {
    std::string text;
    for (const auto& paragraph : paragraphs) {
        if (!text.empty()) text += '\n';
        if (paragraph.starts_with(' ')) {
            text += paragraph + '\n';
        } else {
            append_wrapped(text, paragraph);
        }
    }
    return text;
}

}  // namespace

Letterhead letterhead(std::string site, std::string public_url) {
    if (site.empty() || site.size() > site_octets_max || !is_valid_utf8(site) ||
        has_control_characters(site)) {
        refuse("the site's name must be one line of 1 to " + std::to_string(site_octets_max) +
               " octets of UTF-8");
    }
    while (public_url.ends_with('/')) public_url.pop_back();
    const auto url = boost::urls::parse_uri(public_url);
    if (!url || url->host().empty() || url->has_userinfo() || url->has_query() ||
        url->has_fragment()) {
        refuse("the public address must look like https://accounts.example.org");
    }
    const bool secure = url->scheme() == "https" ||
                        (url->scheme() == "http" && is_this_machine(url->encoded_host()));
    if (!secure) refuse("the public address must begin with https:// (http:// only for localhost)");
    return {std::move(site), std::move(public_url)};
}

Letter render(const outbox::Claimed& mail, const Letterhead& head) {
    auto facts = facts_of(mail, head);
    auto words = english(mail.kind, facts);
    Letter letter{mail.mail_id, mail.recipient, std::move(words.subject),
                  laid_out(words.paragraphs), mail.made_at};
    crypto::wipe(facts.code);
    crypto::wipe(facts.link);
    for (auto& paragraph : words.paragraphs) crypto::wipe(paragraph);
    return letter;
}

}  // namespace sparekey::mail

// A letter: what a person reads. Rendered from a claimed mail of the outbox and the site's own
// words.
#pragma once
#include <cstdint>
#include <string>

#include "base/time.h"
#include "outbox/delivery.h"

namespace sparekey::mail {

// What every letter of a site shares.
struct Letterhead {
    std::string site;  // The operator's name for itself.
    std::string
        public_url;  // Where people reach it, without a slash at the end. Never from a request.
};
inline constexpr std::size_t site_octets_max = 64;

// Throws Failure{refused}, saying why, for a name that is empty, too long, no UTF-8 or has control
// characters, and for an address that is not https (or http on this machine) or has a query or a
// fragment.
[[nodiscard]] Letterhead letterhead(std::string site, std::string public_url);

struct Letter {
    std::int64_t mail_id = 0;  // The same however often it is sent.
    std::string to;            // A canonical e-mail address.
    std::string subject;       // UTF-8, one line. Never a code: it is shown on locked screens.
    std::string
        text;  // UTF-8, lines of at most 78 characters that end with \n; a link is never broken.
    Time made_at;
};

inline constexpr std::size_t line_characters_max = 78;

// Throws Failure{broken} when the mail is unreadable, or lacks the code or the token that its
// letter is about.
[[nodiscard]] Letter render(const outbox::Claimed& mail, const Letterhead& head);

}  // namespace sparekey::mail

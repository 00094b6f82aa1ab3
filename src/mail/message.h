// A letter as it travels: RFC 5322 with MIME, one part of plain text. See doc/decisions/0006 for
// why there is no other.
#pragma once
#include <string>
#include <string_view>

#include "mail/letter.h"

namespace sparekey::mail {

// Whose letters they are.
struct Sender {
    std::string address;  // A canonical e-mail address: the envelope's sender and the From line.
    std::string name;     // UTF-8, one line.
};

// The message with CRLF line ends, its lines of at most 78 octets but for what cannot be folded.
// The same letter gives the same Message-ID whenever it is sent, so that who gets it twice can
// tell. Throws Failure{broken} for a recipient that is no canonical address: nothing may be added
// to a header through one.
[[nodiscard]] std::string message_of(const Letter& letter, const Sender& sender);

// An unstructured header value (RFC 5322 2.2.1): as it is when it is printable ASCII and fits, else
// RFC 2047 encoded words.
[[nodiscard]] std::string header_text(std::string_view value, std::size_t room);
// RFC 2045 6.7; `text` has \n line ends, the result CRLF.
[[nodiscard]] std::string quoted_printable(std::string_view text);
// RFC 5322 3.3, in UTC: "Mon, 23 Nov 2026 09:14:05 +0000".
[[nodiscard]] std::string date_text(Time t);

}  // namespace sparekey::mail

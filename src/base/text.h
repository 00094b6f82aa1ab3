// Texts that people type: UTF-8, white space, grouping, e-mail addresses.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sparekey {

// RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF.
[[nodiscard]] bool is_valid_utf8(std::string_view text);
// How many code points a valid UTF-8 text has. NIST SP 800-63B 3.1.1.2: "each Unicode code point
// SHALL be counted as a single character when evaluating password length".
[[nodiscard]] std::size_t code_points(std::string_view utf8);
// Unicode Normalization Form C, so that a password typed on two keyboards is one password.
// nullopt when the text is not valid UTF-8.
[[nodiscard]] std::optional<std::string> nfc(std::string_view text);

// A-Z only; every other octet stays, so UTF-8 stays valid.
[[nodiscard]] std::string lower_ascii(std::string_view text);
// Without leading and trailing ASCII white space. Never for a password.
[[nodiscard]] std::string_view trim(std::string_view text);
// "a,,b" by ',' is {"a", "", "b"}; the empty text is {""}.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
// Without ASCII white space and '-': how people group what they copy from paper.
[[nodiscard]] std::string without_grouping(std::string_view text);
// "ABCDEFGH" is "ABCD EFGH"; a shorter last group stays short.
[[nodiscard]] std::string group_in_fours(std::string_view text);
// C0, DEL, and in valid UTF-8 also C1 and the line and paragraph separators U+2028 and U+2029.
[[nodiscard]] bool has_control_characters(std::string_view text);

inline constexpr std::size_t email_octets_max = 254;       // RFC 5321 4.5.3.1.3, less the <>.
inline constexpr std::size_t email_local_octets_max = 64;  // RFC 5321 4.5.3.1.1.

// The address as we write to it: trimmed, the domain in lower case, the local part as typed. ASCII
// only: a dot-string of RFC 5321 before the one '@', after it labels of letters, digits and '-',
// two or more, or "localhost". nullopt for anything else; whether mail arrives only a mail can
// tell.
[[nodiscard]] std::optional<std::string> canonical_email(std::string_view typed);
// What the index digests: all in lower case, since no mail host we know tells Ada@ from ada@, and a
// second account for the same mailbox would be a way around the first.
[[nodiscard]] std::string email_key(std::string_view canonical);

}  // namespace sparekey

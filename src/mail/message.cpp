#include "mail/message.h"

#include <fmt/format.h>
#include <array>

#include "base/failure.h"
#include "base/text.h"

namespace sparekey::mail {
namespace {

constexpr std::size_t line_octets_max = 78;          // RFC 5322 2.1.1.
constexpr std::size_t encoded_line_octets_max = 76;  // RFC 2045 6.7 (5).
constexpr std::size_t encoded_word_octets_max = 75;  // RFC 2047 2.
constexpr std::size_t header_name_octets_max = 9;    // "Subject: ", before the first word.

std::string hex_escape(unsigned char octet) { return fmt::format("={:02X}", octet); }

bool is_printable_ascii(std::string_view text) {
    for (const char c : text) {
        if (c < 0x20 || c > 0x7e) return false;
    }
    return true;
}

bool is_letter_or_digit(unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// RFC 2047 4.2, "Q": only letters and digits stand for themselves, which is right in every place of
// a header.
std::string q_encoded(std::string_view character) {
    if (character == " ") return "_";
    std::string encoded;
    for (const unsigned char octet : character) {
        if (is_letter_or_digit(octet)) {
            encoded += static_cast<char>(octet);
        } else {
            encoded += hex_escape(octet);
        }
    }
    return encoded;
}

// RFC 2047 5 (3): "a multi-octet character may not be split across adjacent 'encoded-word's".
std::string encoded_words(std::string_view value) {
    constexpr std::string_view begin = "=?utf-8?Q?";
    constexpr std::string_view end = "?=";
    std::string all{begin};
    std::size_t length = header_name_octets_max + begin.size();
    for (std::size_t i = 0; i < value.size();) {
        std::size_t next = i + 1;
        while (next < value.size() && (static_cast<unsigned char>(value[next]) & 0xc0) == 0x80)
            ++next;
        const auto encoded = q_encoded(value.substr(i, next - i));
        if (length + encoded.size() + end.size() > encoded_word_octets_max) {
            all += end;
            all += "\r\n ";
            all += begin;
            length = begin.size();
        }
        all += encoded;
        length += encoded.size();
        i = next;
    }
    all += end;
    return all;
}

std::string display_name(std::string_view name) {
    if (!is_printable_ascii(name)) return encoded_words(name);
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

std::string_view domain_of(std::string_view address) {
    return address.substr(address.find('@') + 1);
}

// One line of quoted-printable, with soft breaks where it grows too long.
void append_encoded_line(std::string& to, std::string_view line) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const auto octet = static_cast<unsigned char>(line[i]);
        const bool last = i + 1 == line.size();
        const bool as_it_is =
            (octet >= 0x21 && octet <= 0x7e && octet != '=') || (octet == ' ' && !last);
        const auto encoded = as_it_is ? std::string(1, line[i]) : hex_escape(octet);
        if (length + encoded.size() + (last ? 0 : 1) > encoded_line_octets_max) {
            to += "=\r\n";
            length = 0;
        }
        to += encoded;
        length += encoded.size();
    }
}

void ensure_address(std::string_view address) {
    if (canonical_email(address) != address) {
        throw Failure{Failure::Kind::broken, "a mail's address is no canonical e-mail address"};
    }
}

}  // namespace

std::string header_text(std::string_view value, std::size_t room) {
    if (is_printable_ascii(value) && value.size() <= room && !value.starts_with(' ') &&
        !value.ends_with(' ')) {
        return std::string{value};
    }
    return encoded_words(value);
}

std::string quoted_printable(std::string_view text) {
    std::string encoded;
    while (!text.empty()) {
        const auto end = text.find('\n');
        append_encoded_line(encoded, text.substr(0, end));
        if (end == std::string_view::npos) break;
        encoded += "\r\n";
        text.remove_prefix(end + 1);
    }
    return encoded;
}

std::string date_text(Time t) {
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(t);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(t - day)};
    return fmt::format(
        "{}, {} {} {} {:02}:{:02}:{:02} +0000", days[std::chrono::weekday{day}.c_encoding()],
        static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
        static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
        clock.seconds().count());
}

std::string message_of(const Letter& letter, const Sender& sender) {
    ensure_address(letter.to);
    ensure_address(sender.address);
    constexpr std::string_view subject = "Subject: ";
    std::string message;
    message += "Date: " + date_text(letter.made_at) + "\r\n";
    message += "From: " + display_name(sender.name) + "\r\n <" + sender.address + ">\r\n";
    message += "To: <" + letter.to + ">\r\n";
    message += std::string{subject} +
               header_text(letter.subject, line_octets_max - subject.size()) + "\r\n";
    message += fmt::format("Message-ID: <{:x}@{}>\r\n", letter.mail_id, domain_of(sender.address));
    // RFC 3834 5: so that no program answers, and no absence note comes back.
    message += "Auto-Submitted: auto-generated\r\n";
    message += "MIME-Version: 1.0\r\n";
    message += "Content-Type: text/plain; charset=utf-8\r\n";
    message += "Content-Transfer-Encoding: quoted-printable\r\n";
    message += "\r\n";
    message += quoted_printable(letter.text);
    return message;
}

}  // namespace sparekey::mail

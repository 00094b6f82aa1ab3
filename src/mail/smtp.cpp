#include "mail/smtp.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.h"
#include "base/failure.h"
#include "base/text.h"
#include "crypto/key_file.h"
#include "crypto/secret.h"

namespace sparekey::mail {
namespace {

constexpr std::size_t reply_octets_max = 512;  // RFC 5321 4.5.3.1.5: a reply line.

[[noreturn]] void refuse(const std::string& why) { throw Failure{Failure::Kind::refused, why}; }

// Once a process, before any thread of ours may use it.
void start_curl() {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) refuse("libcurl cannot start");
}

bool is_host_name(std::string_view host) {
    const auto good = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '.';
    };
    return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), good);
}

crypto::Secret read_password(const SmtpSettings& settings) {
    if (settings.user.empty()) return {};
    auto content = crypto::read_key_file(settings.password_file);
    const auto line = content.text().substr(0, content.text().find('\n'));
    if (line.empty())
        refuse("the mail password file " + settings.password_file.string() + " is empty");
    return crypto::Secret{line};
}

void check_settings(const SmtpSettings& settings) {
    if (!is_host_name(settings.host)) refuse("the mail server's name is no host name");
    if (settings.port == 0) refuse("the mail server's port must be 1 to 65535");
    if (canonical_email(settings.sender.address) != settings.sender.address) {
        refuse("the sender's address is no e-mail address in canonical form");
    }
    if (!is_valid_utf8(settings.sender.name) || has_control_characters(settings.sender.name)) {
        refuse("the sender's name must be one line of UTF-8");
    }
    std::error_code error;
    if (!settings.ca_file.empty() && !std::filesystem::is_regular_file(settings.ca_file, error)) {
        refuse("the mail server's CA file " + settings.ca_file.string() + " is missing");
    }
}

// The path is what we say in EHLO: the sender's domain, not this machine's name.
std::string url_of(const SmtpSettings& settings) {
    const auto* scheme = settings.security == SmtpSettings::Security::tls ? "smtps://" : "smtp://";
    const auto& address = settings.sender.address;
    return scheme + settings.host + ":" + std::to_string(settings.port) + "/" +
           address.substr(address.find('@') + 1);
}

template <class Value>
void set(CURL* curl, CURLoption option, Value value) {
    const auto result = curl_easy_setopt(curl, option, value);
    if (result == CURLE_OUT_OF_MEMORY)
        throw Failure{Failure::Kind::unavailable, "no memory for a mail"};
    ENSURE(result == CURLE_OK);
}

std::string_view first_word(std::string_view line) {
    return line.substr(0, line.find_first_of(" \r\n"));
}

}  // namespace

// What the callbacks of one conversation share. libcurl calls them on the thread that performs it.
struct SmtpTransport::Session {
    explicit Session(const SmtpSettings& settings);

    static std::size_t read(char* to, std::size_t size, std::size_t count, void* self);
    static int progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
    static int listen(CURL*, curl_infotype type, char* data, std::size_t size, void* self);

    struct Cleanup {
        void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
    };
    crypto::Secret password;
    std::stop_token stop;
    std::string message;
    std::size_t sent = 0;
    std::string verb;   // The last command but for QUIT, which libcurl says after a failure.
    std::string reply;  // The last line of its reply.
    bool ending = false;
    std::unique_ptr<CURL, Cleanup> curl;  // The last member: while it goes it still calls back.
};

std::size_t SmtpTransport::Session::read(char* to, std::size_t size, std::size_t count,
                                         void* self) {
    auto& session = *static_cast<Session*>(self);
    const auto part = std::min(size * count, session.message.size() - session.sent);
    std::memcpy(to, session.message.data() + session.sent, part);
    session.sent += part;
    return part;
}

int SmtpTransport::Session::progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Session*>(self)->stop.stop_requested() ? 1 : 0;
}

// Keeps the command's word only: what follows AUTH is the password.
int SmtpTransport::Session::listen(CURL*, curl_infotype type, char* data, std::size_t size,
                                   void* self) {
    auto& session = *static_cast<Session*>(self);
    const std::string_view line{data, size};
    session.ending = session.ending || (type == CURLINFO_HEADER_OUT && first_word(line) == "QUIT");
    if (session.ending) return 0;
    if (type == CURLINFO_HEADER_OUT) session.verb = first_word(line);
    if (type == CURLINFO_HEADER_IN)
        session.reply = line.substr(0, std::min(line.find_first_of("\r\n"), reply_octets_max));
    return 0;
}

SmtpTransport::Session::Session(const SmtpSettings& settings)
    : curl((start_curl(), curl_easy_init())) {
    if (curl == nullptr) refuse("libcurl cannot start");
    auto* const handle = curl.get();
    password = read_password(settings);
    set(handle, CURLOPT_URL, url_of(settings).c_str());
    set(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(handle, CURLOPT_PROXY, "");
    set(handle, CURLOPT_NOSIGNAL, 1L);
    set(handle, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!settings.ca_file.empty()) {
        set(handle, CURLOPT_CAINFO, settings.ca_file.c_str());
        set(handle, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    if (!settings.user.empty()) {
        set(handle, CURLOPT_USERNAME, settings.user.c_str());
        set(handle, CURLOPT_PASSWORD, std::string{password.text()}.c_str());
    }
    set(handle, CURLOPT_MAIL_FROM, settings.sender.address.c_str());
    set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
    set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.timeout.count()));
    set(handle, CURLOPT_UPLOAD, 1L);
    set(handle, CURLOPT_READFUNCTION, &Session::read);
    set(handle, CURLOPT_READDATA, this);
    set(handle, CURLOPT_NOPROGRESS, 0L);
    set(handle, CURLOPT_XFERINFOFUNCTION, &Session::progress);
    set(handle, CURLOPT_XFERINFODATA, this);
    set(handle, CURLOPT_VERBOSE, 1L);  // For `listen`, which takes the place of printing.
    set(handle, CURLOPT_DEBUGFUNCTION, &Session::listen);
    set(handle, CURLOPT_DEBUGDATA, this);
}

SmtpTransport::SmtpTransport(SmtpSettings settings)
    : settings_((check_settings(settings), std::move(settings))),
      session_(std::make_unique<Session>(settings_)) {}

SmtpTransport::~SmtpTransport() = default;

Answer SmtpTransport::hand_over(const Letter& letter, std::stop_token stop) {
    auto& session = *session_;
    session.stop = std::move(stop);
    session.message = message_of(letter, settings_.sender);
    session.sent = 0;
    session.verb.clear();
    session.reply.clear();
    session.ending = false;

    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients{
        curl_slist_append(nullptr, letter.to.c_str()), &curl_slist_free_all};
    if (recipients == nullptr) throw Failure{Failure::Kind::unavailable, "no memory for a mail"};
    set(session.curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
    const auto result = curl_easy_perform(session.curl.get());
    set(session.curl.get(), CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    crypto::wipe(session.message);

    if (result == CURLE_OK) return {Handover::taken, ""};
    if (result == CURLE_ABORTED_BY_CALLBACK) return {Handover::later, "stopped"};
    // Not the reply's text: it may name the recipient.
    const auto code = session.reply.substr(0, 3);
    return {judge(session.verb, session.reply),
            session.verb + " " + code + " " + curl_easy_strerror(result)};
}

Answer SmtpTransport::greet() const {
    Session session{settings_};
    set(session.curl.get(), CURLOPT_CONNECT_ONLY, 1L);
    const auto result = curl_easy_perform(session.curl.get());
    if (result == CURLE_OK) return {Handover::taken, ""};
    const auto code = session.reply.substr(0, 3);
    return {Handover::unreachable, session.verb + " " + code + " " + curl_easy_strerror(result)};
}

Handover judge(std::string_view verb, std::string_view reply) {
    const bool of_recipient = verb == "RCPT" || verb == "DATA";
    if (!of_recipient || reply.size() < 3) return Handover::unreachable;
    if (reply[0] == '4') return Handover::later;
    if (reply[0] != '5') return Handover::unreachable;
    const auto status = reply.substr(std::min<std::size_t>(4, reply.size()));
    const bool of_us = status.starts_with("5.7.") || status.starts_with("5.3.");
    return of_us ? Handover::later : Handover::refused;
}

std::optional<SmtpSettings::Security> parse_security(std::string_view word) {
    if (word == "starttls") return SmtpSettings::Security::starttls;
    if (word == "tls") return SmtpSettings::Security::tls;
    return std::nullopt;
}

}  // namespace sparekey::mail

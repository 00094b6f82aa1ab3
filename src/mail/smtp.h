// Letters by SMTP (RFC 5321) to the site's own relay, over TLS or not at all.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "mail/message.h"
#include "mail/transport.h"

namespace sparekey::mail {

struct SmtpSettings {
    enum class Security {
        starttls,  // Port 587: nothing is said before the connection is encrypted.
        tls        // Port 465: encrypted from the first octet (RFC 8314).
    };

    std::string host;  // A DNS name: the certificate must be for it.
    std::uint16_t port = 587;
    Security security = Security::starttls;
    std::filesystem::path
        ca_file;       // PEM; trusted instead of the system's authorities. Empty: the system's.
    std::string user;  // Empty: no authentication.
    std::filesystem::path password_file;  // One line. Nobody but the owner may read it.
    Sender sender;
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds timeout{60'000};  // For one letter, all in all.
};

[[nodiscard]] std::optional<SmtpSettings::Security> parse_security(std::string_view word);

class SmtpTransport final : public Transport {
   public:
    // Throws Failure{refused}, saying which setting or file and why.
    explicit SmtpTransport(SmtpSettings settings);
    ~SmtpTransport() override;
    SmtpTransport(const SmtpTransport&) = delete;
    SmtpTransport& operator=(const SmtpTransport&) = delete;

    // The connection is kept for the next letter. One caller at a time.
    [[nodiscard]] Answer hand_over(const Letter& letter, std::stop_token stop) override;

    // Connects, encrypts, checks the certificate and authenticates, and sends nothing: whether
    // letters would be taken. A connection of its own.
    [[nodiscard]] Answer greet() const;

   private:
    struct Session;
    const SmtpSettings settings_;
    const std::unique_ptr<Session> session_;
};

// What an SMTP conversation that failed says about the letter. `verb` is the last command that was
// sent ("RCPT"), `reply` the last line that came back ("550 5.1.1 No such person").
//
// Only what the recipient's side says for good, after RCPT or DATA, is the end of a letter. RFC
// 3463's x.7.z ("security or policy status") and x.3.z ("mail system status") speak of us or of the
// relay: the operator can mend that, and nothing is lost until then.
[[nodiscard]] Handover judge(std::string_view verb, std::string_view reply);

}  // namespace sparekey::mail

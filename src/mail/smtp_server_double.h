// For tests: Debian's Exim on a port of its own, with its configuration, certificate and mailbox in
// a scratch folder. It is no double of a mail server but one: it stands in for the operator's.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "mail/smtp.h"
#include "test/scratch.h"

namespace sparekey::mail {

class SmtpServer {
   public:
    static constexpr const char* user = "sparekey";
    static constexpr const char* password = "open sesame";

    // Makes keys and configuration; runs nothing yet. It takes mail for everybody in the domain
    // "localhost" but for
    //   nobody   550, for good       later   451, this time
    //   policy   550 5.7.1           and only from who authenticated over TLS.
    SmtpServer();
    ~SmtpServer();
    SmtpServer(const SmtpServer&) = delete;
    SmtpServer& operator=(const SmtpServer&) = delete;

    // Answers when it returns. Without TLS it offers neither STARTTLS nor authentication.
    void start(bool with_tls = true);
    // Every connection is gone when it returns.
    void stop();
    // From the next start on it has another certificate, for the same name, that `ca_file` does not
    // vouch for.
    void change_certificate();
    void restore_certificate() { certificate_ = "first"; }

    // How our own side would be configured for it.
    [[nodiscard]] SmtpSettings settings() const;
    [[nodiscard]] SmtpSettings settings_for_tls() const;

    // What arrived, once there are `count` of them; fewer when they do not come in time.
    [[nodiscard]] std::vector<std::string> mails(std::size_t count) const;
    // Also when it is not running.
    [[nodiscard]] std::string log() const;

   private:
    void make_certificate(const std::string& name) const;
    void write_configuration(bool with_tls) const;

    // A port that is ours for good. Only between start and stop is anybody listening there.
    class Port {
       public:
        Port();
        ~Port();
        Port(const Port&) = delete;
        Port& operator=(const Port&) = delete;
        [[nodiscard]] std::uint16_t number() const { return number_; }
        // Exim on this port: a process group of its own.
        void open(const std::string& configuration);
        void close();

       private:
        std::uint16_t number_ = 0;
        int socket_ = -1;
        pid_t exim_ = 0;
    };

    test::ScratchFolder folder_;
    Port starttls_port_;
    Port tls_port_;
    std::string certificate_ = "first";
};

}  // namespace sparekey::mail

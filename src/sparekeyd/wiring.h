// Everything that a running daemon is made of, built in the order of who needs whom and taken down
// in the other.
#pragma once
#include <cstdint>
#include <memory>

#include "account/services.h"
#include "mail/smtp.h"
#include "sparekeyd/configuration.h"

namespace sparekey::sparekeyd {

// What the features are told of the configuration. Throws Failure{refused} when the blocklist
// cannot be read.
[[nodiscard]] account::Settings settings_of(const Configuration&);

// How the configured mail server is reached.
[[nodiscard]] mail::SmtpSettings smtp_settings_of(const Configuration&);

class Daemon {
   public:
    // Serves when it returns. Throws Failure: refused, naming what is not as it must be, or
    // unavailable.
    Daemon(const Configuration&, bool create);
    // stop(), if that was not called.
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    [[nodiscard]] std::uint16_t port() const;

    // TLS files and log file, again. What cannot be used is logged, and the old one stays in use.
    void reload();

    // Accepts nothing more, finishes what was taken, closes everything.
    void stop();

   private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace sparekey::sparekeyd

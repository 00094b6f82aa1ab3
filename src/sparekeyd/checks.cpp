#include "sparekeyd/checks.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <functional>

#include "base/failure.h"
#include "http/static_files.h"
#include "http/tls.h"
#include "mail/folder.h"
#include "mail/smtp.h"
#include "sparekeyd/admin_socket.h"
#include "sparekeyd/port.h"
#include "sparekeyd/start.h"
#include "sparekeyd/wiring.h"

namespace sparekey::sparekeyd {
namespace {

class List {
   public:
    // `attempt` throws Failure when something is wrong.
    void add(std::string what, const std::function<void()>& attempt) {
        std::optional<std::string> wrong;
        try {
            attempt();
        } catch (const Failure& failure) {
            wrong = failure.what();
        }
        found_.push_back({std::move(what), std::move(wrong)});
    }
    [[nodiscard]] std::vector<Finding> take() { return std::move(found_); }

   private:
    std::vector<Finding> found_;
};

[[noreturn]] void refuse(const std::string& why) { throw Failure(Failure::Kind::refused, why); }

void check_folder(const std::filesystem::path& folder) {
    struct stat found {};
    if (::stat(folder.c_str(), &found) != 0) refuse(std::strerror(errno));
    if (!S_ISDIR(found.st_mode)) refuse("is no folder");
    if ((found.st_mode & 0077) != 0) refuse("is open to others; chmod 0700 it");
    if (::access(folder.c_str(), W_OK | X_OK) != 0) refuse(std::strerror(errno));
}

// Opened, its schema compared, and its memory of the key files too: reading only, but for the
// lock file beside it.
void check_database(const Configuration& configuration) {
    const auto db = open_database_as_it_is(configuration, false);
    if (const auto why = db->unready()) refuse(*why);
    db->check();
    compare_keys(configuration, *db);
}

void check_public_url(const Configuration& configuration) {
    const auto& http = configuration.http;
    const bool is_https = configuration.site.public_url.starts_with("https://");
    const bool speaks_tls = !http.tls_certificate_file.empty();
    if (is_https && !speaks_tls && http.trusted_proxies.empty()) {
        refuse(
            "is https, but there are neither http.tls_certificate_file nor http.trusted_proxies: "
            "who speaks TLS?");
    }
    if (!is_https && speaks_tls) refuse("is http, but the daemon speaks TLS");
}

void check_mail(const Configuration& configuration) {
    if (configuration.mail.transport == MailTransport::folder) {
        const auto& folder = configuration.mail.folder;
        if (std::filesystem::exists(folder)) check_folder(folder);
        return;
    }
    mail::SmtpTransport transport(smtp_settings_of(configuration));
    if (const auto answer = transport.greet(); answer.handover != mail::Handover::taken)
        refuse(answer.reason);
}

std::string mail_text(const Configuration& configuration) {
    const auto& mail = configuration.mail;
    if (mail.transport == MailTransport::folder) return "mail folder " + mail.folder.string();
    return "mail server " + mail.smtp_host + " port " + std::to_string(mail.smtp_port);
}

bool daemon_runs(const Configuration& configuration) {
    try {
        return ask_daemon(configuration.admin_socket(), "{}").has_value();
    } catch (const Failure&) {
        return true;  // Somebody is there, but does not answer us.
    }
}

}  // namespace

std::vector<Finding> check_everything(const Configuration& configuration) {
    List list;
    const auto& http = configuration.http;
    const bool runs = daemon_runs(configuration);
    list.add("clock", [] { check_clock(wall_clock()); });
    list.add("folder " + configuration.var.folder.string(),
             [&] { check_folder(configuration.var.folder); });
    list.add("key ring " + configuration.keys.ring_file.string(),
             [&] { static_cast<void>(crypto::KeyRing::load(configuration.keys.ring_file)); });
    list.add("pepper " + configuration.keys.pepper_file.string(),
             [&] { static_cast<void>(crypto::Pepper::load(configuration.keys.pepper_file)); });
    if (const auto& file = configuration.keys.journal_file; std::filesystem::exists(file)) {
        list.add("journal key " + file.string(),
                 [&] { static_cast<void>(crypto::SigningKey::load(file)); });
    }
    if (runs) {
        list.add("database and port: a daemon runs with them", [] {});
    } else {
        list.add("database " + std::string(configuration.on_sqlite()
                                               ? configuration.sqlite_file().string()
                                               : "PostgreSQL"),
                 [&] { check_database(configuration); });
        list.add("port " + std::to_string(http.port) + " of " + http.listen,
                 [&] { check_port(http.listen, static_cast<std::uint16_t>(http.port)); });
    }
    list.add("public URL " + configuration.site.public_url,
             [&] { check_public_url(configuration); });
    if (!http.tls_certificate_file.empty()) {
        list.add("certificate " + http.tls_certificate_file.string(), [&] {
            const http::TlsFiles files{http.tls_certificate_file.string(),
                                       http.tls_key_file.string()};
            static_cast<void>(http::make_tls(files));
        });
    }
    if (!http.web_folder.empty()) {
        list.add("pages " + http.web_folder.string(),
                 [&] { http::StaticFiles pages(http.web_folder); });
    }
    list.add(mail_text(configuration), [&] { check_mail(configuration); });
    if (!configuration.password.blocklist_file.empty()) {
        list.add("blocklist " + configuration.password.blocklist_file.string(),
                 [&] { static_cast<void>(settings_of(configuration)); });
    }
    return list.take();
}

bool all_well(const std::vector<Finding>& findings) {
    return std::ranges::none_of(findings,
                                [](const Finding& finding) { return finding.wrong.has_value(); });
}

std::string report_of(const std::vector<Finding>& findings) {
    std::string text;
    for (const auto& finding : findings) {
        text += finding.wrong ? "wrong  " + finding.what + "\n         " + *finding.wrong
                              : "ok     " + finding.what;
        text += "\n";
    }
    return text + (all_well(findings) ? "Everything is as it must be.\n"
                                      : "Not everything is as it must be.\n");
}

}  // namespace sparekey::sparekeyd

#include "sparekeyd/wiring.h"

#include <atomic>
#include <optional>

#include "account/decoys_flow.h"
#include "base/failure.h"
#include "base/log.h"
#include "base/run.h"
#include "http/client_limits.h"
#include "http/health_routes.h"
#include "http/server.h"
#include "http/static_files.h"
#include "mail/courier.h"
#include "mail/folder.h"
#include "mail/smtp.h"
#include "sparekeyd/admin_socket.h"
#include "sparekeyd/administration.h"
#include "sparekeyd/blocklist.h"
#include "sparekeyd/configuration_keys.h"
#include "sparekeyd/desk_start.h"
#include "sparekeyd/evidence_start.h"
#include "sparekeyd/jobs.h"
#include "sparekeyd/journal_jobs.h"
#include "sparekeyd/port.h"
#include "sparekeyd/recovery_jobs.h"
#include "sparekeyd/routes.h"
#include "sparekeyd/start.h"
#include "sparekeyd/sweeps.h"
#include "staff/present_flow.h"

namespace sparekey::sparekeyd {
namespace {

using namespace std::chrono_literals;

// Somebody sits there and waits for a code; a look that finds nothing writes nothing.
constexpr Duration courier_looks_every = 1s;

std::unique_ptr<mail::Transport> transport_of(const Configuration& configuration) {
    const auto& mail = configuration.mail;
    if (mail.transport == MailTransport::folder)
        return std::make_unique<mail::FolderTransport>(mail.folder);
    return std::make_unique<mail::SmtpTransport>(smtp_settings_of(configuration));
}

http::ServerOptions server_options_of(const Configuration& configuration) {
    const auto& http = configuration.http;
    http::ServerOptions options;
    options.address = http.listen;
    options.port = static_cast<std::uint16_t>(http.port);
    options.threads = static_cast<unsigned>(configuration.http_threads());
    options.public_origins = {configuration.site.public_url};
    options.trusted_proxies = http::TrustedProxies::parse(http.trusted_proxies).value();
    if (!http.tls_certificate_file.empty()) {
        options.tls =
            http::TlsFiles{http.tls_certificate_file.string(), http.tls_key_file.string()};
    }
    return options;
}

// What /readyz answers, looked at by a job: asking the database may take long, and a request's
// thread must not wait.
class Readiness {
   public:
    void look(store::Database& db) {
        const auto why = db.unready();
        const bool was = ready_.exchange(!why);
        if (was && why) log::warning("database_not_ready", {{"reason", *why}});
        if (!was && !why) log::event("database_ready");
    }
    [[nodiscard]] bool ready() const { return ready_; }

   private:
    std::atomic<bool> ready_ = true;
};

Job readiness_job(Readiness& readiness, store::Database& db) {
    return {"readiness", 5s, [&](Time) -> Awaitable<std::int64_t> {
                readiness.look(db);
                co_return 0;
            }};
}

Job lost_lines_job() {
    const auto told = std::make_shared<std::uint64_t>(0);
    return {"lost_lines", 60s, [told](Time) -> Awaitable<std::int64_t> {
                const auto lost = log::lost();
                if (lost > *told) log::warning("log_lines_lost", {{"lines", lost - *told}});
                *told = lost;
                co_return 0;
            }};
}

http::ReadyCheck database_check(const Readiness& readiness) {
    return {"database", [&]() -> Awaitable<bool> { co_return readiness.ready(); }};
}

// Whoever can stop the sealing must not be able to stop signing in.
http::ReadyCheck journal_check(const std::unique_ptr<JournalKeeper>& journal) {
    return {"journal", [&]() -> Awaitable<bool> { co_return !journal->warns(); }, true};
}

}  // namespace

mail::SmtpSettings smtp_settings_of(const Configuration& configuration) {
    const auto& mail = configuration.mail;
    mail::SmtpSettings settings;
    settings.host = mail.smtp_host;
    settings.port = static_cast<std::uint16_t>(mail.smtp_port);
    settings.security = mail.smtp_security == SmtpSecurity::tls
                            ? mail::SmtpSettings::Security::tls
                            : mail::SmtpSettings::Security::starttls;
    settings.ca_file = mail.smtp_ca_file;
    settings.user = mail.smtp_user;
    settings.password_file = mail.smtp_password_file;
    const auto [name, address] = parse_mail_sender(mail.from).value();
    settings.sender = {address, name};
    return settings;
}

account::Settings settings_of(const Configuration& configuration) {
    account::Settings settings;
    settings.site_name = configuration.site.name;
    settings.public_url = configuration.site.public_url;
    settings.setup_key_characters = configuration.authenticator.setup_key_length;
    settings.backup_codes_viewable = configuration.backup_codes.viewable;
    settings.hold = std::chrono::hours{configuration.hold.hours};
    settings.hash_cost.memory_kib = static_cast<std::uint32_t>(configuration.password.memory_kib);
    settings.hash_cost.passes = static_cast<std::uint32_t>(configuration.password.passes);
    settings.session_idle = std::chrono::minutes{configuration.sessions.idle_minutes};
    settings.session_absolute = std::chrono::hours{configuration.sessions.absolute_hours};
    settings.password_blocklist = read_blocklist(configuration.password.blocklist_file);
    return settings;
}

// In the order of destruction reversed, but for the server: a late answer of the store or of a hash
// thread is still posted to its threads' contexts, so it is stopped first and goes last.
struct Daemon::Parts {
    std::unique_ptr<http::Server> server;
    account::Settings settings;
    account::Settings desk_settings;
    std::unique_ptr<store::Database> db;
    std::optional<Keys> keys;
    std::unique_ptr<evidence::Store> evidence;
    std::unique_ptr<account::HashPool> hashes;
    std::optional<Realms> realms;
    std::optional<OpenDesk> open_desk;
    http::ClientLimits limits;
    std::optional<http::Web> web;
    std::optional<http::Web> desk;
    std::optional<http::DeskWeb> desk_work;
    std::optional<http::Web> vaults;
    std::unique_ptr<mail::Transport> transport;
    std::unique_ptr<mail::Courier> courier;
    Readiness readiness;
    std::unique_ptr<Jobs> jobs;
    std::unique_ptr<JournalKeeper> journal;
    std::unique_ptr<Jobs> journal_jobs;
    std::unique_ptr<Jobs> evidence_work;
    std::unique_ptr<AdminSocket> admin;

    void open(const Configuration& configuration, bool create);
    void begin(const Configuration& configuration);
    void end();
};

void Daemon::Parts::open(const Configuration& configuration, bool create) {
    settings = settings_of(configuration);
    desk_settings = staff::desk_settings(settings);
    if (create) create_var_folder(configuration);
    db = open_database(configuration, create);
    keys.emplace(load_keys(configuration, *db, create));
    evidence = open_evidence(configuration, keys->ring, *db);
    hashes = std::make_unique<account::HashPool>(configuration.hash_threads(),
                                                 configuration.password.queue);
    realms.emplace(
        Realms{{*db, keys->ring, keys->pepper, *hashes, settings},
               {*db, keys->ring, keys->pepper, *hashes, desk_settings, account::Realm::staff},
               {*db, keys->ring, keys->pepper, *hashes, settings, account::Realm::vault}});
    open_desk.emplace(configuration, *realms, *evidence);
    run(account::ensure_decoys(*db));
}

void Daemon::Parts::begin(const Configuration& configuration) {
    transport = transport_of(configuration);
    auto head = mail::letterhead(configuration.site.name, configuration.site.public_url);
    web.emplace(http::Web{realms->site, limits, shows_mailbox(configuration), {}});
    if (!configuration.site.support.empty()) web->support = configuration.site.support;
    if (configuration.desk.open) web->office = &open_desk->office();
    desk.emplace(http::Web{realms->staff, limits, false, {}});
    vaults.emplace(http::Web{realms->vault, limits, false, {}});
    desk_work.emplace(http::DeskWeb{*desk, open_desk->bench(), *evidence});
    auto router = routes_of(configuration, *web, *desk_work, *vaults);
    std::vector<http::ReadyCheck> checks;
    checks.push_back(database_check(readiness));
    journal = std::make_unique<JournalKeeper>(*db, keys->journal, configuration.journal_heads());
    checks.push_back(journal_check(journal));
    http::add_health_routes(router, std::move(checks));
    check_port(configuration.http.listen, static_cast<std::uint16_t>(configuration.http.port));
    admin = std::make_unique<AdminSocket>(
        configuration.admin_socket(),
        [this](const std::string& request) { return answer_request(*realms, request); });
    mail::Pace pace;
    pace.look_every = courier_looks_every;
    courier = std::make_unique<mail::Courier>(*db, keys->ring, *transport, std::move(head), pace);
    auto all_jobs = sweeps_of(realms->site);
    all_jobs.push_back(vault_sweep(realms->vault));
    for (auto& job : recovery_jobs(open_desk->office(), *evidence))
        all_jobs.push_back(std::move(job));
    all_jobs.push_back(readiness_job(readiness, *db));
    all_jobs.push_back(lost_lines_job());
    jobs = std::make_unique<Jobs>(std::move(all_jobs));
    journal_jobs = std::make_unique<Jobs>(journal->jobs());
    evidence_work = std::make_unique<Jobs>(evidence_jobs(*evidence, *db));
    auto options = server_options_of(configuration);
    options.changed = [this] { courier->wake(); };  // It may have posted a letter.
    server = std::make_unique<http::Server>(std::move(options), std::move(router));
}

void Daemon::Parts::end() {
    if (server) server->stop();
    admin.reset();
    jobs.reset();
    journal_jobs.reset();
    evidence_work.reset();
    courier.reset();
    hashes.reset();
    evidence.reset();
    db.reset();
    server.reset();
}

Daemon::Daemon(const Configuration& configuration, bool create)
    : parts_(std::make_unique<Parts>()) {
    parts_->open(configuration, create);
    parts_->begin(configuration);
}

Daemon::~Daemon() { stop(); }

std::uint16_t Daemon::port() const { return parts_->server->port(); }

void Daemon::reload() {
    log::reopen();
    static_cast<void>(parts_->server->reload_tls());  // It has logged why not.
}

void Daemon::stop() { parts_->end(); }

}  // namespace sparekey::sparekeyd

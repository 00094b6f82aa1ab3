#include "sparekeyd/configuration_keys.h"

#include <boost/asio/ip/address.hpp>

#include "base/text.h"
#include "http/client_key.h"
#include "http/origin.h"
#include "sparekeyd/desk_keys.h"
#include "sparekeyd/key_kinds.h"
#include "sparekeyd/nearest.h"

namespace sparekey::sparekeyd {
namespace {

// A key's name is the place of its field, so that the two cannot drift.
// clang-format off
#define KEY(field) #field, [](Configuration& c) -> auto& { return c.field; }
// clang-format on

bool anything(const std::string&) { return true; }

// otpauth URIs end the issuer at the first colon.
bool is_site_name(const std::string& text) {
    return !text.empty() && text.size() <= 64 && trim(text) == text && is_valid_utf8(text) &&
           text.find(':') == std::string::npos;
}

// A browser leaves out the scheme's own.
std::string port_in_url(int port) { return port == 80 ? "" : ":" + std::to_string(port); }

bool is_store_url(const std::string& text) {
    if (text.starts_with("sqlite:")) return text.size() > std::string_view("sqlite:").size();
    return text.starts_with("postgresql://");
}

bool is_ip_address(const std::string& text) {
    boost::system::error_code wrong;
    boost::asio::ip::make_address(text, wrong);
    return !wrong;
}

bool is_setup_key_length(std::int64_t characters) {
    return characters == 16 || characters == 26 || characters == 32;
}

void append_site(std::vector<Key>& to) {
    to.push_back(text(KEY(site.name), "a text of 1 to 64 octets without a colon",
                      "What the site calls itself: shown as issuer in authenticator apps, on every "
                      "page and in every mail.",
                      is_site_name));
    to.push_back(
        following(text(KEY(site.public_url),
                       "an origin such as \"https://accounts.example.org\", without a path and "
                       "without the scheme's own port",
                       "Where browsers find the site. Links in mails begin with it, and requests "
                       "that change something are only taken from its pages. Must be https, except "
                       "on localhost. Without it: http://localhost and http.port.",
                       [](const std::string& url) { return http::is_origin(url); }),
                  [](Configuration& c) {
                      c.site.public_url = "http://localhost" + port_in_url(c.http.port);
                  }));
    to.push_back(text(KEY(site.support), "a text",
                      "Where people reach the operator: an address, a number or a page, shown "
                      "where nothing else helps.",
                      anything));
}

void append_storage(std::vector<Key>& to) {
    to.push_back(path(KEY(var.folder),
                      "What the daemon itself writes: its database, key files, mails in a folder, "
                      "and admin.sock. Nobody else's to read.",
                      false));
    to.push_back(following(
        text(KEY(store.url), "\"sqlite:FILE\" or \"postgresql://...\"",
             "The database. A PostgreSQL URL is libpq's, with several hosts if there are several; "
             "its password belongs into ~/.pgpass. Without it: sparekey.db in var.folder.",
             is_store_url),
        [](Configuration& c) {
            c.store.url = "sqlite:" + (c.var.folder / "sparekey.db").string();
        }));
    to.push_back(number(KEY(store.cache_mib), 1, 65'536,
                        "SQLite: memory for pages of the database, in MiB."));
    to.push_back(number(KEY(store.mmap_mib), 0, 1'048'576,
                        "SQLite: how much of the file is mapped into memory, in MiB. Address "
                        "space, not memory of its own."));
    to.push_back(
        following(path(KEY(keys.ring_file),
                       "The keys that secrets in the database are sealed under. Mode 0600. Back it "
                       "up, but never beside the database. Without it: key-ring in var.folder.",
                       false),
                  [](Configuration& c) { c.keys.ring_file = c.var.folder / "key-ring"; }));
    to.push_back(following(path(KEY(keys.pepper_file),
                                "The key that passwords and backup codes are digested under. It "
                                "can never be replaced. Mode 0600. Back it up, but never beside "
                                "the database. Without it: pepper in var.folder.",
                                false),
                           [](Configuration& c) { c.keys.pepper_file = c.var.folder / "pepper"; }));
    to.push_back(following(
        path(KEY(keys.journal_file),
             "The key that the journal is sealed and signed with. Mode 0600. The same for every "
             "daemon on the database. Without it: journal-key in var.folder.",
             false),
        [](Configuration& c) { c.keys.journal_file = c.var.folder / "journal-key"; }));
}

void append_http(std::vector<Key>& to) {
    to.push_back(text(KEY(http.listen), "an IP address",
                      "The address to listen on: \"127.0.0.1\" behind a proxy, \"0.0.0.0\" or "
                      "\"::\" for everybody.",
                      is_ip_address));
    to.push_back(number(KEY(http.port), 0, 65'535,
                        "The port to listen on. 0 takes any free one and says which: for tests."));
    to.push_back(
        number(KEY(http.threads), 0, 256, "Threads that answer requests. 0 is one for each core."));
    to.push_back(path(KEY(http.tls_certificate_file),
                      "The certificate and its chain in PEM, its own first. With it and its key "
                      "the daemon speaks TLS; without them it speaks plain HTTP, for localhost or "
                      "behind a proxy. SIGHUP reads it again."));
    to.push_back(path(KEY(http.tls_key_file), "The certificate's private key in PEM. Mode 0600."));
    to.push_back(list(KEY(http.trusted_proxies),
                      "a list of addresses and networks such as [\"127.0.0.1\", \"10.0.0.0/8\"]",
                      "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Too wide "
                      "a list lets strangers choose the address that they are limited by.",
                      [](const std::vector<std::string>& networks) {
                          return http::TrustedProxies::parse(networks).has_value();
                      }));
    to.push_back(path(KEY(http.web_folder), "The built pages. Empty: the API alone."));
}

void append_mail(std::vector<Key>& to) {
    to.push_back(choice<MailTransport>(
        KEY(mail.transport), {{"folder", MailTransport::folder}, {"smtp", MailTransport::smtp}},
        "\"smtp\" sends mails. \"folder\" keeps them as files for trying things out; on this "
        "machine they can be read at /mailbox."));
    to.push_back(following(
        path(KEY(mail.folder),
             "Where the folder transport keeps them. Without it: mail in var.folder.", false),
        [](Configuration& c) { c.mail.folder = c.var.folder / "mail"; }));
    to.push_back(text(KEY(mail.from), "an address such as \"Example <no-reply@example.org>\"",
                      "The sender of every mail.", [](const std::string& sender) {
                          return parse_mail_sender(sender).has_value();
                      }));
    to.push_back(text(
        KEY(mail.smtp_host), "a host's name",
        "The server that takes our mails. Its certificate must be valid for this name.",
        [](const std::string& host) { return host.find_first_of(" /:@") == std::string::npos; }));
    to.push_back(number(KEY(mail.smtp_port), 1, 65'535,
                        "Its port: 587 for STARTTLS, 465 for TLS from the first octet."));
    to.push_back(choice<SmtpSecurity>(
        KEY(mail.smtp_security), {{"starttls", SmtpSecurity::starttls}, {"tls", SmtpSecurity::tls}},
        "How the connection is encrypted. There is no way to send without."));
    to.push_back(
        text(KEY(mail.smtp_user), "a text", "The user to log in as. Empty: no log-in.", anything));
    to.push_back(path(KEY(mail.smtp_password_file),
                      "A file with the user's password as its first line. Mode 0600."));
    to.push_back(
        path(KEY(mail.smtp_ca_file),
             "Certificates in PEM that the server's is checked against. Empty: the system's."));
}

void append_evidence(std::vector<Key>& to) {
    to.push_back(following(
        path(KEY(evidence.folder),
             "Where the sealed pictures and videos of appeals are kept. Back it up as the "
             "database is. Without it: evidence in var.folder.",
             false),
        [](Configuration& c) { c.evidence.folder = c.var.folder / "evidence"; }));
    to.push_back(following(
        path(KEY(evidence.key_file),
             "The keys of each appeal. Mode 0600. Never in a backup but its own: a key that was "
             "destroyed here would live on there. Without it: evidence-keys in var.folder.",
             false),
        [](Configuration& c) { c.evidence.key_file = c.var.folder / "evidence-keys"; }));
    to.push_back(following(
        path(
            KEY(evidence.key_backups),
            "Where the daemon keeps a copy of evidence.key_file for each of the last 14 days, best "
            "on another disk. Without it: evidence-key-backups in var.folder.",
            false),
        [](Configuration& c) { c.evidence.key_backups = c.var.folder / "evidence-key-backups"; }));
    to.push_back(path(KEY(evidence.ffprobe),
                      "The program that looks at videos, confined. Empty, or where the kernel has "
                      "no Landlock: they are shown to reviewers as not looked at."));
    to.push_back(number(KEY(evidence.decoders), 1, 64,
                        "How many pictures are decoded at once, each by a child of at most 512 MiB "
                        "and 10 s."));
    to.push_back(number(KEY(evidence.keep_free_mib), 0, 1'048'576,
                        "Uploads are refused while the disk of evidence.folder has less than this "
                        "free, so that they never take it from the database."));
}

void append_factors(std::vector<Key>& to) {
    auto length = number(
        KEY(authenticator.setup_key_length), 16, 32,
        "Characters of a new setup key: 80, 128 or 160 bits. Longer is harder to write down.");
    length.takes = "16, 26 or 32";
    length.set = [set = length.set](Configuration& to_change, const Value& value) {
        return is_setup_key_length(std::get<std::int64_t>(value)) && set(to_change, value);
    };
    to.push_back(std::move(length));
    to.push_back(yes_or_no(
        KEY(backup_codes.viewable),
        "Whether people may see their backup codes again. They are then also kept sealed, under "
        "the key ring and a key derived from the password. false: they are shown once."));
}

void append_passwords(std::vector<Key>& to) {
    to.push_back(number(KEY(password.memory_kib), 7 * 1024, 1024 * 1024,
                        "Argon2id's memory for one hash, in KiB. Each hash thread needs this much. "
                        "Hashes that exist keep the cost they were made with."));
    to.push_back(number(KEY(password.passes), 1, 16,
                        "Argon2id's passes. Memory in KiB times passes must be 35840 or more "
                        "(OWASP's table of equals)."));
    to.push_back(
        number(KEY(password.threads), 0, 256, "Threads that hash. 0 is one for each two cores."));
    to.push_back(
        number(KEY(password.queue), 1, 10'000,
               "How many hashes may wait; beyond, people are asked to try again in a moment."));
    to.push_back(path(
        KEY(password.blocklist_file),
        "Passwords that are refused, one a line, besides the few thousand that are built in."));
}

void append_rest(std::vector<Key>& to) {
    to.push_back(number(KEY(hold.hours), 48, 720,
                        "How long an account is on hold after a change of its factors, password or "
                        "addresses. Never less than 48."));
    to.push_back(
        number(KEY(sessions.idle_minutes), 1, 60, "A session that is not used ends after this."));
    to.push_back(
        number(KEY(sessions.absolute_hours), 1, 24, "A session ends after this, used or not."));
    to.push_back(choice<log::Level>(
        KEY(log.level),
        {{"debug", log::Level::debug},
         {"info", log::Level::info},
         {"warning", log::Level::warning},
         {"error", log::Level::error}},
        "The least level that is written. \"debug\" has a line for each request."));
    to.push_back(path(
        KEY(log.file),
        "Where JSON lines go. Empty: standard error. SIGHUP opens it anew, for a log rotator."));
}

std::vector<Key> make_keys() {
    std::vector<Key> all;
    append_site(all);
    append_storage(all);
    append_http(all);
    append_mail(all);
    append_evidence(all);
    append_factors(all);
    append_passwords(all);
    append_desk(all);
    append_rest(all);
    return all;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (text.empty() || text.size() > 18) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return negative ? -value : value;
}

}  // namespace

const std::vector<Key>& keys() {
    static const std::vector<Key> all = make_keys();
    return all;
}

const Key* find_key(std::string_view name) {
    for (const auto& key : keys()) {
        if (key.name == name) return &key;
    }
    return nullptr;
}

std::optional<std::string> nearest_key(std::string_view typed) {
    std::vector<std::string> names;
    for (const auto& key : keys()) names.push_back(key.name);
    return nearest(typed, names);
}

std::optional<std::pair<std::string, std::string>> parse_mail_sender(std::string_view text) {
    std::string_view name;
    if (const auto open = text.find('<'); open != std::string_view::npos) {
        if (!text.ends_with('>')) return std::nullopt;
        name = trim(text.substr(0, open));
        text = text.substr(open + 1, text.size() - open - 2);
    }
    const auto address = canonical_email(text);
    if (!address || !is_valid_utf8(name)) return std::nullopt;
    return std::pair(std::string(name), *address);
}

std::optional<Value> parse_value(const Key& key, std::string_view text) {
    if (key.kind == key_kind<std::string>) return Value(std::string(text));
    if (key.kind == key_kind<bool>) {
        if (text == "true") return Value(true);
        if (text == "false") return Value(false);
        return std::nullopt;
    }
    if (key.kind == key_kind<std::int64_t>) {
        const auto number_typed = parse_integer(text);
        if (!number_typed) return std::nullopt;
        return Value(*number_typed);
    }
    std::vector<std::string> items;
    if (text.empty()) return Value(items);
    for (const auto item : split(text, ',')) items.emplace_back(trim(item));
    return Value(std::move(items));
}

}  // namespace sparekey::sparekeyd

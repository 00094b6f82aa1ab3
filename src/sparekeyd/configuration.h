// What the operator can decide: one file in TOML, and the same keys on the command line. Start
// here; the keys themselves, with their bounds and words, are the table in configuration_keys.cpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/log.h"

namespace sparekey::sparekeyd {

enum class MailTransport { folder, smtp };
enum class SmtpSecurity { starttls, tls };

// Relative paths are relative to the folder that the daemon is started in.
struct Configuration {
    struct {
        std::string name = "Sparekey";
        std::string public_url = "http://localhost:8080";
        std::string support;
    } site;
    struct {
        std::filesystem::path folder = "var";
    } var;
    struct {
        std::string url = "sqlite:var/sparekey.db";
        int cache_mib = 64;
        int mmap_mib = 1024;
    } store;
    struct {
        std::filesystem::path ring_file = "var/key-ring";
        std::filesystem::path pepper_file = "var/pepper";
        std::filesystem::path journal_file = "var/journal-key";
    } keys;
    struct {
        std::string listen = "127.0.0.1";
        int port = 8080;
        int threads = 0;
        std::filesystem::path tls_certificate_file;
        std::filesystem::path tls_key_file;
        std::vector<std::string> trusted_proxies;
        std::filesystem::path web_folder = "web/build";
    } http;
    struct {
        MailTransport transport = MailTransport::folder;
        std::filesystem::path folder = "var/mail";
        std::string from = "Sparekey <no-reply@localhost>";
        std::string smtp_host;
        int smtp_port = 587;
        SmtpSecurity smtp_security = SmtpSecurity::starttls;
        std::string smtp_user;
        std::filesystem::path smtp_password_file;
        std::filesystem::path smtp_ca_file;
    } mail;
    struct {
        std::filesystem::path folder = "var/evidence";
        std::filesystem::path key_file = "var/evidence-keys";
        std::filesystem::path key_backups = "var/evidence-key-backups";
        std::filesystem::path ffprobe = "/usr/bin/ffprobe";
        int decoders = 2;
        int keep_free_mib = 256;
    } evidence;
    struct {
        int setup_key_length = 16;
    } authenticator;
    struct {
        bool viewable = true;
    } backup_codes;
    struct {
        int memory_kib = 19 * 1024;
        int passes = 2;
        int threads = 0;
        int queue = 64;
        std::filesystem::path blocklist_file;
    } password;
    struct {
        int hours = 48;
    } hold;
    struct {
        int idle_minutes = 60;
        int absolute_hours = 24;
    } sessions;
    struct {
        bool open = false;
        std::string timezone = "UTC";
        std::vector<std::string> weekdays{"monday", "tuesday", "wednesday", "thursday", "friday"};
        std::vector<std::string> holidays;
        bool single_reviewer = false;
        std::filesystem::path reasons_file;
    } desk;
    struct {
        log::Level level = log::Level::info;
        std::filesystem::path file;
    } log;

    [[nodiscard]] bool on_sqlite() const;
    [[nodiscard]] std::filesystem::path sqlite_file() const;  // Empty unless on_sqlite().
    [[nodiscard]] std::filesystem::path admin_socket() const;
    [[nodiscard]] std::filesystem::path journal_heads() const;
    // Whether browsers find the site on this very machine: somebody is trying things out.
    [[nodiscard]] bool is_local() const;
    // Where 0 stands for "as this machine is": one for each core, and half of them for hashing.
    [[nodiscard]] int http_threads() const;
    [[nodiscard]] int hash_threads() const;
};

using Value = std::variant<std::string, std::int64_t, bool, std::vector<std::string>>;

// One key that somebody set, and where: "sparekey.toml:12" or "--http.port".
struct Setting {
    std::string key;
    Value value;
    std::string where;
};

inline constexpr std::size_t configuration_octets_max = 1024 * 1024;
inline constexpr std::size_t complaints_max = 20;

// The settings of a file's text; `name` is for messages. Throws Failure{refused} when it is no
// TOML, or holds what no key could take: a date, a table in a list.
[[nodiscard]] std::vector<Setting> parse_configuration(std::string_view toml,
                                                       const std::string& name);
// The same of a file. Throws Failure{refused} also when it cannot be read or is too large.
[[nodiscard]] std::vector<Setting> read_configuration(const std::filesystem::path& file);

// The defaults with the file's settings laid over them, and over those the command line's, whose
// values are texts. Throws Failure{refused} with a line for each complaint: unknown keys with the
// nearest known one, values out of bounds, keys that do not go together.
[[nodiscard]] Configuration configure(const std::vector<Setting>& file,
                                      const std::vector<Setting>& command_line);

}  // namespace sparekey::sparekeyd

#include "sparekeyd/configuration.h"

#include <algorithm>
#include <set>
#include <thread>

#include "base/failure.h"
#include "sparekeyd/configuration_keys.h"

namespace sparekey::sparekeyd {
namespace {

constexpr std::string_view sqlite_prefix = "sqlite:";
// OWASP's equals: 7 MiB by 5 passes, 9 by 4, 12 by 3, 19 by 2, 46 by 1; the first is the least
// product.
constexpr int hash_work_min = 7 * 1024 * 5;

// Gathers what is wrong, so that the operator hears it all at once.
class Complaints {
   public:
    void add(const std::string& where, const std::string& what) {
        if (++count_ > complaints_max) return;
        if (!text_.empty()) text_ += '\n';
        text_ += where + ": " + what;
    }
    void finish() const {
        if (count_ == 0) return;
        const auto more = count_ > complaints_max
                              ? "\n... and " + std::to_string(count_ - complaints_max) + " more"
                              : "";
        throw Failure(Failure::Kind::refused, text_ + more);
    }

   private:
    std::string text_;
    std::size_t count_ = 0;
};

void complain_of_unknown(const Setting& setting, Complaints& complaints) {
    std::string what = "there is no key " + setting.key;
    if (const auto known = nearest_key(setting.key)) what += "; did you mean " + *known + "?";
    complaints.add(setting.where, what);
}

void apply(Configuration& to, const Setting& setting, bool typed_as_text, Complaints& complaints) {
    const auto* key = find_key(setting.key);
    if (key == nullptr) return complain_of_unknown(setting, complaints);
    std::optional<Value> value = setting.value;
    if (typed_as_text) value = parse_value(*key, std::get<std::string>(setting.value));
    const bool set = value && value->index() == key->kind && key->set(to, *value);
    if (set) return;
    const auto given = value ? toml_text(*value) : toml_text(setting.value);
    complaints.add(setting.where, setting.key + " must be " + key->takes + ", not " + given);
}

// Where a key was set last, for a complaint about keys that do not go together.
std::string origin(const std::vector<Setting>& file, const std::vector<Setting>& command_line,
                   std::string_view key) {
    for (const auto* settings : {&command_line, &file}) {
        for (const auto& setting : *settings) {
            if (setting.key == key) return setting.where;
        }
    }
    return std::string(key);
}

bool is_on_this_machine(const std::string& url) {
    for (const std::string host : {"http://localhost", "http://127.0.0.1", "http://[::1]"}) {
        if (url == host || url.starts_with(host + ":")) return true;
    }
    return false;
}

// What is wrong with keys that are each right: which key, and the rest of a sentence about it.
std::vector<std::pair<std::string, std::string>> contradictions(const Configuration& all) {
    std::vector<std::pair<std::string, std::string>> found;
    if (!all.site.public_url.starts_with("https://") && !is_on_this_machine(all.site.public_url)) {
        found.emplace_back(
            "site.public_url",
            "must be https: browsers send no session over plain HTTP except to localhost");
    }
    const bool has_certificate = !all.http.tls_certificate_file.empty();
    const bool has_key = !all.http.tls_key_file.empty();
    if (has_certificate && !has_key)
        found.emplace_back("http.tls_certificate_file", "needs http.tls_key_file");
    if (has_key && !has_certificate)
        found.emplace_back("http.tls_key_file", "needs http.tls_certificate_file");
    const auto& mail = all.mail;
    if (mail.transport == MailTransport::smtp && mail.smtp_host.empty()) {
        found.emplace_back("mail.transport", "\"smtp\" needs mail.smtp_host");
    }
    const bool has_password = !mail.smtp_password_file.empty();
    if (!mail.smtp_user.empty() && !has_password)
        found.emplace_back("mail.smtp_user", "needs mail.smtp_password_file");
    if (mail.smtp_user.empty() && has_password)
        found.emplace_back("mail.smtp_password_file", "needs mail.smtp_user");
    if (all.password.memory_kib * all.password.passes < hash_work_min) {
        found.emplace_back("password.passes", "times password.memory_kib must be " +
                                                  std::to_string(hash_work_min) + " or more");
    }
    return found;
}

// The defaults that depend on other keys, where nobody set them.
void follow(Configuration& configuration, const std::vector<Setting>& file,
            const std::vector<Setting>& command_line) {
    std::set<std::string_view> set;
    for (const auto* settings : {&file, &command_line}) {
        for (const auto& setting : *settings) set.insert(setting.key);
    }
    for (const auto& key : keys()) {
        if (key.follow && !set.contains(key.name)) key.follow(configuration);
    }
}

}  // namespace

Configuration configure(const std::vector<Setting>& file,
                        const std::vector<Setting>& command_line) {
    Configuration result;
    Complaints complaints;
    for (const auto& setting : file) apply(result, setting, false, complaints);
    for (const auto& setting : command_line) apply(result, setting, true, complaints);
    follow(result, file, command_line);
    for (const auto& [key, what] : contradictions(result)) {
        const auto where = origin(file, command_line, key);
        complaints.add(where, key + " " + what);
    }
    complaints.finish();
    return result;
}

bool Configuration::on_sqlite() const { return store.url.starts_with(sqlite_prefix); }

std::filesystem::path Configuration::sqlite_file() const {
    return on_sqlite() ? store.url.substr(sqlite_prefix.size()) : "";
}

bool Configuration::is_local() const { return is_on_this_machine(site.public_url); }

std::filesystem::path Configuration::admin_socket() const { return var.folder / "admin.sock"; }

std::filesystem::path Configuration::journal_heads() const { return var.folder / "journal-heads"; }

int Configuration::http_threads() const {
    if (http.threads > 0) return http.threads;
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int Configuration::hash_threads() const {
    if (password.threads > 0) return password.threads;
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / 2);
}

}  // namespace sparekey::sparekeyd

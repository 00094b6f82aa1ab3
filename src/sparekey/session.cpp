#include "sparekey/session.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/check.h"
#include "base/failure.h"
#include "base/text.h"
#include "crypto/key_file.h"
#include "sparekey/recovery.h"
#include "sparekey/remember.h"

namespace sparekey::terminal {
namespace {

namespace fs = std::filesystem;

constexpr int tries_max = 8;

const char* environment(const char* name) {
    const char* value = std::getenv(name);
    return value && *value ? value : nullptr;
}

crypto::Secret first_line(const crypto::Secret& content) {
    const auto text = content.text();
    auto line = text.substr(0, text.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return crypto::Secret{line};
}

Refusal nobody_to_ask(std::string_view file_option) {
    return {Exit::no_vault, "no-terminal",
            "There is no terminal to ask on; give " + std::string{file_option} + "."};
}

std::optional<Refusal> note_remembered(const Context& context, const Session& session) {
    const auto minutes = context.arguments.number("--remember");
    if (!minutes) return std::nullopt;
    if (*minutes < 1 || *minutes > remember_minutes_max) {
        return Refusal{Exit::usage, "usage", "--remember takes from 1 to 1440 minutes."};
    }
    if (!remember(session.vault.header().vault, session.wrapping_key.view(),
                  static_cast<int>(*minutes))) {
        context.out.note("sparekey: this system keeps no keys: nothing is remembered.");
    }
    return std::nullopt;
}

Session session_of(const fs::path& path, std::optional<vault::FileState> state,
                   vault::Document document, vault::Keys keys, crypto::Secret wrapping_key) {
    return {path, state, vault::Vault{std::move(document), std::move(keys)},
            std::move(wrapping_key)};
}

Opened open_document(Context& context, const fs::path& path, vault::FileContent content) {
    auto read = vault::read_document(content.text);
    if (const auto* fault = std::get_if<vault::DocumentFault>(&read)) {
        return refusal_of(*fault, path);
    }
    auto& document = std::get<vault::Document>(read);
    if (auto known = remembered(document.header.vault)) {
        if (auto keys = open_by_passphrase(document.header, known->view())) {
            return session_of(path, content.state, std::move(document), std::move(*keys),
                              std::move(*known));
        }
    }
    auto asked = ask_secret(context, "--passphrase-file", "Passphrase: ");
    if (auto* refusal = std::get_if<Refusal>(&asked)) return std::move(*refusal);
    auto derived = vault::derive(std::get<crypto::Secret>(asked).text(), document.header.kdf);
    auto keys = open_by_passphrase(document.header, derived.wrapping.view());
    if (!keys && vault::was_altered(document.header, derived.wrapping.view())) {
        return Refusal{Exit::refused, "altered-vault",
                       path.string() +
                           ": somebody without the vault's key has changed its devices or keys. "
                           "Take a copy of before: " +
                           path.string() + ".previous, or an export."};
    }
    if (!keys) {
        return Refusal{Exit::wrong_passphrase, "wrong-passphrase",
                       "That is not the passphrase of this vault."};
    }
    return session_of(path, content.state, std::move(document), std::move(*keys),
                      std::move(derived.wrapping));
}

Opened make_session(Context& context, const fs::path& path) {
    context.out.note("There is no vault yet: " + path.string() + " will be it.");
    auto asked = ask_new_passphrase(context, "--passphrase-file");
    if (auto* refusal = std::get_if<Refusal>(&asked)) return std::move(*refusal);
    const auto kdf = vault::Kdf::with_new_salt();
    auto derived = vault::derive(std::get<crypto::Secret>(asked).text(), kdf);
    auto device = new_device();
    auto made = make_header(kdf, derived.wrapping.view(), device, device_name(), context.now());
    Session session{path, std::nullopt,
                    vault::Vault{std::move(made.header), std::move(made.keys), std::move(device),
                                 context.now()},
                    std::move(derived.wrapping)};
    if (auto refusal = first_recovery_key(context, session.vault)) return *std::move(refusal);
    return session;
}

// Owner only; what is there already stays as it is.
void make_folder(const fs::path& folder) {
    std::error_code error;
    if (fs::exists(folder, error)) return;
    fs::create_directories(folder.parent_path(), error);
    if (::mkdir(folder.c_str(), 0700) != 0 && !fs::exists(folder, error)) {
        throw Failure{Failure::Kind::unavailable, folder.string() + ": cannot be made"};
    }
}

// What another program wrote meanwhile, opened with the key that opened the one before.
std::optional<Refusal> reopen(Session& session) {
    auto content = vault::read_whole(session.path, vault::document_octets_max);
    if (!content) return Refusal{Exit::failed, "vault-gone", "The vault file is gone."};
    auto read = vault::read_document(content->text);
    if (const auto* fault = std::get_if<vault::DocumentFault>(&read)) {
        return refusal_of(*fault, session.path);
    }
    auto& document = std::get<vault::Document>(read);
    auto keys = open_by_passphrase(document.header, session.wrapping_key.view());
    if (!keys) {
        return Refusal{Exit::failed, "changed-meanwhile",
                       "The vault got another passphrase meanwhile. Try again."};
    }
    session.state = content->state;
    session.vault = vault::Vault{std::move(document), std::move(*keys)};
    return std::nullopt;
}

}  // namespace

fs::path vault_path(const Arguments& arguments) {
    if (const auto given = arguments.value("--vault")) return *given;
    if (const char* path = environment("SPAREKEY_VAULT")) return path;
    if (const char* data = environment("XDG_DATA_HOME"))
        return fs::path{data} / "sparekey/vault.json";
    const char* home = environment("HOME");
    return fs::path{home ? home : "."} / ".local/share/sparekey/vault.json";
}

AskedSecret ask_secret(const Context& context, std::string_view file_option,
                       std::string_view prompt) {
    if (const auto file = context.arguments.value(file_option)) {
        return first_line(crypto::read_key_file(*file));
    }
    const auto tty = Tty::open();
    if (!tty) return nobody_to_ask(file_option);
    auto typed = tty->ask_secret(prompt);
    if (!typed) return Refusal{Exit::refused, "cancelled", "Cancelled."};
    return std::move(*typed);
}

AskedSecret ask_new_passphrase(const Context& context, std::string_view file_option) {
    const bool typed = !context.arguments.has(file_option);
    auto first = ask_secret(context, file_option, "New passphrase: ");
    if (std::holds_alternative<Refusal>(first)) return first;
    const auto& passphrase = std::get<crypto::Secret>(first);
    if (const auto fault = vault::passphrase_fault(passphrase.text())) {
        return Refusal{Exit::refused, "weak-passphrase",
                       "That passphrase will not do. " + std::string{*fault}};
    }
    if (!typed) return first;
    auto second = ask_secret(context, file_option, "The same again: ");
    if (std::holds_alternative<Refusal>(second)) return second;
    if (passphrase == std::get<crypto::Secret>(second)) return first;
    return Refusal{Exit::refused, "not-the-same", "The two are not the same. Nothing was done."};
}

vault::Written Session::save(Time now) {
    make_folder(fs::absolute(path).parent_path());
    const auto text = vault::to_text(vault.document(now));
    const auto written = vault::replace_file(path, text, state);
    if (written == vault::Written::done) {
        // Only its state is wanted: the next save of this run compares with it.
        if (auto content = vault::read_whole(path, vault::document_octets_max)) {
            state = content->state;
        }
    }
    return written;
}

Opened open_session(Context& context) {
    const auto path = vault_path(context.arguments);
    auto content = vault::read_whole(path, vault::document_octets_max);
    if (!content) {
        return Refusal{Exit::no_vault, "no-vault",
                       "There is no vault at " + path.string() + ". sparekey add makes one."};
    }
    auto opened = open_document(context, path, std::move(*content));
    if (auto* session = std::get_if<Session>(&opened)) {
        if (auto refusal = note_remembered(context, *session)) return *std::move(refusal);
        if (const auto count = session->vault.unreadable()) {
            context.out.note("sparekey: " + std::to_string(count) +
                             " entries cannot be read. They are kept as they are.");
            context.out.json()["unreadable_entries"] = count;
        }
    }
    return opened;
}

Opened open_or_make_session(Context& context) {
    const auto path = vault_path(context.arguments);
    std::error_code error;
    if (fs::exists(path, error)) return open_session(context);
    auto made = make_session(context, path);
    if (auto* session = std::get_if<Session>(&made)) {
        if (auto refusal = note_remembered(context, *session)) return *std::move(refusal);
    }
    return made;
}

std::optional<Refusal> change(Context& context, Session& session, const Decision& decide) {
    for (int i = 0; i < tries_max; ++i) {
        const auto now = context.now();
        if (auto refusal = decide(session.vault, now)) return refusal;
        if (session.save(now) == vault::Written::done) return std::nullopt;
        if (auto refusal = reopen(session)) return refusal;
    }
    return Refusal{Exit::failed, "busy", "Other programs keep changing the vault. Try again."};
}

Refusal refusal_of(vault::DocumentFault fault, const fs::path& path) {
    return {Exit::refused, "bad-vault",
            path.string() + " cannot be used. " + std::string{words_of(fault)}};
}

vault::Device new_device() { return vault::Device::make(); }

std::string device_name() {
    char name[vault::device_name_octets_max + 1] = {};
    if (::gethostname(name, sizeof name - 1) != 0) return "terminal";
    std::string text{name};
    return text.empty() || !is_valid_utf8(text) || has_control_characters(text) ? "terminal" : text;
}

}  // namespace sparekey::terminal

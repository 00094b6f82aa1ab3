#include <boost/json/array.hpp>
#include <filesystem>

#include "base/failure.h"
#include "crypto/key_file.h"
#include "otp/otpauth.h"
#include "sparekey/commands.h"
#include "sparekey/entries.h"
#include "sparekey/qr_text.h"
#include "transfer/aegis.h"
#include "transfer/google.h"
#include "transfer/losses.h"
#include "transfer/uri_list.h"
#include "vault/otpauth_entry.h"

namespace sparekey::terminal {
namespace {

using Entries = std::vector<const vault::Entry*>;

std::variant<Entries, Refusal> chosen(const Context& context, const vault::Vault& vault) {
    Entries all;
    const auto names = context.arguments.values("--name");
    for (const auto& name : names) {
        const auto found = find_entry(vault, name);
        if (const auto* refusal = std::get_if<Refusal>(&found)) return *refusal;
        all.push_back(vault.find(std::get<vault::EntryId>(found)));
    }
    if (names.empty()) {
        for (const auto& [id, entry] : vault.entries()) all.push_back(entry);
    }
    if (all.empty()) return Refusal{Exit::refused, "nothing-to-export", "The vault is empty."};
    return all;
}

// What the format cannot carry, before it is written.
void tell_losses(Context& context, const Entries& entries, transfer::Target target) {
    boost::json::array losses;
    for (const auto* entry : entries) {
        const auto lost = transfer::loss(*entry, target);
        if (!lost) continue;
        losses.push_back({{"name", shown_name(*entry)}, {"about", *lost}});
        context.out.note("  ? " + shown_name(*entry) + ": " + *lost);
    }
    context.out.json()["losses"] = std::move(losses);
}

Exit write_out(Context& context, const crypto::Secret& text, bool readable) {
    const auto file = context.arguments.first();
    if (file.empty()) {
        return context.out.refuse({Exit::usage, "usage", "export takes the FILE to write."});
    }
    if (file == "-") {
        write_standard_output(text.text());
        return Exit::done;
    }
    std::error_code error;
    if (std::filesystem::exists(file, error)) {
        return context.out.refuse(
            {Exit::refused, "file-exists", file + " is there already. Nothing was written."});
    }
    crypto::create_key_file(file, text.view());
    context.out.json()["file"] = file;
    context.out.line("Written: " + file + '.');
    if (readable) {
        context.out.note("sparekey: whoever gets this file has your codes. Delete it after use.");
    }
    return Exit::done;
}

Exit draw(Context& context, const crypto::Secret& uri, const std::string& name) {
    const auto drawn = qr_text(uri);
    if (!drawn) {
        return context.out.refuse(
            {Exit::refused, "too-long", name + " is too long for a QR code."});
    }
    write_standard_output(name + '\n');
    write_standard_output(drawn->text());
    return Exit::done;
}

Exit draw_all(Context& context, const Entries& entries) {
    for (const auto* entry : entries) {
        const auto uri = otp::write_otpauth(vault::otpauth_of(*entry));
        const auto exit = draw(context, uri, shown_name(*entry));
        if (exit != Exit::done) return exit;
    }
    return Exit::done;
}

Exit draw_google(Context& context, const Entries& entries) {
    const auto uris = transfer::write_google(entries);
    for (std::size_t i = 0; i < uris.size(); ++i) {
        const auto exit =
            draw(context, uris[i],
                 "QR code " + std::to_string(i + 1) + " of " + std::to_string(uris.size()));
        if (exit != Exit::done) return exit;
    }
    return Exit::done;
}

Exit write_google_file(Context& context, const Entries& entries) {
    std::string text;
    std::size_t octets = 0;
    const auto uris = transfer::write_google(entries);
    for (const auto& uri : uris) octets += uri.size() + 1;
    text.reserve(octets);
    for (const auto& uri : uris) text.append(uri.text()).append(1, '\n');
    return write_out(context, crypto::Secret::taking(std::move(text)), true);
}

Exit write_encrypted_aegis(Context& context, const Entries& entries) {
    const auto asked = ask_new_passphrase(context, "--password-file");
    if (const auto* refusal = std::get_if<Refusal>(&asked)) return context.out.refuse(*refusal);
    const auto password = std::get<crypto::Secret>(asked).text();
    return write_out(context, crypto::Secret{transfer::write_aegis_encrypted(entries, password)},
                     false);
}

Exit write_vault(Context& context, const vault::Vault& vault) {
    if (context.arguments.has("--name")) {
        return context.out.refuse(
            {Exit::usage, "usage", "The vault's own format holds all entries: leave out --name."});
    }
    context.out.json()["entries"] = vault.entries().size();
    return write_out(context, crypto::Secret{vault::to_text(vault.export_document(context.now()))},
                     false);
}

}  // namespace

Exit run_export(Context& context) {
    auto opened = open_session(context);
    if (const auto* refusal = std::get_if<Refusal>(&opened)) return context.out.refuse(*refusal);
    const auto& vault = std::get<Session>(opened).vault;
    const auto format = context.arguments.value("--format").value_or("vault");
    if (format == "vault") return write_vault(context, vault);
    const auto found = chosen(context, vault);
    if (const auto* refusal = std::get_if<Refusal>(&found)) return context.out.refuse(*refusal);
    const auto& entries = std::get<Entries>(found);
    const bool google = format.starts_with("google");
    const bool aegis = format.starts_with("aegis");
    tell_losses(context, entries,
                google  ? transfer::Target::google
                : aegis ? transfer::Target::aegis
                        : transfer::Target::otpauth);
    context.out.json()["entries"] = entries.size();
    if (format == "qr") return draw_all(context, entries);
    if (format == "google-qr") return draw_google(context, entries);
    if (google) return write_google_file(context, entries);
    if (format == "aegis") return write_encrypted_aegis(context, entries);
    if (format == "aegis-plain") {
        auto text = crypto::Secret::taking(transfer::write_aegis(entries));
        return write_out(context, text, true);
    }
    return write_out(context, transfer::write_uri_list(entries), true);
}

}  // namespace sparekey::terminal

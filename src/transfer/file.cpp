#include "transfer/file.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "transfer/aegis.h"
#include "transfer/csv_formats.h"
#include "transfer/google.h"
#include "transfer/json_formats.h"
#include "transfer/members.h"
#include "transfer/uri_list.h"
#include "transfer/vault_copy.h"

namespace sparekey::transfer {
namespace {

namespace json = boost::json;

std::optional<Format> detect_object(const json::object& file) {
    const auto has = [&](std::string_view name) { return file.contains(name); };
    if (text_at(file, "format").starts_with("sparekey-vault-")) return Format::vault;
    if (has("db") && has("header")) return Format::aegis;
    if (has("schemaVersion") && (has("services") || has("servicesEncrypted"))) {
        return Format::twofas;
    }
    if (has("tokens") && has("tokenOrder")) return Format::freeotp;
    if (has("kdfParams") && has("encryptedData")) return Format::ente;
    if (has("encrypted") && (has("items") || has("data") || has("encKeyValidation_DO_NOT_EDIT"))) {
        return Format::bitwarden;
    }
    if (has("Authenticators")) return Format::stratum;
    if (has("version") && (has("entries") || (has("salt") && has("content")))) {
        return Format::proton;
    }
    return std::nullopt;
}

bool has_uri(std::string_view text) {
    const auto lower = lower_ascii(text.substr(0, 1 << 20));
    return lower.find("otpauth://") != std::string::npos ||
           lower.find("steam://") != std::string::npos;
}

Result read_object(const json::object& file, Format format, Password password) {
    switch (format) {
    case Format::aegis: return read_aegis(file, password);
    case Format::twofas: return read_twofas(file, password);
    case Format::freeotp: return read_freeotp(file);
    case Format::ente: return read_ente(file, password);
    case Format::bitwarden: return read_bitwarden(file, password);
    case Format::stratum: return read_stratum(file);
    case Format::proton: return read_proton(file, password);
    case Format::otpauth:
    case Format::google:
    case Format::andotp:
    case Format::keepassxc:
    case Format::vault: break;
    }
    ENSURE(false);
}

Result read_json(std::string_view text, Format format, Password password) {
    const auto file = parse_file(text);
    if (!file) return damaged("It is cut off or changed: it is no whole JSON text.");
    if (format == Format::andotp) {
        if (const auto* entries = file->if_array()) return read_andotp(*entries);
        return damaged("It is no list.");
    }
    const auto* object = file->if_object();
    if (!object) return damaged("It is no JSON object.");
    return read_object(*object, format, password);
}

// Whether a file of JSON it is, or octets.
bool begins_as_json(std::string_view text) {
    text = trim(text.substr(0, 1024));
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return text.starts_with('{') || text.starts_with('[');
}

}  // namespace

std::string_view name_of(Format format) {
    switch (format) {
    case Format::otpauth: return "otpauth";
    case Format::google: return "google";
    case Format::aegis: return "aegis";
    case Format::twofas: return "2fas";
    case Format::andotp: return "andotp";
    case Format::freeotp: return "freeotp";
    case Format::ente: return "ente";
    case Format::bitwarden: return "bitwarden";
    case Format::stratum: return "stratum";
    case Format::proton: return "proton";
    case Format::keepassxc: return "keepassxc";
    case Format::vault: return "vault";
    }
    ENSURE(false);
}

std::optional<Format> parse_format(std::string_view name) {
    const auto found =
        std::ranges::find_if(formats, [&](Format format) { return name_of(format) == name; });
    return found == std::end(formats) ? std::nullopt : std::optional{*found};
}

std::optional<Format> detect(std::string_view file) {
    if (is_stratum_encrypted(file)) return Format::stratum;
    if (begins_as_json(file)) {
        const auto value = parse_file(file);
        if (!value) return std::nullopt;
        if (value->is_array()) return Format::andotp;
        return value->is_object() ? detect_object(value->get_object()) : std::nullopt;
    }
    if (!is_valid_utf8(file)) return Format::andotp;
    if (is_csv_with_codes(file)) return Format::keepassxc;
    const auto first = lower_ascii(trim(file).substr(0, migration_scheme.size()));
    if (first == migration_scheme) return Format::google;
    if (has_uri(file)) return Format::otpauth;
    return std::nullopt;
}

Result read_file(std::string_view file, Format format, Password password) {
    if (file.size() > file_octets_max) {
        return Fault{Fault::What::too_large, "It is larger than 20 MB."};
    }
    switch (format) {
    case Format::otpauth: return read_uri_list(file, "a list of otpauth URIs");
    case Format::google: return read_uri_list(file, "a Google Authenticator export");
    case Format::keepassxc: return read_csv(file);
    case Format::vault: return read_vault_copy(file, password);
    case Format::stratum:
        if (!begins_as_json(file)) return read_stratum_encrypted(file, password);
        break;
    case Format::andotp:
        if (!begins_as_json(file) || !is_valid_utf8(file)) {
            return read_andotp_encrypted(file, password);
        }
        break;
    case Format::aegis:
    case Format::twofas:
    case Format::freeotp:
    case Format::ente:
    case Format::bitwarden:
    case Format::proton: break;
    }
    return read_json(file, format, password);
}

}  // namespace sparekey::transfer

#include "sparekey/commands.h"
#include "sparekey/picture.h"
#include "sparekey/qr_reader.h"
#include "sparekey/take_in.h"
#include "transfer/file.h"
#include "transfer/google.h"
#include "transfer/uri_list.h"

#include "base/text.h"

namespace sparekey::terminal {
namespace {

std::variant<crypto::Secret, Refusal> content_of(const std::string& file) {
    if (file == "-") {
        auto all = read_standard_input(transfer::file_octets_max);
        if (!all) return Refusal{Exit::refused, "too-large", "Standard input is over 20 MB."};
        return std::move(*all);
    }
    auto content = vault::read_whole(file, vault::document_octets_max);
    if (!content) return Refusal{Exit::refused, "no-file", "There is no file " + file + '.'};
    return crypto::Secret::taking(std::move(content->text));
}

Refusal refusal_of_fault(const transfer::Fault& fault) {
    using What = transfer::Fault::What;
    const auto text = "Nothing was imported. " + fault.detail;
    switch (fault.what) {
    case What::unknown: return {Exit::refused, "unknown-format", text};
    case What::damaged: return {Exit::refused, "damaged-file", text};
    case What::password_needed: return {Exit::wrong_passphrase, "password-needed", text};
    case What::wrong_password: return {Exit::wrong_passphrase, "wrong-password", text};
    case What::unsupported: return {Exit::refused, "unsupported-file", text};
    case What::too_large: return {Exit::refused, "too-large", text};
    case What::nothing: return {Exit::refused, "nothing-in-it", text};
    }
    return {};
}

std::variant<transfer::Format, Refusal> format_of(const Arguments& arguments,
                                                  std::string_view content) {
    if (const auto given = arguments.value("--format")) return *transfer::parse_format(*given);
    if (looks_like_picture(content)) {
        return Refusal{Exit::refused, "a-picture",
                       "It is a picture: sparekey scan reads the QR codes in it."};
    }
    if (const auto found = transfer::detect(content)) return *found;
    return Refusal{Exit::refused, "unknown-format",
                   "It is no export of an app that is known, or it is cut off. Where you know what "
                   "it is, give --format."};
}

// The text of a code, if it is one that read_uri_list() reads.
bool holds_key(std::string_view text) {
    const auto lower = lower_ascii(text.substr(0, 32));
    return lower.starts_with("otpauth://") || lower.starts_with("steam://") ||
           lower.starts_with(transfer::migration_scheme);
}

struct Scanned {
    std::string uris;  // A line each.
    std::vector<transfer::Unread> unread;
};

std::optional<Refusal> scan_file(const std::string& file, Scanned& into) {
    const auto content = content_of(file);
    if (const auto* refusal = std::get_if<Refusal>(&content)) return *refusal;
    const auto number = into.unread.size() + 1;
    const auto picture = decode_picture(std::get<crypto::Secret>(content).text());
    if (!picture) {
        into.unread.push_back(
            {number, file, "It is no PNG, JPEG or WebP picture, or a damaged one."});
        return std::nullopt;
    }
    const auto texts = read_qr_codes(*picture);
    if (texts.empty()) into.unread.push_back({number, file, "No QR code was found in it."});
    for (auto text : texts) {
        if (!holds_key(text)) {
            into.unread.push_back({number, file, "Its QR code " + kind_of_other_code(text)});
            continue;
        }
        for (char& c : text) {
            if (c == '\n' || c == '\r') c = ' ';
        }
        into.uris += text + '\n';
    }
    return std::nullopt;
}

}  // namespace

Exit run_import(Context& context) {
    auto content = content_of(context.arguments.first());
    if (const auto* refusal = std::get_if<Refusal>(&content)) return context.out.refuse(*refusal);
    const auto text = std::get<crypto::Secret>(content).text();
    const auto format = format_of(context.arguments, text);
    if (const auto* refusal = std::get_if<Refusal>(&format)) return context.out.refuse(*refusal);
    const auto what = std::get<transfer::Format>(format);
    context.out.json()["format"] = name_of(what);
    auto result = transfer::read_file(text, what, {});
    const auto* fault = std::get_if<transfer::Fault>(&result);
    if (fault && fault->what == transfer::Fault::What::password_needed) {
        const auto asked = ask_secret(context, "--password-file", "Password of the file: ");
        if (const auto* refusal = std::get_if<Refusal>(&asked)) {
            return context.out.refuse(*refusal);
        }
        result = transfer::read_file(text, what, std::get<crypto::Secret>(asked).text());
        fault = std::get_if<transfer::Fault>(&result);
    }
    if (fault) return context.out.refuse(refusal_of_fault(*fault));
    return take_in(context, std::move(std::get<transfer::Read>(result)));
}

Exit run_scan(Context& context) {
    Scanned scanned;
    for (const auto& file : context.arguments.given) {
        if (const auto refusal = scan_file(file, scanned)) return context.out.refuse(*refusal);
    }
    transfer::Read read;
    if (!scanned.uris.empty()) {
        auto result = transfer::read_uri_list(scanned.uris, "a list of codes");
        crypto::wipe(scanned.uris);
        if (const auto* fault = std::get_if<transfer::Fault>(&result)) {
            return context.out.refuse(refusal_of_fault(*fault));
        }
        read = std::move(std::get<transfer::Read>(result));
    }
    for (auto& one : scanned.unread) read.unread.push_back(std::move(one));
    return take_in(context, std::move(read));
}

}  // namespace sparekey::terminal

#include <algorithm>
#include <array>
#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "crypto/derive.h"
#include "crypto/foreign.h"
#include "crypto/keyed_digest.h"
#include "transfer/csv_formats.h"
#include "transfer/draft.h"
#include "transfer/json_formats.h"
#include "transfer/members.h"

namespace sparekey::transfer {
namespace {

namespace json = boost::json;

constexpr std::int64_t pbkdf2_kind = 0;
constexpr std::int64_t argon2id_kind = 1;
constexpr std::string_view sealed_kind = "2.";  // AES-256-CBC with HMAC-SHA-256.

// Bitwarden Authenticator writes "&amp;" in labels.
std::string without_entities(std::string text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> entities{
        {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}};
    for (const auto& [from, to] : entities) {
        for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1)) {
            text.replace(at, from.size(), to);
        }
    }
    return text;
}

Result read_items(const json::object& file) {
    const auto* items = array_at(file, "items");
    if (!items) return damaged("Its list of items is missing.");
    Collector collector;
    for (const auto& one : *items) {
        const auto* item = one.if_object();
        const auto* login = item ? object_at(*item, "login") : nullptr;
        const auto totp = login ? text_at(*login, "totp") : std::string{};
        // A password without a code is no entry that is missing.
        if (totp.empty()) continue;
        take_bitwarden_totp(totp, text_at(*item, "name"), text_at(*login, "username"), collector);
    }
    return collector.end("a Bitwarden export");
}

struct Keys {
    crypto::Secret encryption;
    crypto::Secret authentication;
};

std::optional<Keys> keys_of(const json::object& file, std::string_view password) {
    const auto salt = text_at(file, "salt");  // Used as a text, not decoded.
    const auto bounded = [&](std::string_view name, std::int64_t max) {
        return static_cast<std::uint32_t>(
            std::clamp<std::int64_t>(number_at(file, name).value_or(0), 0, max));
    };
    const auto rounds = bounded("kdfIterations", UINT32_MAX);
    std::optional<crypto::Secret> key;
    if (number_at(file, "kdfType") == argon2id_kind) {
        const auto memory_kib = bounded("kdfMemory", 1U << 20) * 1024ULL;
        if (memory_kib > UINT32_MAX) return std::nullopt;
        key = crypto::argon2id_lanes(
            bytes_of(password), crypto::sha256(bytes_of(salt)),
            {static_cast<std::uint32_t>(memory_kib), rounds, bounded("kdfParallelism", 1000)}, 32);
    } else {
        key = crypto::pbkdf2(crypto::Hmac::Algorithm::sha256, bytes_of(password), bytes_of(salt),
                             rounds, 32);
    }
    if (!key) return std::nullopt;
    return Keys{crypto::hkdf_sha256_expand(key->view(), "enc", 32),
                crypto::hkdf_sha256_expand(key->view(), "mac", 32)};
}

// "2.iv|ciphertext|mac", the MAC over iv and ciphertext.
std::optional<crypto::Secret> opened(std::string_view sealed, const Keys& keys) {
    if (!sealed.starts_with(sealed_kind)) return std::nullopt;
    const auto parts = split(sealed.substr(sealed_kind.size()), '|');
    if (parts.size() != 3) return std::nullopt;
    const auto iv = parse_base64(parts[0]);
    const auto cipher = parse_base64(parts[1]);
    const auto mac = parse_base64(parts[2]);
    if (!iv || !cipher || !mac) return std::nullopt;
    auto both = *iv;
    append(both, *cipher);
    crypto::Hmac hmac{crypto::Hmac::Algorithm::sha256, keys.authentication.view()};
    if (!crypto::constant_time_equal(hmac(both), *mac)) return std::nullopt;
    return crypto::aes_cbc_open(keys.encryption.view(), *iv, *cipher);
}

}  // namespace

void take_bitwarden_totp(std::string_view totp, std::string_view name, std::string_view username,
                         Collector& collector) {
    Draft draft;
    draft.issuer = name;
    draft.account = username;
    if (totp.find("://") == totp.npos) {
        draft.secret = totp;
        return collector.take(std::move(draft));
    }
    // Of a steam://SECRET the names are the item's.
    if (lower_ascii(totp.substr(0, 8)) == "steam://") {
        draft.type = "steam";
        draft.secret = totp.substr(8);
        return collector.take(std::move(draft));
    }
    // Only the label has them, before the first '?'.
    const auto label_end = std::min(totp.find('?'), totp.size());
    const auto uri = without_entities(std::string{totp.substr(0, label_end)}) +
                     std::string{totp.substr(label_end)};
    collector.take_uri(uri, std::move(draft));
}

Result read_bitwarden(const json::object& file, Password password) {
    if (!truth_at(file, "encrypted")) return read_items(file);
    if (!truth_at(file, "passwordProtected")) {
        return unsupported(
            "Only the Bitwarden account that made it can open it. Export it again, protected by a "
            "password.");
    }
    const auto kind = number_at(file, "kdfType");
    if (kind != pbkdf2_kind && kind != argon2id_kind) return damaged("Its header is damaged.");
    const auto data = text_at(file, "data");
    if (data.empty()) return damaged("Its sealed part is missing.");
    if (!password) return password_needed();
    const auto keys = keys_of(file, *password);
    if (!keys) return damaged("What its password is protected with is out of bounds.");
    if (!opened(text_at(file, "encKeyValidation_DO_NOT_EDIT"), *keys)) return wrong_password();
    const auto plain = opened(data, *keys);
    if (!plain) return damaged("Its entries were changed: they do not open.");
    const auto items = parse_file(plain->text());
    if (!items || !items->is_object()) return damaged("Its entries are no JSON.");
    return read_items(items->get_object());
}

}  // namespace sparekey::transfer

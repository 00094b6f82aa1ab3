#include <map>

#include "crypto/derive.h"
#include "crypto/foreign.h"
#include "transfer/draft.h"
#include "transfer/json_formats.h"
#include "transfer/members.h"

namespace sparekey::transfer {
namespace {

namespace json = boost::json;

constexpr std::string_view mark = "AUTHENTICATORPRO";
constexpr std::string_view old_mark = "AuthenticatorPro";
constexpr std::size_t salt_octets = 16;
constexpr std::size_t nonce_octets = 12;
constexpr std::size_t tag_octets = 16;
constexpr std::size_t old_salt_octets = 20;
constexpr std::size_t old_iv_octets = 16;
constexpr std::uint32_t old_rounds = 64'000;

std::string type_of(std::int64_t number) {
    switch (number) {
    case 1: return "hotp";
    case 2: return "totp";
    case 3: return "motp";
    case 4: return "steam";
    case 5: return "yandex";
    }
    return "?";
}

std::string algorithm_of(std::int64_t number) {
    return number == 1 ? "SHA256" : number == 2 ? "SHA512" : number == 0 ? "SHA1" : "?";
}

// Names of categories by the secrets that are in them.
std::multimap<std::string, std::string> tags_of(const json::object& file) {
    std::map<std::string, std::string> names;
    if (const auto* categories = array_at(file, "Categories")) {
        for (const auto& one : *categories) {
            if (const auto* category = one.if_object()) {
                names[text_at(*category, "Id")] = text_at(*category, "Name");
            }
        }
    }
    std::multimap<std::string, std::string> tags;
    if (const auto* bindings = array_at(file, "AuthenticatorCategories")) {
        for (const auto& one : *bindings) {
            const auto* binding = one.if_object();
            if (!binding) continue;
            const auto name = names.find(text_at(*binding, "CategoryId"));
            if (name != names.end()) {
                tags.emplace(text_at(*binding, "AuthenticatorSecret"), name->second);
            }
        }
    }
    return tags;
}

Result read_text(std::string_view text) {
    const auto file = parse_file(text);
    if (!file || !file->is_object()) return damaged("Its entries are no JSON.");
    return read_stratum(file->get_object());
}

std::optional<crypto::Secret> opened(BytesView rest, std::string_view password) {
    if (rest.size() < salt_octets + nonce_octets + tag_octets) return std::nullopt;
    const auto key =
        crypto::argon2id_lanes(bytes_of(password), rest.first(salt_octets), {64 * 1024, 3, 4}, 32);
    if (!key) return std::nullopt;
    const auto cipher = rest.subspan(salt_octets + nonce_octets);
    return crypto::aes_gcm_open(key->view(), rest.subspan(salt_octets, nonce_octets),
                                cipher.first(cipher.size() - tag_octets), cipher.last(tag_octets));
}

std::optional<crypto::Secret> opened_old(BytesView rest, std::string_view password) {
    if (rest.size() < old_salt_octets + old_iv_octets) return std::nullopt;
    const auto key = crypto::pbkdf2(crypto::Hmac::Algorithm::sha1, bytes_of(password),
                                    rest.first(old_salt_octets), old_rounds, 32);
    return crypto::aes_cbc_open(key->view(), rest.subspan(old_salt_octets, old_iv_octets),
                                rest.subspan(old_salt_octets + old_iv_octets));
}

}  // namespace

Result read_stratum(const json::object& file) {
    const auto* entries = array_at(file, "Authenticators");
    if (!entries) return damaged("Its list of entries is missing.");
    const auto tags = tags_of(file);
    Collector collector;
    for (const auto& one : *entries) {
        const auto* entry = one.if_object();
        if (!entry) {
            collector.refuse({}, "It is no entry.");
            continue;
        }
        Draft draft;
        draft.type = type_of(number_at(*entry, "Type").value_or(0));
        draft.issuer = text_at(*entry, "Issuer");
        draft.account = text_at(*entry, "Username");
        draft.secret = text_at(*entry, "Secret");
        draft.algorithm = algorithm_of(number_at(*entry, "Algorithm").value_or(0));
        draft.digits = number_at(*entry, "Digits");
        draft.period = number_at(*entry, "Period");
        draft.counter = number_at(*entry, "Counter");
        const auto [first, last] = tags.equal_range(draft.secret);
        for (auto tag = first; tag != last; ++tag) draft.tags.push_back(tag->second);
        collector.take(std::move(draft));
    }
    return collector.end("a Stratum backup");
}

bool is_stratum_encrypted(std::string_view file) {
    return file.starts_with(mark) || file.starts_with(old_mark);
}

Result read_stratum_encrypted(std::string_view file, Password password) {
    if (!is_stratum_encrypted(file)) return damaged("It does not begin as it must.");
    if (!password) return password_needed();
    const auto rest = bytes_of(file.substr(mark.size()));
    if (file.starts_with(mark)) {
        const auto plain = opened(rest, *password);
        return plain ? read_text(plain->text()) : Result{wrong_password()};
    }
    // The old one authenticates nothing: what opens to no JSON was the wrong password.
    const auto plain = opened_old(rest, *password);
    if (!plain || !parse_file(plain->text())) return wrong_password();
    return read_text(plain->text());
}

}  // namespace sparekey::transfer

#include <map>

#include "base/base64.h"
#include "base/text.h"
#include "crypto/derive.h"
#include "crypto/foreign.h"
#include "transfer/draft.h"
#include "transfer/json_formats.h"
#include "transfer/members.h"

namespace sparekey::transfer {
namespace {

namespace json = boost::json;

constexpr std::uint32_t rounds = 10'000;
constexpr std::size_t tag_octets = 16;

std::map<std::string, std::string> groups_of(const json::object& file) {
    std::map<std::string, std::string> names;
    if (const auto* groups = array_at(file, "groups")) {
        for (const auto& one : *groups) {
            if (const auto* group = one.if_object()) {
                names[text_at(*group, "id")] = text_at(*group, "name");
            }
        }
    }
    return names;
}

Draft draft_of(const json::object& service, const std::map<std::string, std::string>& groups) {
    Draft draft;
    draft.secret = text_at(service, "secret");
    draft.issuer = text_at(service, "name");
    if (const auto* otp = object_at(service, "otp")) {
        if (const auto issuer = text_at(*otp, "issuer"); !issuer.empty()) draft.issuer = issuer;
        draft.account = text_at(*otp, "account");
        if (draft.account.empty()) draft.account = text_at(*otp, "label");
        draft.algorithm = text_at(*otp, "algorithm");
        draft.digits = number_at(*otp, "digits");
        draft.period = number_at(*otp, "period");
        draft.counter = number_at(*otp, "counter");
        if (const auto type = text_at(*otp, "tokenType"); !type.empty()) draft.type = type;
    }
    const auto group = groups.find(text_at(service, "groupId"));
    if (group != groups.end()) draft.tags.push_back(group->second);
    return draft;
}

Result read_services(const json::array& services, const json::object& file) {
    const auto groups = groups_of(file);
    Collector collector;
    for (const auto& one : services) {
        if (const auto* service = one.if_object()) {
            collector.take(draft_of(*service, groups));
        } else {
            collector.refuse({}, "It is no entry.");
        }
    }
    return collector.end("a 2FAS backup");
}

// ciphertext and tag : salt : nonce, each in base64.
std::optional<crypto::Secret> opened(std::string_view sealed, std::string_view password) {
    const auto parts = split(sealed, ':');
    if (parts.size() != 3) return std::nullopt;
    const auto cipher = parse_base64(parts[0]);
    const auto salt = parse_base64(parts[1]);
    const auto nonce = parse_base64(parts[2]);
    if (!cipher || cipher->size() < tag_octets || !salt || !nonce || nonce->empty()) return {};
    const auto key =
        crypto::pbkdf2(crypto::Hmac::Algorithm::sha256, bytes_of(password), *salt, rounds, 32);
    const BytesView all{*cipher};
    return crypto::aes_gcm_open(key->view(), *nonce, all.first(all.size() - tag_octets),
                                all.last(tag_octets));
}

}  // namespace

Result read_twofas(const json::object& file, Password password) {
    const auto version = number_at(file, "schemaVersion").value_or(0);
    if (version < 1 || version > 4) {
        return unsupported("It is of a version of 2FAS's format that is not known.");
    }
    const auto sealed = text_at(file, "servicesEncrypted");
    if (sealed.empty()) {
        const auto* services = array_at(file, "services");
        if (!services) return damaged("Its list of services is missing.");
        return read_services(*services, file);
    }
    if (split(sealed, ':').size() != 3) return damaged("Its sealed part is cut off.");
    if (!password) return password_needed();
    const auto plain = opened(sealed, *password);
    if (!plain) return wrong_password();
    const auto services = parse_file(plain->text());
    if (!services || !services->is_array()) return damaged("Its services are no JSON.");
    return read_services(services->get_array(), file);
}

}  // namespace sparekey::transfer

#include "base/text.h"
#include "crypto/derive.h"
#include "crypto/foreign.h"
#include "transfer/draft.h"
#include "transfer/json_formats.h"
#include "transfer/members.h"

namespace sparekey::transfer {
namespace {

namespace json = boost::json;

constexpr std::size_t nonce_octets = 12;
constexpr std::size_t tag_octets = 16;
constexpr std::string_view bound_to = "proton.authenticator.export.v1";

void take(const json::object& entry, Collector& collector) {
    const auto* content = object_at(entry, "content");
    if (!content) return collector.refuse({}, "It is no entry.");
    Draft more;
    const auto uri = text_at(*content, "uri");
    const auto name = text_at(*content, "name");
    more.note = text_at(entry, "note");
    if (lower_ascii(uri.substr(0, 8)) == "steam://") {
        more.type = "steam";
        more.issuer = "Steam";
        more.account = name;
        more.secret = uri.substr(8);
        return collector.take(std::move(more));
    }
    more.account = name;
    collector.take_uri(uri, std::move(more));
}

std::optional<crypto::Secret> opened(const json::object& file, std::string_view password) {
    const auto salt = base64_at(file, "salt");
    const auto content = base64_at(file, "content");
    if (!salt || !content || content->size() < nonce_octets + tag_octets) return std::nullopt;
    const auto key = crypto::argon2id_lanes(bytes_of(password), *salt, {19456, 2, 1}, 32);
    if (!key) return std::nullopt;
    const BytesView all{*content};
    const auto cipher = all.subspan(nonce_octets, all.size() - nonce_octets - tag_octets);
    return crypto::aes_gcm_open(key->view(), all.first(nonce_octets), cipher, all.last(tag_octets),
                                bytes_of(bound_to));
}

}  // namespace

Result read_proton(const json::object& file, Password password) {
    if (number_at(file, "version").value_or(0) != 1) {
        return unsupported("It is of a version of Proton's format that is not known.");
    }
    if (const auto* entries = array_at(file, "entries")) {
        Collector collector;
        for (const auto& one : *entries) {
            if (const auto* entry = one.if_object()) {
                take(*entry, collector);
            } else {
                collector.refuse({}, "It is no entry.");
            }
        }
        return collector.end("a Proton Authenticator export");
    }
    if (!base64_at(file, "salt") || !base64_at(file, "content")) {
        return damaged("Its sealed part is missing.");
    }
    if (!password) return password_needed();
    const auto plain = opened(file, *password);
    if (!plain) return wrong_password();
    const auto inner = parse_file(plain->text());
    if (!inner || !inner->is_object() || !array_at(inner->get_object(), "entries")) {
        return damaged("Its entries are no JSON.");
    }
    return read_proton(inner->get_object(), {});
}

}  // namespace sparekey::transfer

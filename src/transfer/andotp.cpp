#include "crypto/derive.h"
#include "crypto/foreign.h"
#include "crypto/keyed_digest.h"
#include "transfer/draft.h"
#include "transfer/json_formats.h"
#include "transfer/members.h"

namespace sparekey::transfer {
namespace {

namespace json = boost::json;

constexpr std::size_t rounds_octets = 4;
constexpr std::size_t salt_octets = 12;
constexpr std::size_t nonce_octets = 12;
constexpr std::size_t tag_octets = 16;

Draft draft_of(const json::object& entry) {
    Draft draft;
    draft.type = text_at(entry, "type");
    draft.issuer = text_at(entry, "issuer");
    draft.account = text_at(entry, "label");
    // Older files have no issuer, and both in the label.
    if (!entry.if_contains("issuer")) {
        const auto dash = draft.account.find(" - ");
        if (dash != std::string::npos) {
            draft.issuer = draft.account.substr(0, dash);
            draft.account = draft.account.substr(dash + 3);
            const auto prefix = draft.issuer + ':';
            if (draft.account.starts_with(prefix)) draft.account.erase(0, prefix.size());
        }
    }
    draft.secret = text_at(entry, "secret");
    draft.algorithm = text_at(entry, "algorithm");
    draft.digits = number_at(entry, "digits");
    draft.period = number_at(entry, "period");
    draft.counter = number_at(entry, "counter");
    draft.tags = texts_at(entry, "tags");
    return draft;
}

std::optional<crypto::Secret> sealed_with(BytesView key, BytesView nonce_cipher_tag) {
    if (nonce_cipher_tag.size() < nonce_octets + tag_octets) return std::nullopt;
    const auto rest = nonce_cipher_tag.subspan(nonce_octets);
    return crypto::aes_gcm_open(key, nonce_cipher_tag.first(nonce_octets),
                                rest.first(rest.size() - tag_octets), rest.last(tag_octets));
}

// Since 0.6.3: rounds, 4 octets | salt | nonce | ciphertext | tag.
std::optional<crypto::Secret> opened(BytesView file, std::string_view password) {
    if (file.size() < rounds_octets + salt_octets) return std::nullopt;
    std::uint32_t rounds = 0;
    for (const auto octet : file.first(rounds_octets)) {
        rounds = rounds << 8 | std::to_integer<std::uint32_t>(octet);
    }
    const auto key = crypto::pbkdf2(crypto::Hmac::Algorithm::sha1, bytes_of(password),
                                    file.subspan(rounds_octets, salt_octets), rounds, 32);
    if (!key) return std::nullopt;
    return sealed_with(key->view(), file.subspan(rounds_octets + salt_octets));
}

// Before: nonce | ciphertext | tag, under the password's digest.
std::optional<crypto::Secret> opened_old(BytesView file, std::string_view password) {
    return sealed_with(crypto::sha256(bytes_of(password)), file);
}

}  // namespace

Result read_andotp(const json::array& file) {
    Collector collector;
    for (const auto& one : file) {
        if (const auto* entry = one.if_object()) {
            collector.take(draft_of(*entry));
        } else {
            collector.refuse({}, "It is no entry.");
        }
    }
    return collector.end("an andOTP backup");
}

Result read_andotp_encrypted(std::string_view file, Password password) {
    if (file.size() < nonce_octets + tag_octets) return damaged("It is cut off.");
    if (!password) return password_needed();
    auto plain = opened(bytes_of(file), *password);
    if (!plain) plain = opened_old(bytes_of(file), *password);
    if (!plain) return wrong_password();
    const auto entries = parse_file(plain->text());
    if (!entries || !entries->is_array()) return damaged("Its entries are no JSON.");
    return read_andotp(entries->get_array());
}

}  // namespace sparekey::transfer

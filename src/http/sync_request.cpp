#include "http/sync_request.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace sparekey::http {
namespace {

namespace json = boost::json;
using sync::Why;

constexpr std::size_t id_octets = 32;
constexpr std::size_t login_key_octets = 43;
constexpr std::int64_t number_max = 9'007'199'254'740'991;  // What JSON's readers agree on.

std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t value = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

Problem problem_of(Why why) {
    switch (why) {
    case Why::not_accepted:
        return {401, "device-not-accepted", "This device is not accepted.",
                "It was removed from the vault, or another key has signed. What it holds stays "
                "readable there."};
    case Why::clock_differs:
        return {401, "clock-differs", "The device's clock is wrong.",
                "It differs from the server's by more than five minutes. Sign with the time of "
                "server_time_ms."};
    case Why::no_recovery_key:
        return {409, "no-recovery-key", "The vault has no recovery key yet.",
                "Type the recovery key back first: nothing may hang on one passphrase alone."};
    case Why::vault_changed:
        return {409, "vault-changed", "The vault changed meanwhile.",
                "Fetch it, take what is new, and try again."};
    case Why::entry_changed:
        return {409, "entry-changed", "An entry changed meanwhile.",
                "Fetch the changes, merge, and try again."};
    case Why::vault_moved:
        return {409, "vault-moved", "There are changes that this device has not taken.",
                "Fetch them, merge, and try again."};
    case Why::vault_full:
        return {409, "vault-full", "The vault is full.",
                "It may have 10,000 entries, and 64 MiB of them."};
    case Why::vault_unfit:
        return {422, "vault-unfit", "That is no vault that may follow this one.",
                "Its list of devices, its keys or its entries do not fit together."};
    case Why::vault_exists:
        return {409, "vault-exists", "This vault is here already.",
                "Sign in with its address, and let this device in."};
    case Why::nobody_asks:
        return {
            409, "nobody-asks", "No device asks to be let in any more.",
            "Ten minutes are over, another device asked, it was refused, or this step was done. "
            "Begin anew on the new device."};
    }
    return {500, "internal", "Something is broken on our side."};
}

template <class Octets>
void put_octets(Fields& from, std::string_view name, std::string_view text, Octets& into) {
    const auto octets = parse_base64url(text);
    if (!octets || octets->size() != into.size())
        from.reject(name, "is not " + std::to_string(into.size()) + " octets, base64url.");
    else
        std::ranges::copy(*octets, into.begin());
}

void read_mark(Fields& from, crypto::Digest& digest, crypto::Signature& signature) {
    put_octets(from, "digest", from.text("digest", 2 * digest.size()), digest);
    put_octets(from, "signature", from.text("signature", 2 * signature.size()), signature);
}

sync::Pushed pushed_of(Fields& one) {
    sync::Pushed pushed;
    const auto id = vault::EntryId::parse(one.text("id", id_octets));
    pushed.replaces = static_cast<std::uint64_t>(one.integer("replaces", 0, number_max));
    auto& record = pushed.record;
    record.revision = static_cast<std::uint64_t>(one.integer("revision", 1, number_max));
    record.epoch = static_cast<vault::Epoch>(one.integer("epoch", 1, UINT32_MAX));
    record.deleted = one.boolean("deleted");
    auto sealed = parse_base64url(one.text("sealed", sync::sealed_octets_max * 4 / 3));
    if (!id) one.reject("id", "is no id of 32 hexadecimal digits.");
    if (!sealed || sealed->empty()) one.reject("sealed", "is not base64url.");
    if (id) record.id = *id;
    if (sealed) record.sealed = *std::move(sealed);
    return pushed;
}

}  // namespace

std::optional<sync::SignedRequest> signed_request(const Request& request) {
    const auto header = [&](std::string_view name) {
        return request.header(name).value_or(std::string_view{});
    };
    const auto vault = vault::VaultId::parse(header("Sparekey-Vault"));
    const auto device = vault::DeviceId::parse(header("Sparekey-Device"));
    const auto time = parse_number(header("Sparekey-Time"));
    const auto signature = parse_base64url(header("Sparekey-Signature"));
    sync::SignedRequest asked;
    if (!vault || !device || !time || !signature || signature->size() != asked.signature.size())
        return std::nullopt;
    asked.vault = *vault;
    asked.device = *device;
    asked.time_ms = *time;
    std::ranges::copy(*signature, asked.signature.begin());
    asked.text = std::string{name_of(request.method)} + '\n' + request.path() + '\n' +
                 std::to_string(*time) + '\n' +
                 to_base64url(crypto::sha256(bytes_of(request.body)));
    return asked;
}

std::variant<sync::SignedRequest, Response> asked_by_device(const Web& web,
                                                            const Request& request) {
    if (auto often = too_often(web, request, ClientLimits::Kind::sync)) return std::move(*often);
    auto asked = signed_request(request);
    if (!asked) return refused(sync::Refusal{sync::Why::not_accepted, {}}, request.now);
    return *std::move(asked);
}

std::optional<account::Token> bearer_of_vault(const Request& request) {
    const auto text = request.bearer();
    if (!text) return std::nullopt;
    return account::Token::parse(*text, account::Realm::vault);
}

Response refused(const sync::Refusal& refusal, Time now) {
    auto what = problem_of(refusal.why);
    if (refusal.why == Why::clock_differs) what.more["server_time_ms"] = to_micros(now) / 1000;
    if (refusal.why == Why::entry_changed) {
        json::array conflicts;
        for (const auto& [id, revision] : refusal.conflicts)
            conflicts.push_back(json::object{{"id", id.text()}, {"revision", revision}});
        what.more["conflicts"] = std::move(conflicts);
    }
    return problem(std::move(what));
}

std::shared_ptr<const crypto::Secret> login_key_field(Fields& fields) {
    auto key = fields.secret("login_key", login_key_octets);
    const auto octets = parse_base64url(key.text());
    if (!octets || octets->size() != 32) fields.reject("login_key", "is not 32 octets, base64url.");
    return std::make_shared<const crypto::Secret>(std::move(key));
}

std::optional<sync::Head> head_field(Fields& fields) {
    // Lines of JSON, so control characters are in it.
    const auto text = fields.secret("head", sync::head_octets_max);
    auto head = sync::parse_head(text.text());
    if (!head && !text.empty()) fields.reject("head", "is no vault file without entries.");
    return head;
}

sync::Push push_field(Fields& fields) {
    sync::Push push;
    push.after = static_cast<std::uint64_t>(fields.integer("after", 0, number_max));
    for (auto* one : fields.objects("entries", sync::changes_per_push_max))
        push.changes.push_back(pushed_of(*one));
    if (push.changes.empty()) fields.reject("entries", "is empty.");
    read_mark(fields.object("mark"), push.digest, push.signature);
    return push;
}

std::optional<vault::Mark> mark_field(Fields& fields, const sync::SignedRequest& asked) {
    auto& from = fields.optional_object("mark");
    const auto seq = from.optional_integer("seq", 1, number_max);
    const auto digest = from.optional_text("digest", 2 * sizeof(crypto::Digest));
    const auto signature = from.optional_text("signature", 2 * sizeof(crypto::Signature));
    if (!seq && !digest && !signature) return std::nullopt;
    vault::Mark mark{.seq = static_cast<std::uint64_t>(seq.value_or(0)),
                     .signer = asked.device.text()};
    if (!seq) from.reject("seq", "is missing.");
    put_octets(from, "digest", digest.value_or(""), mark.digest);
    put_octets(from, "signature", signature.value_or(""), mark.signature);
    return mark;
}

json::value mark_json(const std::optional<vault::Mark>& mark) {
    if (!mark) return nullptr;
    return json::object{{"seq", mark->seq},
                        {"digest", to_base64url(mark->digest)},
                        {"signer", mark->signer},
                        {"signature", to_base64url(mark->signature)}};
}

std::optional<vault::DeviceId> device_field(Fields& fields) {
    const auto id = vault::DeviceId::parse(fields.text("device", id_octets));
    if (!id) fields.reject("device", "is no id of 32 hexadecimal digits.");
    return id;
}

account::Client client_field(Fields& fields, const Request& request) {
    const auto id = device_field(fields);
    auto client = asking(request).client;
    client.browser_digest = to_bytes(crypto::sha256(bytes_of(id ? id->text() : std::string{})));
    return client;
}

json::object kdf_json(const vault::Kdf& kdf) {
    return {{"name", "argon2id"},
            {"memory_kib", kdf.memory_kib},
            {"passes", kdf.passes},
            {"lanes", 1},
            {"salt", to_base64url(kdf.salt)}};
}

json::object change_json(const vault::Change& change) {
    const auto& link = change.link;
    json::object all{{"seq", link.seq},
                     {"id", link.id.text()},
                     {"revision", link.revision},
                     {"seal_digest", to_base64url(link.seal_digest)},
                     {"record", nullptr}};
    if (const auto& record = change.record) {
        all["record"] = json::object{{"epoch", record->epoch},
                                     {"deleted", record->deleted},
                                     {"sealed", to_base64url(record->sealed)}};
    }
    return all;
}

}  // namespace sparekey::http

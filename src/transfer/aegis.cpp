#include "transfer/aegis.h"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <map>

#include "base/base64.h"
#include "base/random.h"
#include "crypto/derive.h"
#include "crypto/foreign.h"
#include "otp/otpauth.h"
#include "otp/setup_key.h"
#include "transfer/draft.h"
#include "transfer/members.h"

namespace sparekey::transfer {
namespace {

namespace json = boost::json;

constexpr int password_slot = 1;
constexpr std::size_t key_octets = 32;
constexpr std::size_t slots_max = 16;
// What we write again for Aegis, and do not use.
constexpr std::array<std::string_view, 5> kept{"uuid", "favorite", "icon", "icon_mime",
                                               "icon_hash"};

std::map<std::string, std::string> groups_of(const json::object& db) {
    std::map<std::string, std::string> names;
    if (const auto* groups = array_at(db, "groups")) {
        for (const auto& one : *groups) {
            if (const auto* group = one.if_object()) {
                names[text_at(*group, "uuid")] = text_at(*group, "name");
            }
        }
    }
    return names;
}

Draft draft_of(const json::object& entry, const std::map<std::string, std::string>& groups) {
    Draft draft;
    draft.type = text_at(entry, "type");
    draft.issuer = text_at(entry, "issuer");
    draft.account = text_at(entry, "name");
    draft.note = text_at(entry, "note");
    for (const auto& uuid : texts_at(entry, "groups")) {
        const auto name = groups.find(uuid);
        if (name != groups.end()) draft.tags.push_back(name->second);
    }
    // Versions 1 and 2 had one group by its name.
    if (const auto group = text_at(entry, "group"); !group.empty()) draft.tags.push_back(group);
    if (const auto* info = object_at(entry, "info")) {
        draft.secret = text_at(*info, "secret");
        draft.algorithm = text_at(*info, "algo");
        // Aegis wrote MD5 for mOTP, and some versions for others, where it means nothing.
        if (draft.algorithm == "MD5") draft.algorithm.clear();
        draft.digits = number_at(*info, "digits");
        draft.period = number_at(*info, "period");
        draft.counter = number_at(*info, "counter");
    }
    json::object ours;
    for (const auto name : kept) {
        const auto* value = entry.if_contains(name);
        if (value && !value->is_null()) ours[name] = *value;
    }
    if (!ours.empty()) draft.extra["aegis"] = std::move(ours);
    return draft;
}

Result read_db(const json::object& db) {
    const auto version = number_at(db, "version").value_or(0);
    if (version < 1 || version > 3) {
        return unsupported("It is of a version of Aegis's format that is not known.");
    }
    const auto* entries = array_at(db, "entries");
    if (!entries) return damaged("Its list of entries is missing.");
    const auto groups = groups_of(db);
    Collector collector;
    for (const auto& one : *entries) {
        if (const auto* entry = one.if_object()) {
            collector.take(draft_of(*entry, groups));
        } else {
            collector.refuse({}, "It is no entry.");
        }
    }
    return collector.end("an Aegis vault");
}

std::optional<crypto::Secret> opened(BytesView key, const json::object* params, BytesView cipher) {
    if (!params) return std::nullopt;
    const auto nonce = hex_at(*params, "nonce");
    const auto tag = hex_at(*params, "tag");
    if (!nonce || !tag) return std::nullopt;
    return crypto::aes_gcm_open(key, *nonce, cipher, *tag);
}

// As Aegis once did with passwords of more than 64 octets: with the zeros that Java's buffer had
// behind them (its issue 95).
std::string with_old_padding(std::string_view password) {
    std::string padded{password};
    // A buffer of the encoder's greatest expectation: 1.1 octets a UTF-16 unit.
    padded.resize(static_cast<std::size_t>(static_cast<double>(password.size()) * 1.1), '\0');
    return padded;
}

std::optional<crypto::Secret> master_key(const json::object& slot, std::string_view password) {
    const auto salt = hex_at(slot, "salt");
    const auto sealed = hex_at(slot, "key");
    if (!salt || !sealed || sealed->size() != key_octets) return std::nullopt;
    const auto number = [&](std::string_view name) {
        return static_cast<std::uint32_t>(
            std::clamp<std::int64_t>(number_at(slot, name).value_or(0), 0, UINT32_MAX));
    };
    const auto kek = crypto::scrypt(bytes_of(password), *salt,
                                    {number("n"), number("r"), number("p")}, key_octets);
    return kek ? opened(kek->view(), object_at(slot, "key_params"), *sealed) : std::nullopt;
}

std::optional<crypto::Secret> any_master_key(const json::array& slots, std::string_view password) {
    std::size_t tried = 0;
    for (const auto& one : slots) {
        const auto* slot = one.if_object();
        if (!slot || number_at(*slot, "type") != password_slot || ++tried > slots_max) continue;
        if (auto key = master_key(*slot, password)) return key;
        const bool old = password.size() > 64 && !truth_at(*slot, "repaired");
        if (!old) continue;
        if (auto key = master_key(*slot, with_old_padding(password))) return key;
    }
    return std::nullopt;
}

// Of random octets, as RFC 4122 groups them.
std::string new_uuid() {
    auto uuid = to_hex(random_bytes<16>());
    for (const std::size_t at : {20, 16, 12, 8}) uuid.insert(at, 1, '-');
    return uuid;
}

json::object entry_json(const vault::Entry& entry, std::map<std::string, std::string>& groups) {
    const auto& key = entry.key;
    json::object info{{"secret", otp::setup_key_text(key.secret.view()).text()},
                      {"algo", otp::name_of(key.algorithm)},
                      {"digits", key.digits}};
    if (key.type == vault::Type::hotp) {
        info["counter"] = entry.counter;
    } else {
        info["period"] = key.period_s;
    }
    json::object all;
    const auto* ours = entry.extra.if_contains("aegis");
    if (ours && ours->is_object()) all = ours->get_object();
    all["type"] = vault::name_of(key.type);
    if (!all.contains("uuid")) all["uuid"] = new_uuid();
    all["name"] = entry.account;
    all["issuer"] = entry.issuer;
    all["note"] = entry.note;
    if (!all.contains("favorite")) all["favorite"] = false;
    if (!all.contains("icon")) all["icon"] = nullptr;
    all["info"] = std::move(info);
    json::array uuids;
    for (const auto& tag : entry.tags) {
        auto& uuid = groups[tag];
        if (uuid.empty()) uuid = new_uuid();
        uuids.emplace_back(uuid);
    }
    all["groups"] = std::move(uuids);
    return all;
}

json::object db_of(std::span<const vault::Entry* const> entries) {
    std::map<std::string, std::string> groups;
    json::array all;
    for (const auto* entry : entries) all.emplace_back(entry_json(*entry, groups));
    json::array names;
    for (const auto& [name, uuid] : groups) names.push_back({{"uuid", uuid}, {"name", name}});
    return {{"version", 3},
            {"entries", std::move(all)},
            {"groups", std::move(names)},
            {"icons_optimized", true}};
}

json::object params_of(BytesView nonce, BytesView tag) {
    return {{"nonce", to_hex(nonce)}, {"tag", to_hex(tag)}};
}

}  // namespace

Result read_aegis(const json::object& file, Password password) {
    if (const auto* db = object_at(file, "db")) return read_db(*db);
    const auto* header = object_at(file, "header");
    const auto* slots = header ? array_at(*header, "slots") : nullptr;
    const auto sealed = base64_at(file, "db");
    if (!slots || !sealed) return damaged("Its header is damaged.");
    if (!password) return password_needed();
    const auto key = any_master_key(*slots, *password);
    if (!key || key->size() != key_octets) return wrong_password();
    const auto plain = opened(key->view(), object_at(*header, "params"), *sealed);
    if (!plain) return damaged("Its entries were changed: they do not open.");
    const auto db = parse_file(plain->text());
    if (!db || !db->is_object()) return damaged("Its entries are no JSON.");
    return read_db(db->get_object());
}

std::string write_aegis(std::span<const vault::Entry* const> entries) {
    return json::serialize(json::object{{"version", 1},
                                        {"header", {{"slots", nullptr}, {"params", nullptr}}},
                                        {"db", db_of(entries)}});
}

std::string write_aegis_encrypted(std::span<const vault::Entry* const> entries,
                                  std::string_view password) {
    const auto master = crypto::Secret::random(key_octets);
    const auto salt = random_bytes<32>();
    const auto slot_nonce = random_bytes<12>();
    const auto nonce = random_bytes<12>();
    const crypto::ScryptCost cost;
    const auto kek = crypto::scrypt(bytes_of(password), salt, cost, key_octets);
    const auto slot_sealed = crypto::aes_gcm_seal(kek->view(), slot_nonce, master.view());
    const auto plain = crypto::Secret::taking(json::serialize(db_of(entries)));
    const auto sealed = crypto::aes_gcm_seal(master.view(), nonce, plain.view());
    const json::object slot{{"type", password_slot},
                            {"uuid", new_uuid()},
                            {"key", to_hex(slot_sealed.cipher)},
                            {"key_params", params_of(slot_nonce, slot_sealed.tag)},
                            {"n", cost.n},
                            {"r", cost.r},
                            {"p", cost.p},
                            {"salt", to_hex(salt)},
                            {"repaired", true},
                            {"is_backup", false}};
    return json::serialize(json::object{
        {"version", 1},
        {"header", {{"slots", json::array{slot}}, {"params", params_of(nonce, sealed.tag)}}},
        {"db", to_base64(sealed.cipher)}});
}

}  // namespace sparekey::transfer

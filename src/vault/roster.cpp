#include "vault/roster.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "crypto/keyed_digest.h"

namespace sparekey::vault {
namespace {

namespace json = boost::json;

constexpr std::string_view purpose = "sparekey-vault-1 roster";
constexpr std::size_t roster_octets_max = 64 * 1024;

json::object object_of(const PublicKeys& keys) {
    return {{"box", to_base64url(keys.box)}, {"sign", to_base64url(keys.sign)}};
}

std::string text_at(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (!value || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

std::optional<std::int64_t> number_at(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (!value || !value->is_int64() || value->get_int64() < 0) return std::nullopt;
    return value->get_int64();
}

template <class Octets>
bool read_octets(const json::object& from, std::string_view name, Octets& into) {
    const auto octets = parse_base64url(text_at(from, name));
    if (!octets || octets->size() != into.size()) return false;
    std::ranges::copy(*octets, into.begin());
    return true;
}

std::optional<PublicKeys> parse_keys(const json::object& from) {
    PublicKeys keys;
    if (!read_octets(from, "box", keys.box) || !read_octets(from, "sign", keys.sign)) return {};
    return keys;
}

std::optional<Member> parse_member(const json::value& value) {
    if (!value.is_object()) return std::nullopt;
    const auto& from = value.get_object();
    const auto id = DeviceId::parse(text_at(from, "id"));
    const auto keys = parse_keys(from);
    const auto added = number_at(from, "added");
    auto name = text_at(from, "name");
    if (!id || !keys || !added || name.size() > device_name_octets_max ||
        has_control_characters(name)) {
        return std::nullopt;
    }
    return Member{*id, std::move(name), *keys, from_micros(*added * 1000)};
}

bool is_signed_with(const crypto::PublicKey& key, const SignedRoster& roster) {
    return crypto::is_signed(key, purpose, bytes_of(roster.text), roster.signature);
}

// Whether `next` is signed by the one it says, as `trusted` knows that one.
bool is_signed_by_member(const Roster& trusted, const SignedRoster& next) {
    if (next.signer == recovery_signer) {
        return trusted.recovery && is_signed_with(trusted.recovery->sign, next);
    }
    const auto id = DeviceId::parse(next.signer);
    const auto* member = id ? trusted.find(*id) : nullptr;
    return member != nullptr && is_signed_with(member->keys.sign, next);
}

}  // namespace

const Member* Roster::find(const DeviceId& id) const {
    const auto found = std::ranges::find(devices, id, &Member::id);
    return found == devices.end() ? nullptr : &*found;
}

SignedRoster sign_roster(const Roster& roster, std::string_view signer,
                         const crypto::SigningKey& key) {
    json::array devices;
    for (const auto& device : roster.devices) {
        auto member = object_of(device.keys);
        member["id"] = device.id.text();
        member["name"] = device.name;
        member["added"] = to_micros(device.added) / 1000;
        devices.emplace_back(std::move(member));
    }
    const json::object all{
        {"vault", roster.vault.text()},
        {"number", roster.number},
        {"epoch", roster.epoch},
        {"devices", std::move(devices)},
        {"recovery", roster.recovery ? json::value(object_of(*roster.recovery)) : json::value{}},
        {"before", to_base64url(roster.before)}};
    auto text = json::serialize(all);
    const auto signature = key.sign(purpose, bytes_of(text));
    return {std::move(text), std::string{signer}, signature};
}

std::optional<Roster> parse_roster(std::string_view text) {
    constexpr std::size_t depth_max = 4;
    if (text.size() > roster_octets_max) return std::nullopt;
    const auto document = parse_json(text, depth_max);
    if (!document || !document->is_object()) return std::nullopt;
    const auto& from = document->get_object();
    const auto vault = VaultId::parse(text_at(from, "vault"));
    const auto number = number_at(from, "number");
    const auto epoch = number_at(from, "epoch");
    auto before = parse_base64url(text_at(from, "before"));
    const auto* devices = from.if_contains("devices");
    const auto* recovery = from.if_contains("recovery");
    if (!vault || !number || !epoch || *epoch > UINT32_MAX || !before || !devices ||
        !devices->is_array() || devices->get_array().size() > devices_max || !recovery) {
        return std::nullopt;
    }
    Roster roster{*vault,
                  static_cast<std::uint64_t>(*number),
                  static_cast<std::uint32_t>(*epoch),
                  {},
                  {},
                  std::move(*before)};
    for (const auto& one : devices->get_array()) {
        auto member = parse_member(one);
        if (!member || roster.find(member->id)) return std::nullopt;
        roster.devices.push_back(std::move(*member));
    }
    if (recovery->is_object()) {
        roster.recovery = parse_keys(recovery->get_object());
        if (!roster.recovery) return std::nullopt;
    }
    return roster;
}

bool continues(const SignedRoster& trusted, const SignedRoster& next) {
    const auto known = parse_roster(trusted.text);
    const auto offered = parse_roster(next.text);
    if (!known || !offered || known->vault != offered->vault) return false;
    if (offered->number <= known->number || offered->epoch < known->epoch) return false;
    const auto digest = crypto::sha256(bytes_of(trusted.text));
    if (offered->number == known->number + 1 && !std::ranges::equal(offered->before, digest)) {
        return false;
    }
    // A known device with other keys would be somebody else under its name.
    const bool is_another = std::ranges::any_of(offered->devices, [&](const Member& member) {
        const auto* before = known->find(member.id);
        return before != nullptr && before->keys != member.keys;
    });
    return !is_another && is_signed_by_member(*known, next);
}

bool is_signed_by_itself(const SignedRoster& roster) {
    const auto named = parse_roster(roster.text);
    return named && is_signed_by_member(*named, roster);
}

}  // namespace sparekey::vault

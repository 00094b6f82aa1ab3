#include "vault/keys.h"

#include <algorithm>

#include "base/check.h"
#include "base/random.h"
#include "base/text.h"
#include "crypto/derive.h"
#include "crypto/hmac.h"
#include "crypto/keyed_digest.h"
#include "crypto/password_hash.h"
#include "crypto/seal.h"
#include "vault/recovery_key.h"

namespace sparekey::vault {
namespace {

constexpr std::size_t key_octets = 32;

// "sparekey-vault-1|<vault>|<what>|<epoch>": what binds a wrapped key to its place.
std::string place(const VaultId& vault, std::string_view what, Epoch epoch) {
    return "sparekey-vault-1|" + vault.text() + '|' + std::string{what} + '|' +
           std::to_string(epoch);
}

std::string earlier_place(const VaultId& vault, Epoch earlier, Epoch newest) {
    return place(vault, "earlier", earlier) + '|' + std::to_string(newest);
}

// A sealed box has no associated data, so the place stands before the key.
Bytes boxed(const Header& header, std::string_view to, const crypto::BoxPublicKey& key,
            BytesView vault_key) {
    const auto before = place(header.vault, to, header.epoch) + '|';
    auto plain = crypto::Secret::zeros(before.size() + vault_key.size());
    std::ranges::copy(bytes_of(before), plain.writable().begin());
    std::ranges::copy(vault_key, plain.writable().begin() + static_cast<long>(before.size()));
    return crypto::seal_to(key, plain.view());
}

std::optional<crypto::Secret> unboxed(const Header& header, std::string_view from,
                                      const crypto::BoxKey& key) {
    const auto found = header.sealed.find(std::string{from});
    if (found == header.sealed.end()) return std::nullopt;
    const auto plain = key.open(found->second);
    const auto before = place(header.vault, from, header.epoch) + '|';
    if (!plain || plain->size() != before.size() + key_octets ||
        !plain->text().starts_with(before)) {
        return std::nullopt;
    }
    return crypto::Secret{plain->view().last(key_octets)};
}

// The earlier keys, too. One that does not open is left out: its history cannot be read, what is
// sealed anew can. nullopt where the header is not bound to the key.
std::optional<Keys> all_keys(const Header& header, crypto::Secret newest) {
    if (!crypto::constant_time_equal(binding_of(header, newest.view()), header.binding)) return {};
    Keys keys{header.epoch, std::move(newest)};
    for (const auto& [epoch, sealed] : header.earlier) {
        const auto bound = earlier_place(header.vault, epoch, header.epoch);
        auto key = crypto::open_bare(keys.key(), sealed, bytes_of(bound));
        if (key && key->size() == key_octets && epoch < header.epoch) {
            keys.add(epoch, std::move(*key));
        }
    }
    return keys;
}

std::optional<crypto::Secret> unwrapped(const Header& header, BytesView wrapping_key) {
    auto key = crypto::open_bare(wrapping_key, header.wrapped,
                                 bytes_of(place(header.vault, "passphrase", header.epoch)));
    if (key && key->size() != key_octets) key.reset();
    return key;
}

void wrap(Header& header, const Keys& keys, const Kdf& kdf, BytesView wrapping_key) {
    header.kdf = kdf;
    header.wrapped = crypto::seal_bare(wrapping_key, keys.key(),
                                       bytes_of(place(header.vault, "passphrase", header.epoch)));
}

void seal_to(Header& header, const std::string& to, const crypto::BoxPublicKey& key,
             const Keys& keys) {
    header.sealed[to] = boxed(header, to, key, keys.key());
}

void bind(Header& header, const Keys& keys) { header.binding = binding_of(header, keys.key()); }

// Seals the key to everybody in the roster, and signs that.
void publish(Header& header, Roster roster, const Keys& keys, const Device& by) {
    roster.number += 1;
    roster.epoch = header.epoch;
    const auto digest = crypto::sha256(bytes_of(header.roster.text));
    roster.before.assign(digest.begin(), digest.end());
    header.roster = sign_roster(roster, by.id.text(), by.signing());
    seal_keys(header, keys);
}

Roster roster_of(const Header& header) {
    auto roster = parse_roster(header.roster.text);
    ENSURE(roster);  // It was read, or made here.
    return std::move(*roster);
}

}  // namespace

Kdf Kdf::with_new_salt() {
    Kdf kdf;
    fill_random(kdf.salt);
    return kdf;
}

bool Kdf::is_acceptable() const {
    return memory_kib >= memory_kib_min && memory_kib <= crypto::memory_kib_max &&
           passes >= passes_min && passes <= crypto::passes_max;
}

PassphraseKeys derive(std::string_view passphrase, const Kdf& kdf) {
    ENSURE(kdf.is_acceptable());
    const auto composed = nfc(passphrase);
    const auto text = composed ? crypto::Secret{*composed} : crypto::Secret{passphrase};
    const auto both =
        crypto::argon2id(text.view(), kdf.salt, {kdf.memory_kib, kdf.passes}, 2 * key_octets);
    return {crypto::Secret{both.view().first(key_octets)},
            crypto::Secret{both.view().last(key_octets)}};
}

std::optional<std::string_view> passphrase_fault(std::string_view passphrase) {
    if (!is_valid_utf8(passphrase)) return "It is no readable text.";
    if (passphrase.size() > passphrase_octets_max) return "It is longer than 1024 octets.";
    if (code_points(passphrase) < passphrase_points_min) {
        return "It has fewer than 8 characters.";
    }
    const bool one_only = passphrase.find_first_not_of(passphrase.front()) == passphrase.npos;
    if (one_only) return "It is one character again and again.";
    return std::nullopt;
}

Device Device::make() { return {DeviceId::random(), crypto::Secret::random(2 * key_octets)}; }

crypto::BoxKey Device::box() const { return crypto::BoxKey::of_seed(seed.view().first(32)); }

crypto::SigningKey Device::signing() const {
    return crypto::SigningKey::of_seed(seed.view().last(32));
}

PublicKeys Device::public_keys() const { return {box().public_key(), signing().public_key()}; }

Keys::Keys(Epoch newest, crypto::Secret key) { keys_.emplace(newest, std::move(key)); }

const crypto::Secret* Keys::find(Epoch epoch) const {
    const auto found = keys_.find(epoch);
    return found == keys_.end() ? nullptr : &found->second;
}

void Keys::add(Epoch epoch, crypto::Secret key) { keys_.insert_or_assign(epoch, std::move(key)); }

Made make_header(const Kdf& kdf, BytesView wrapping_key, const Device& device,
                 std::string_view device_name, Time now) {
    Made made{{}, Keys{1, crypto::Secret::random(key_octets)}};
    made.header.vault = VaultId::random();
    wrap(made.header, made.keys, kdf, wrapping_key);
    Roster roster;
    roster.vault = made.header.vault;
    roster.devices.push_back({device.id, std::string{device_name}, device.public_keys(), now});
    made.header.roster = sign_roster(roster, device.id.text(), device.signing());
    seal_keys(made.header, made.keys);
    return made;
}

crypto::Digest binding_of(const Header& header, BytesView vault_key) {
    const auto key =
        crypto::hkdf_sha256(vault_key, header.vault.octets, "sparekey-vault-1 head", key_octets);
    auto text = "sparekey-vault-1 head\n" + header.vault.text() + '\n' +
                std::to_string(header.epoch) + '\n' +
                to_base64url(crypto::sha256(bytes_of(header.roster.text)));
    for (const auto& [epoch, sealed] : header.earlier)
        text += "\nearlier " + std::to_string(epoch) + ' ' + to_base64url(sealed);
    for (const auto& [to, sealed] : header.sealed)
        text += "\nsealed " + to + ' ' + to_base64url(sealed);
    crypto::Digest binding;
    std::ranges::copy(crypto::Hmac{crypto::Hmac::Algorithm::sha256, key.view()}(bytes_of(text)),
                      binding.begin());
    return binding;
}

void seal_keys(Header& header, const Keys& keys) {
    const auto roster = roster_of(header);
    header.sealed.clear();
    for (const auto& device : roster.devices)
        seal_to(header, device.id.text(), device.keys.box, keys);
    if (roster.recovery) seal_to(header, std::string{recovery_signer}, roster.recovery->box, keys);
    header.earlier.clear();
    for (const auto& [epoch, key] : keys.all()) {
        if (epoch == header.epoch) continue;
        header.earlier[epoch] = crypto::seal_bare(
            keys.key(), key.view(), bytes_of(earlier_place(header.vault, epoch, header.epoch)));
    }
    bind(header, keys);
}

std::optional<Keys> open_by_passphrase(const Header& header, BytesView wrapping_key) {
    auto key = unwrapped(header, wrapping_key);
    if (!key) return std::nullopt;
    return all_keys(header, std::move(*key));
}

bool was_altered(const Header& header, BytesView wrapping_key) {
    auto key = unwrapped(header, wrapping_key);
    return key && !all_keys(header, std::move(*key));
}

std::optional<Keys> open_by_recovery_key(const Header& header, BytesView recovery_key) {
    auto key = unboxed(header, recovery_signer, recovery_box(recovery_key, header.vault));
    if (!key) return std::nullopt;
    return all_keys(header, std::move(*key));
}

std::optional<Keys> open_by_device(const Header& header, const Device& device) {
    auto key = unboxed(header, device.id.text(), device.box());
    if (!key) return std::nullopt;
    return all_keys(header, std::move(*key));
}

void change_passphrase(Header& header, const Keys& keys, const Kdf& kdf, BytesView wrapping_key) {
    wrap(header, keys, kdf, wrapping_key);
}

void set_recovery_key(Header& header, const Keys& keys, BytesView recovery_key, const Device& by) {
    auto roster = roster_of(header);
    roster.recovery = PublicKeys{recovery_box(recovery_key, header.vault).public_key(),
                                 recovery_signing(recovery_key, header.vault).public_key()};
    publish(header, std::move(roster), keys, by);
}

bool add_device(Header& header, const Keys& keys, const Member& added, const Device& by) {
    auto roster = roster_of(header);
    if (roster.devices.size() >= devices_max || roster.find(added.id)) return false;
    roster.devices.push_back(added);
    publish(header, std::move(roster), keys, by);
    return true;
}

bool join_by_recovery_key(Header& header, const Keys& keys, const Member& added,
                          BytesView recovery_key) {
    auto roster = roster_of(header);
    const auto signing = recovery_signing(recovery_key, header.vault);
    const PublicKeys its{recovery_box(recovery_key, header.vault).public_key(),
                         signing.public_key()};
    if (roster.devices.size() >= devices_max || roster.find(added.id) || roster.recovery != its)
        return false;
    roster.devices.push_back(added);
    roster.number += 1;
    const auto digest = crypto::sha256(bytes_of(header.roster.text));
    roster.before.assign(digest.begin(), digest.end());
    header.roster = sign_roster(roster, recovery_signer, signing);
    seal_keys(header, keys);
    return true;
}

void begin_anew(Header& header, const Keys& keys, const Member& only, const Device& by) {
    auto roster = roster_of(header);
    roster.devices = {only};
    // Whoever wrote the file may have written it there.
    roster.recovery.reset();
    publish(header, std::move(roster), keys, by);
}

bool remove_device(Header& header, Keys& keys, const DeviceId& removed, const Kdf& kdf,
                   BytesView wrapping_key, const Device& by) {
    auto roster = roster_of(header);
    if (removed == by.id || !roster.find(removed)) return false;
    std::erase_if(roster.devices, [&](const Member& member) { return member.id == removed; });

    header.epoch = keys.newest() + 1;
    keys.add(header.epoch, crypto::Secret::random(key_octets));
    wrap(header, keys, kdf, wrapping_key);
    publish(header, std::move(roster), keys, by);
    return true;
}

Bytes seal_device(const Device& device, const VaultId& vault, BytesView vault_key, Epoch epoch) {
    return crypto::seal_bare(vault_key, device.seed.view(),
                             bytes_of(place(vault, "device-" + device.id.text(), epoch)));
}

std::optional<Device> open_device(const DeviceId& id, BytesView sealed, const VaultId& vault,
                                  BytesView vault_key, Epoch epoch) {
    auto seed =
        crypto::open_bare(vault_key, sealed, bytes_of(place(vault, "device-" + id.text(), epoch)));
    if (!seed || seed->size() != 2 * key_octets) return std::nullopt;
    return Device{id, std::move(*seed)};
}

}  // namespace sparekey::vault

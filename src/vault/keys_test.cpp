#include "vault/keys.h"

#include <doctest/doctest.h>

#include <sstream>

#include "base/text.h"
#include "crypto/keyed_digest.h"
#include "test/vectors/vectors.h"
#include "vault/recovery_key.h"
#include "vault/vault_double.h"

namespace sparekey::vault {
namespace {

using test::noon;
using test::wrapping_key;

struct Fixture {
    Device laptop = Device::make();
    Made made = make_header(Kdf::with_new_salt(), wrapping_key, laptop, "laptop", noon);
    Header& header = made.header;
    Keys& keys = made.keys;

    Member member(const Device& device, std::string name) {
        return {device.id, std::move(name), device.public_keys(), noon};
    }
};

bool is_same(const std::optional<Keys>& opened, const Keys& keys) {
    return opened && opened->newest() == keys.newest() &&
           std::ranges::equal(opened->key(), keys.key());
}

TEST_CASE("a passphrase gives two keys, and another salt gives two others") {
    const auto kdf = Kdf::with_new_salt();
    const auto first = derive("correct horse battery", kdf);
    CHECK(first.login.size() == 32);
    CHECK(first.wrapping.size() == 32);
    CHECK(first.login != first.wrapping);
    // One passphrase, typed on two keyboards: e with an acute accent, composed and not.
    CHECK(derive("caf\u00e9 au lait", kdf).wrapping == derive("cafe\u0301 au lait", kdf).wrapping);
    CHECK(derive("correct horse battery", Kdf::with_new_salt()).login != first.login);
}

TEST_CASE("a passphrase that will not do is refused with its reason") {
    CHECK_FALSE(passphrase_fault("12345678"));
    CHECK(passphrase_fault(""));
    CHECK(passphrase_fault("1234567"));
    CHECK(passphrase_fault("aaaaaaaaaaaa"));
    CHECK(passphrase_fault("\xff\xff\xff\xff\xff\xff\xff\xfe"));
    CHECK_FALSE(passphrase_fault("x" + std::string(passphrase_octets_max - 1, 'y')));
    CHECK(passphrase_fault("x" + std::string(passphrase_octets_max, 'y')));
}

TEST_CASE("what protects a passphrase can be neither weakened nor made to take all memory") {
    Kdf kdf;
    CHECK(kdf.is_acceptable());
    kdf.memory_kib = Kdf::memory_kib_min - 1;
    CHECK_FALSE(kdf.is_acceptable());
    kdf = {};
    kdf.passes = Kdf::passes_min - 1;
    CHECK_FALSE(kdf.is_acceptable());
    kdf = {};
    kdf.memory_kib = 1024 * 1024 + 1;
    CHECK_FALSE(kdf.is_acceptable());
    kdf = {};
    kdf.passes = 17;
    CHECK_FALSE(kdf.is_acceptable());
}

TEST_CASE("a vault opens with its passphrase and its device, and with nothing else") {
    Fixture f;
    CHECK(is_same(open_by_passphrase(f.header, wrapping_key), f.keys));
    CHECK(is_same(open_by_device(f.header, f.laptop), f.keys));
    CHECK_FALSE(open_by_passphrase(f.header, Bytes(32, std::byte{8})));
    CHECK_FALSE(open_by_device(f.header, Device::make()));
    CHECK_FALSE(open_by_recovery_key(f.header, new_recovery_key().view()));
    CHECK(is_signed_by_itself(f.header.roster));
}

TEST_CASE("a header that was changed opens nothing") {
    Fixture f;
    auto changed = f.header;
    changed.vault = VaultId::random();
    CHECK_FALSE(open_by_passphrase(changed, wrapping_key));
    CHECK_FALSE(open_by_device(changed, f.laptop));
    changed = f.header;
    changed.epoch = 2;
    CHECK_FALSE(open_by_passphrase(changed, wrapping_key));
    CHECK_FALSE(open_by_device(changed, f.laptop));
    changed = f.header;
    changed.wrapped.back() ^= std::byte{1};
    CHECK_FALSE(open_by_passphrase(changed, wrapping_key));
}

TEST_CASE("the recovery key opens it, also after the passphrase was changed") {
    Fixture f;
    const auto key = new_recovery_key();
    set_recovery_key(f.header, f.keys, key.view(), f.laptop);
    CHECK(is_same(open_by_recovery_key(f.header, key.view()), f.keys));
    change_passphrase(f.header, f.keys, Kdf::with_new_salt(), Bytes(32, std::byte{9}));
    CHECK(is_same(open_by_recovery_key(f.header, key.view()), f.keys));
    CHECK(is_same(open_by_passphrase(f.header, Bytes(32, std::byte{9})), f.keys));
    CHECK_FALSE(open_by_passphrase(f.header, wrapping_key));
    const auto second = new_recovery_key();
    set_recovery_key(f.header, f.keys, second.view(), f.laptop);
    CHECK_FALSE(open_by_recovery_key(f.header, key.view()));
    CHECK(is_same(open_by_recovery_key(f.header, second.view()), f.keys));
}

TEST_CASE("a device that is added opens it, one that is removed opens nothing that comes after") {
    Fixture f;
    const auto phone = Device::make();
    const auto recovery = new_recovery_key();
    set_recovery_key(f.header, f.keys, recovery.view(), f.laptop);
    REQUIRE(add_device(f.header, f.keys, f.member(phone, "phone"), f.laptop));
    CHECK_FALSE(add_device(f.header, f.keys, f.member(phone, "phone"), f.laptop));
    CHECK(is_same(open_by_device(f.header, phone), f.keys));

    const auto before = f.header;
    auto keys = std::move(f.keys);
    const auto first = keys.find(1)->clone();
    REQUIRE(remove_device(f.header, keys, phone.id, Kdf::with_new_salt(), Bytes(32, std::byte{9}),
                          f.laptop));
    CHECK(f.header.epoch == 2);
    CHECK(*keys.find(2) != first);
    CHECK_FALSE(open_by_device(f.header, phone));
    CHECK(is_same(open_by_device(f.header, f.laptop), keys));
    CHECK(is_same(open_by_recovery_key(f.header, recovery.view()), keys));
    // Earlier entries open still: their key is kept under the new one.
    const auto opened = open_by_device(f.header, f.laptop);
    CHECK(*opened->find(1) == first);
    CHECK(continues(before.roster, f.header.roster));
    CHECK_FALSE(remove_device(f.header, keys, phone.id, {}, wrapping_key, f.laptop));
    CHECK_FALSE(remove_device(f.header, keys, f.laptop.id, {}, wrapping_key, f.laptop));
}

TEST_CASE("keys of three epochs all open") {
    Fixture f;
    std::vector<crypto::Secret> all;
    all.push_back(f.keys.find(1)->clone());
    for (Epoch epoch = 2; epoch <= 3; ++epoch) {
        const auto other = Device::make();
        REQUIRE(add_device(f.header, f.keys, f.member(other, "x"), f.laptop));
        REQUIRE(remove_device(f.header, f.keys, other.id, Kdf::with_new_salt(), wrapping_key,
                              f.laptop));
        all.push_back(f.keys.find(epoch)->clone());
    }
    const auto opened = open_by_passphrase(f.header, wrapping_key);
    for (Epoch epoch = 1; epoch <= 3; ++epoch) CHECK(*opened->find(epoch) == all[epoch - 1]);
}

TEST_CASE("a list of devices that nobody of the last one signed is not followed") {
    Fixture f;
    const auto first = f.header.roster;
    const auto phone = Device::make();
    REQUIRE(add_device(f.header, f.keys, f.member(phone, "phone"), f.laptop));
    const auto second = f.header.roster;
    CHECK(continues(first, second));
    CHECK_FALSE(continues(second, first));
    CHECK_FALSE(continues(second, second));

    // A server that adds a device of its own, signed by that.
    const auto intruder = Device::make();
    auto roster = *parse_roster(second.text);
    roster.number += 1;
    roster.devices.push_back(f.member(intruder, "laptop"));
    const auto digest = crypto::sha256(bytes_of(second.text));
    roster.before.assign(digest.begin(), digest.end());
    const auto forged = sign_roster(roster, intruder.id.text(), intruder.signing());
    CHECK_FALSE(continues(second, forged));
    const auto claimed = sign_roster(roster, f.laptop.id.text(), intruder.signing());
    CHECK_FALSE(continues(second, claimed));
    auto changed = second;
    changed.text.replace(changed.text.find("phone"), 5, "phant");
    CHECK_FALSE(continues(first, changed));
    // A fork: the right signature over another past.
    roster.devices.pop_back();
    roster.before = Bytes(32, std::byte{1});
    CHECK_FALSE(continues(second, sign_roster(roster, f.laptop.id.text(), f.laptop.signing())));
}

TEST_CASE("a device that is known cannot become another under its name") {
    Fixture f;
    const auto key = new_recovery_key();
    set_recovery_key(f.header, f.keys, key.view(), f.laptop);
    auto roster = *parse_roster(f.header.roster.text);
    const auto intruder = Device::make();
    roster.number += 5;
    roster.devices.front().keys = intruder.public_keys();
    CHECK_FALSE(
        continues(f.header.roster, sign_roster(roster, f.laptop.id.text(), f.laptop.signing())));
    CHECK_FALSE(continues(
        f.header.roster,
        sign_roster(roster, recovery_signer, recovery_signing(key.view(), f.header.vault))));
}

TEST_CASE("a binding is what another implementation computes") {
    Bytes key;
    for (int i = 0; i < 32; ++i) key.push_back(static_cast<std::byte>(i));
    const auto each = [](const std::string& list, auto&& take) {
        std::istringstream all{list};
        for (std::string one; std::getline(all, one, ',');) {
            const auto equals = one.find('=');
            take(one.substr(0, equals), *parse_hex(one.substr(equals + 1)));
        }
    };
    for (const auto& vector : sparekey::test::vectors("sync_binding.txt")) {
        Header header;
        header.vault = *VaultId::parse(vector.at(0));
        header.epoch = static_cast<Epoch>(sparekey::test::number(vector.at(1)));
        header.roster.text = text_of(*parse_hex(vector.at(2)));
        each(vector.at(3), [&](const std::string& epoch, const Bytes& sealed) {
            header.earlier[static_cast<Epoch>(sparekey::test::number(epoch))] = sealed;
        });
        each(vector.at(4),
             [&](const std::string& to, const Bytes& sealed) { header.sealed[to] = sealed; });
        CHECK(to_hex(binding_of(header, key)) == vector.at(5));
    }
}

// What a server can do, or whoever finds a file: everything but what takes the vault's key.
TEST_CASE("devices and seals that somebody without the vault's key has written open nothing") {
    Fixture f;
    const auto key = new_recovery_key();
    set_recovery_key(f.header, f.keys, key.view(), f.laptop);
    const auto stranger = Device::make();
    auto altered = f.header;
    SUBCASE("the same device with other keys, signed by those") {
        auto roster = *parse_roster(f.header.roster.text);
        roster.number += 5;
        roster.devices.front().keys = stranger.public_keys();
        altered.roster = sign_roster(roster, f.laptop.id.text(), stranger.signing());
    }
    SUBCASE("the recovery key's seal is rubbish") { altered.sealed["recovery"] = Bytes(80); }
    SUBCASE("an earlier key is missing") {
        REQUIRE(add_device(f.header, f.keys, f.member(stranger, "phone"), f.laptop));
        REQUIRE(remove_device(f.header, f.keys, stranger.id, f.header.kdf, wrapping_key, f.laptop));
        altered = f.header;
        altered.earlier.clear();
    }
    CHECK_FALSE(open_by_passphrase(altered, wrapping_key));
    CHECK_FALSE(open_by_device(altered, f.laptop));
    CHECK_FALSE(open_by_recovery_key(altered, key.view()));
    CHECK(was_altered(altered, wrapping_key));
    CHECK_FALSE(was_altered(altered, Bytes(32)));
    CHECK_FALSE(was_altered(f.header, wrapping_key));
    CHECK(open_by_passphrase(f.header, wrapping_key));
}

TEST_CASE("who begins anew trusts no recovery key that stood in the file") {
    Fixture f;
    set_recovery_key(f.header, f.keys, new_recovery_key().view(), f.laptop);
    const auto here = Device::make();
    begin_anew(f.header, f.keys, f.member(here, "here"), here);
    CHECK_FALSE(parse_roster(f.header.roster.text)->recovery);
    CHECK(f.header.sealed.size() == 1);
    CHECK(open_by_device(f.header, here));
}

TEST_CASE("the recovery key may sign the list, so that a last device can be replaced") {
    Fixture f;
    const auto key = new_recovery_key();
    set_recovery_key(f.header, f.keys, key.view(), f.laptop);
    auto roster = *parse_roster(f.header.roster.text);
    const auto digest = crypto::sha256(bytes_of(f.header.roster.text));
    roster.number += 1;
    roster.before.assign(digest.begin(), digest.end());
    const auto by_paper =
        sign_roster(roster, recovery_signer, recovery_signing(key.view(), f.header.vault));
    CHECK(continues(f.header.roster, by_paper));
    const auto by_another = sign_roster(
        roster, recovery_signer, recovery_signing(new_recovery_key().view(), f.header.vault));
    CHECK_FALSE(continues(f.header.roster, by_another));
}

TEST_CASE("there are at most 32 devices") {
    Fixture f;
    for (std::size_t i = 1; i < devices_max; ++i) {
        REQUIRE(add_device(f.header, f.keys, f.member(Device::make(), "x"), f.laptop));
    }
    CHECK_FALSE(add_device(f.header, f.keys, f.member(Device::make(), "x"), f.laptop));
    CHECK(parse_roster(f.header.roster.text));
}

TEST_CASE("a device's own keys are kept under the vault's") {
    Fixture f;
    const auto sealed = seal_device(f.laptop, f.header.vault, f.keys.key(), 1);
    const auto opened = open_device(f.laptop.id, sealed, f.header.vault, f.keys.key(), 1);
    REQUIRE(opened);
    CHECK(opened->public_keys() == f.laptop.public_keys());
    CHECK_FALSE(open_device(DeviceId::random(), sealed, f.header.vault, f.keys.key(), 1));
    CHECK_FALSE(open_device(f.laptop.id, sealed, VaultId::random(), f.keys.key(), 1));
}

}  // namespace
}  // namespace sparekey::vault

#include "sync/shelf.h"

#include <doctest/doctest.h>

#include "sync/vaults_double.h"

using namespace sparekey;
using namespace sparekey::sync;
using vault::EntryId;

namespace {

const Time noon{std::chrono::seconds{1'700'000'010}};

// What the owner's vault is after this change of its header.
template <class Change>
Head after(const Owner& owner, Change&& change) {
    auto header = owner.made.header;
    change(header);
    return head_of(header);
}

vault::Member member_of(const vault::Device& device, const std::string& name) {
    return {device.id, name, device.public_keys(), noon};
}

std::optional<Why> why_of(const std::optional<Refusal>& refusal) {
    return refusal ? std::optional{refusal->why} : std::nullopt;
}

}  // namespace

TEST_CASE("a head is a vault file without entries, and sealed to all that it names") {
    crypto::start();
    Owner owner;
    CHECK(parse_head(text_of(owner.made.header)));
    CHECK_FALSE(parse_head("{}"));
    CHECK_FALSE(parse_head(std::string(head_octets_max + 1, ' ')));
    vault::Document with_entry;
    with_entry.header = owner.made.header;
    with_entry.records.push_back(owner.pushed(EntryId::random(), 0, 1).record);
    CHECK_FALSE(parse_head(vault::to_text(with_entry)));
    auto unsealed = owner.made.header;
    unsealed.sealed.erase(owner.device.id.text());
    CHECK_FALSE(parse_head(text_of(unsealed)));
    auto forged = owner.made.header;
    forged.roster.signature[0] ^= std::byte{1};
    CHECK_FALSE(parse_head(text_of(forged)));
}

TEST_CASE("nothing is taken in before the recovery key was typed back") {
    crypto::start();
    Owner owner;
    const auto pushed = owner.pushed(EntryId::random(), 0, 1);
    CHECK_FALSE(judge_push(owner.head(), {}, {0, 0}, {pushed}));
    auto bare = vault::make_header(vault::Kdf::with_new_salt(), owner.wrapping.view(), owner.device,
                                   "laptop", noon);
    CHECK(why_of(judge_push(head_of(bare.header), {}, {0, 0}, {pushed})) == Why::no_recovery_key);
}

TEST_CASE("a change names the revision that it replaces") {
    crypto::start();
    Owner owner;
    const auto id = EntryId::random();
    const auto head = owner.head();
    const Entries has{{id, 4}};
    CHECK_FALSE(judge_push(head, has, {1, 1}, {owner.pushed(id, 4, 5)}));
    CHECK_FALSE(judge_push(head, has, {1, 1}, {owner.pushed(id, 4, 9)}));
    CHECK(why_of(judge_push(head, has, {1, 1}, {owner.pushed(id, 3, 5)})) == Why::entry_changed);
    CHECK(why_of(judge_push(head, has, {1, 1}, {owner.pushed(id, 0, 5)})) == Why::entry_changed);
    CHECK(why_of(judge_push(head, has, {1, 1}, {owner.pushed(id, 4, 4)})) == Why::entry_changed);
    const auto twice =
        judge_push(head, has, {1, 1}, {owner.pushed(id, 4, 5), owner.pushed(id, 4, 6)});
    REQUIRE(twice);
    CHECK(twice->conflicts.at(id) == 4);
}

TEST_CASE("a vault has ten thousand entries at most") {
    crypto::start();
    Owner owner;
    const auto pushed = owner.pushed(EntryId::random(), 0, 1);
    CHECK_FALSE(judge_push(owner.head(), {}, {entries_max - 1, entries_max - 1}, {pushed}));
    CHECK(why_of(judge_push(owner.head(), {}, {entries_max, entries_max}, {pushed})) ==
          Why::vault_full);
}

TEST_CASE(
    "a full vault still takes what becomes of its entries, and ids have a bound of their own") {
    crypto::start();
    Owner owner;
    const auto id = EntryId::random();
    const auto head = owner.head();
    const Counts full{entries_max, ids_max};
    CHECK_FALSE(judge_push(head, {{id, 4}}, full, {owner.pushed(id, 4, 5)}));
    CHECK_FALSE(judge_push(head, {{id, 4}}, full, {owner.deletion(id, 4, 5)}));
    const auto fresh = owner.pushed(EntryId::random(), 0, 1);
    CHECK_FALSE(judge_push(head, {}, {1, ids_max - 1}, {fresh}));
    CHECK(why_of(judge_push(head, {}, {1, ids_max}, {fresh})) == Why::vault_full);
}

TEST_CASE("nobody deletes what never was, or takes the last revision there is") {
    crypto::start();
    Owner owner;
    const auto id = EntryId::random();
    const auto head = owner.head();
    CHECK(why_of(judge_push(head, {}, {}, {owner.deletion(id, 0, 1)})) == Why::vault_unfit);
    CHECK_FALSE(judge_push(head, {{id, 4}}, {1, 1}, {owner.pushed(id, 4, 4 + revision_step_max)}));
    CHECK(why_of(judge_push(head, {{id, 4}}, {1, 1},
                            {owner.pushed(id, 4, 5 + revision_step_max)})) == Why::vault_unfit);
    CHECK(why_of(judge_push(head, {}, {}, {owner.pushed(id, 0, 1 + revision_step_max)})) ==
          Why::vault_unfit);
}

TEST_CASE("what is sealed under an earlier key, or a later one, is not taken") {
    crypto::start();
    Owner owner;
    auto pushed = owner.pushed(EntryId::random(), 0, 1);
    pushed.record.epoch = 2;
    CHECK(why_of(judge_push(owner.head(), {}, {0, 0}, {pushed})) == Why::vault_changed);
    auto later = owner.head();
    later.header.epoch = 2;
    const auto early = owner.pushed(EntryId::random(), 0, 1);
    CHECK(why_of(judge_push(later, {}, {0, 0}, {early})) == Why::vault_changed);
}

TEST_CASE("a device of the vault adds the one that asked; nobody else may") {
    crypto::start();
    Owner owner;
    const Asker phone;
    const auto asking = phone.asking(owner.made.header.vault, noon);
    const auto with = [&](const vault::Member& one) {
        return after(owner, [&](vault::Header& header) {
            REQUIRE(add_device(header, owner.made.keys, one, owner.device));
        });
    };
    const auto added = with(phone.member(noon));
    CHECK_FALSE(judge_head(owner.head(), added, false, asking));
    CHECK(why_of(judge_head(added, owner.head(), false, asking)) == Why::vault_changed);
    CHECK(why_of(judge_head(owner.head(), added, false, {})) == Why::nobody_asks);

    const auto refused = [&](const Head& next, const Asking& by) {
        return why_of(judge_head(owner.head(), next, false, by)) == Why::nobody_asks;
    };
    CHECK(refused(with(member_of(vault::Device::make(), "phone")), asking));
    auto other = phone.member(noon);
    other.name = "tablet";
    CHECK(refused(with(other), asking));
    other = phone.member(noon);
    other.keys.box[0] ^= std::byte{1};
    CHECK(refused(with(other), asking));
    auto early = asking;
    early.opened.reset();
    CHECK(refused(added, early));
    auto uncommitted = asking;
    uncommitted.commitment[0] ^= std::byte{1};
    CHECK(refused(added, uncommitted));

    auto two = owner.made.header;
    REQUIRE(add_device(two, owner.made.keys, phone.member(noon), owner.device));
    auto roster = *vault::parse_roster(two.roster.text);
    const auto second = vault::Device::make();
    roster.devices.push_back(member_of(second, "second"));
    two.roster = sign_roster(roster, owner.device.id.text(), owner.device.signing());
    two.sealed[second.id.text()] = Bytes(80);
    CHECK(refused(head_of(two), asking));
    // Of a server that was brought back from a backup: it has forgotten who asked.
    ++roster.number;
    two.roster = sign_roster(roster, owner.device.id.text(), owner.device.signing());
    CHECK_FALSE(judge_head(owner.head(), head_of(two), false, {}));
    const auto stranger = vault::Device::make();
    const auto forged = after(owner, [&](vault::Header& header) {
        vault::begin_anew(header, owner.made.keys, member_of(stranger, "thief"), stranger);
    });
    CHECK(why_of(judge_head(owner.head(), forged, false, asking)) == Why::vault_changed);
}

TEST_CASE("removing a device takes a later key and a new passphrase") {
    crypto::start();
    Owner owner;
    const auto phone = vault::Device::make();
    REQUIRE(
        add_device(owner.made.header, owner.made.keys, member_of(phone, "phone"), owner.device));
    const auto stored = owner.head();
    const auto other = crypto::Secret::random(32);

    // Under the same key it is not removed: it could still read.
    const auto kept = after(owner, [&](vault::Header& header) {
        vault::begin_anew(header, owner.made.keys, member_of(owner.device, "laptop"), owner.device);
    });
    CHECK(why_of(judge_head(stored, kept, false, {})) == Why::vault_unfit);

    REQUIRE(vault::remove_device(owner.made.header, owner.made.keys, phone.id,
                                 vault::Kdf::with_new_salt(), other.view(), owner.device));
    const auto next = owner.head();
    CHECK_FALSE(judge_head(stored, next, true, {}));
    CHECK(why_of(judge_head(stored, next, false, {})) == Why::vault_unfit);
    auto same_passphrase = owner.made.header;
    same_passphrase.kdf = stored.header.kdf;
    same_passphrase.wrapped = stored.header.wrapped;
    CHECK(why_of(judge_head(stored, head_of(same_passphrase), false, {})) == Why::vault_unfit);
}

TEST_CASE("a recovery key stays once it is there") {
    crypto::start();
    Owner owner;
    auto roster = *vault::parse_roster(owner.made.header.roster.text);
    roster.recovery.reset();
    roster.number += 1;
    roster.before = to_bytes(crypto::sha256(bytes_of(owner.made.header.roster.text)));
    const auto without = after(owner, [&](vault::Header& header) {
        header.roster = sign_roster(roster, owner.device.id.text(), owner.device.signing());
        header.sealed.erase(std::string{vault::recovery_signer});
    });
    CHECK(why_of(judge_head(owner.head(), without, false, {})) == Why::vault_unfit);
}

TEST_CASE("the recovery key lets one more device in, and changes nothing else") {
    crypto::start();
    Owner owner;
    const auto phone = vault::Device::make();
    const auto joined = after(owner, [&](vault::Header& header) {
        REQUIRE(vault::join_by_recovery_key(header, owner.made.keys, member_of(phone, "phone"),
                                            owner.recovery.view()));
    });
    CHECK_FALSE(judge_join(owner.head(), joined));
    CHECK(vault::open_by_device(joined.header, phone));
    auto other = owner.made.header;
    CHECK_FALSE(vault::join_by_recovery_key(other, owner.made.keys, member_of(phone, "phone"),
                                            vault::new_recovery_key().view()));

    const auto by_device = after(owner, [&](vault::Header& header) {
        REQUIRE(add_device(header, owner.made.keys, member_of(phone, "phone"), owner.device));
    });
    CHECK(why_of(judge_join(owner.head(), by_device)) == Why::vault_unfit);
    const auto rewrapped = after(owner, [&](vault::Header& header) {
        REQUIRE(vault::join_by_recovery_key(header, owner.made.keys, member_of(phone, "phone"),
                                            owner.recovery.view()));
        vault::change_passphrase(header, owner.made.keys, vault::Kdf::with_new_salt(),
                                 owner.wrapping.view());
    });
    CHECK(why_of(judge_join(owner.head(), rewrapped)) == Why::vault_unfit);
}

TEST_CASE("a request is signed by a device of the vault, within five minutes") {
    crypto::start();
    Owner owner;
    const auto roster = owner.head().roster;
    const auto id = owner.made.header.vault;
    const auto at = [&](Time now) { return signed_by(id, owner.device, now); };
    CHECK_FALSE(judge_request(roster, at(noon), noon));
    CHECK_FALSE(judge_request(roster, at(noon), noon + clock_differs_max));
    const auto late = noon + clock_differs_max + std::chrono::milliseconds{1};
    CHECK(why_of(judge_request(roster, at(noon), late)) == Why::clock_differs);
    CHECK(why_of(judge_request(roster, at(late), noon)) == Why::clock_differs);
    auto changed = at(noon);
    changed.text[0] ^= 1;
    CHECK(why_of(judge_request(roster, changed, noon)) == Why::not_accepted);
    const auto stranger = signed_by(id, vault::Device::make(), noon);
    CHECK(why_of(judge_request(roster, stranger, noon)) == Why::not_accepted);
}

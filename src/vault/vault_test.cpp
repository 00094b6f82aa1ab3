#include "vault/vault.h"

#include <doctest/doctest.h>

#include "vault/merge.h"
#include "vault/recovery_key.h"
#include "vault/vault_double.h"

namespace sparekey::vault {
namespace {

using test::noon;
using namespace std::chrono_literals;
using What = Version::What;

// Edits one field.
void note(Vault& vault, const EntryId& id, std::string text, Time now) {
    auto changed = vault.find(id)->clone();
    changed.note = std::move(text);
    REQUIRE(vault.edit(id, changed, now));
}

TEST_CASE("an entry that is added is there when the file is read again") {
    auto vault = test::new_vault();
    const auto id = vault.add(test::entry("Example", "ada"), noon);
    const auto again = test::reopened(vault);
    REQUIRE(again.find(id));
    CHECK(says_the_same(*again.find(id), *vault.find(id)));
    CHECK(again.device()->public_keys() == vault.device()->public_keys());
}

TEST_CASE("entries come by their order, then by name") {
    auto vault = test::new_vault();
    vault.add(test::entry("b", ""), noon);
    vault.add(test::entry("C", ""), noon);
    vault.add(test::entry("a", ""), noon);
    auto first = test::entry("z", "");
    first.order = -1;
    vault.add(std::move(first), noon);
    std::string order;
    for (const auto& [id, entry] : vault.entries()) order += entry->issuer;
    CHECK(order == "zabC");
}

TEST_CASE("an edit that changes nothing is none") {
    auto vault = test::new_vault();
    const auto id = vault.add(test::entry("Example", "ada"), noon);
    CHECK_FALSE(vault.edit(id, vault.find(id)->clone(), noon));
    CHECK(vault.items().at(id).record.revision == 1);
    CHECK_FALSE(vault.edit(EntryId::random(), vault.find(id)->clone(), noon));
}

TEST_CASE("an edit is later than what it replaces, whatever the clock says") {
    auto vault = test::new_vault();
    const auto id = vault.add(test::entry("Example", "ada"), noon);
    note(vault, id, "one", noon + 60s);
    note(vault, id, "two", noon - 3600s);
    CHECK(vault.find(id)->edited_at(Field::note) > noon + 60s);
    CHECK(vault.find(id)->edited_at(Field::issuer) == noon);
}

TEST_CASE("another key is another entry, and the old one is in the history") {
    auto vault = test::new_vault();
    const auto id = vault.add(test::entry("Example", "ada"), noon);
    auto key = vault.find(id)->key.clone();
    key.period_s = 60;
    const auto next = vault.replace_key(id, std::move(key), noon + 1s);
    REQUIRE(next);
    CHECK(vault.find(id) == nullptr);
    CHECK(vault.find(*next)->key.period_s == 60);
    CHECK(vault.find(*next)->account == "ada");
    REQUIRE(vault.undo(id, noon + 2s));
    CHECK(vault.find(id)->key.period_s == 30);
}

TEST_CASE("what was deleted comes back, also after the file was read again") {
    auto vault = test::new_vault();
    const auto id = vault.add(test::entry("Example", "ada"), noon);
    CHECK(vault.remove(id, noon + 1s));
    CHECK_FALSE(vault.remove(id, noon + 1s));
    CHECK(vault.entries().empty());
    auto again = test::reopened(vault, noon + 2s);
    const auto undone = again.undo_last(noon + 3s);
    REQUIRE(undone);
    CHECK(undone->what == What::deleted);
    CHECK(undone->name == "Example (ada)");
    REQUIRE(again.find(id));
    CHECK(again.find(id)->key == test::entry("", "").key);
}

TEST_CASE("undo goes back step by step, over several entries, to the empty vault") {
    auto vault = test::new_vault();
    const auto one = vault.add(test::entry("One", ""), noon + 1s);
    const auto two = vault.add(test::entry("Two", ""), noon + 2s);
    note(vault, one, "a", noon + 3s);
    note(vault, two, "b", noon + 4s);
    note(vault, one, "c", noon + 5s);
    vault.remove(two, noon + 6s);

    CHECK(vault.undo_last(noon + 10s)->what == What::deleted);
    CHECK(vault.find(two)->note == "b");
    CHECK(vault.undo_last(noon + 11s)->what == What::edited);
    CHECK(vault.find(one)->note == "a");
    REQUIRE(vault.undo_last(noon + 12s));
    CHECK(vault.find(two)->note == "");
    REQUIRE(vault.undo_last(noon + 13s));
    CHECK(vault.find(one)->note == "");
    CHECK(vault.undo_last(noon + 14s)->name == "Two");
    CHECK(vault.find(two) == nullptr);
    CHECK(vault.undo_last(noon + 15s)->what == What::added);
    CHECK(vault.entries().empty());
    CHECK_FALSE(vault.undo_last(noon + 16s));
    // Nothing is lost by any of it.
    CHECK(vault.history(one).size() == 6);
    CHECK(vault.restore(one, 3, noon + 17s));
    CHECK(vault.find(one)->note == "c");
}

TEST_CASE("after a new edit, undo takes back that one") {
    auto vault = test::new_vault();
    const auto id = vault.add(test::entry("One", ""), noon);
    note(vault, id, "a", noon + 1s);
    note(vault, id, "b", noon + 2s);
    REQUIRE(vault.undo(id, noon + 3s));
    note(vault, id, "c", noon + 4s);
    REQUIRE(vault.undo(id, noon + 5s));
    CHECK(vault.find(id)->note == "a");
    REQUIRE(vault.undo(id, noon + 6s));
    CHECK(vault.find(id)->note == "");
}

TEST_CASE("a month later there is nothing to take back, and the file is small again") {
    auto vault = test::new_vault();
    const auto id = vault.add(test::entry("One", ""), noon);
    for (int i = 0; i < 5; ++i) note(vault, id, std::to_string(i), noon + i * 1s);
    const auto later = noon + history_kept + 60s;
    CHECK_FALSE(vault.undo_last(later + 1h));
    auto again = test::reopened(vault, later);
    CHECK(again.history(id).size() == 6);  // The clock has only just got there.
    again = test::reopened(again, later);
    CHECK(again.history(id).size() == 1);
    CHECK(again.find(id)->note == "4");
}

TEST_CASE("a clock that jumps ahead for one writing costs no history") {
    auto vault = test::new_vault();
    const auto id = vault.add(test::entry("One", ""), noon);
    note(vault, id, "a", noon + 1s);
    auto again = test::reopened(vault, noon + 20 * 365 * 24h);
    again = test::reopened(again, noon + 60s);
    CHECK(again.history(id).size() == 2);
}

TEST_CASE("there are at most 200 versions of an entry, and one a pending change began from stays") {
    auto vault = test::new_vault();
    const auto id = vault.add(test::entry("One", ""), noon);
    vault.note_synced(id, 1);
    for (int i = 0; i < 300; ++i) note(vault, id, std::to_string(i), noon + i * 1s);
    CHECK(vault.items().at(id).past.size() == versions_max);
    CHECK(vault.version(id, 1));
    CHECK(test::reopened(vault, noon + 2 * history_kept).version(id, 1));
}

TEST_CASE("a counter goes up without a history, and no undo brings it back") {
    auto vault = test::new_vault();
    auto entry = test::entry("One", "");
    entry.key.type = Type::hotp;
    const auto id = vault.add(std::move(entry), noon);
    note(vault, id, "a", noon + 1s);
    for (std::uint64_t i = 1; i <= 5; ++i) vault.count(id, i, noon + 2s);
    CHECK(vault.history(id).size() == 2);
    REQUIRE(vault.undo(id, noon + 3s));
    CHECK(vault.find(id)->note == "");
    CHECK(vault.find(id)->counter == 5);
}

TEST_CASE("after a device was removed, every live entry is sealed under the new key") {
    auto vault = test::new_vault();
    const auto live = vault.add(test::entry("Live", ""), noon);
    const auto gone = vault.add(test::entry("Gone", ""), noon);
    vault.remove(gone, noon);
    const auto phone = Device::make();
    REQUIRE(add_device(vault.header(), vault.keys(), {phone.id, "phone", phone.public_keys(), noon},
                       *vault.device()));
    auto old_keys = open_by_device(vault.header(), phone);
    Keys keys{1, vault.keys().find(1)->clone()};
    REQUIRE(remove_device(vault.header(), keys, phone.id, Kdf::with_new_salt(), test::wrapping_key,
                          *vault.device()));
    vault.rekey(std::move(keys), noon + 1s);
    CHECK(vault.items().at(live).record.epoch == 2);
    CHECK_FALSE(open_entry(vault.header().vault, *old_keys, vault.items().at(live).record));
    auto again = test::reopened(vault, noon + 1s);
    CHECK(again.find(live));
    CHECK(again.device());
    CHECK(again.undo(gone, noon + 2s));
    CHECK(again.find(gone));
}

TEST_CASE("what is followed is sealed anew here: nobody else's seals can spoil this file") {
    auto vault = test::new_vault();
    const auto key = new_recovery_key();
    set_recovery_key(vault.header(), vault.keys(), key.view(), *vault.device());
    const auto id = vault.add(test::entry("Site", ""), noon);
    vault.remove(id, noon);
    const auto phone = Device::make();
    auto theirs = vault.header();
    Keys keys = test::keys_of(vault);
    REQUIRE(
        add_device(theirs, keys, {phone.id, "phone", phone.public_keys(), noon}, *vault.device()));
    REQUIRE(remove_device(theirs, keys, phone.id, Kdf::with_new_salt(), test::wrapping_key,
                          *vault.device()));
    // A device that is in can do this much, and binds it.
    theirs.sealed["recovery"] = Bytes(80, std::byte{1});
    theirs.earlier.clear();
    theirs.binding = binding_of(theirs, keys.key());
    auto offered = open_by_device(theirs, *vault.device());
    REQUIRE(offered);
    CHECK_FALSE(offered->find(1));
    vault.learn(theirs, *std::move(offered), test::wrapping_key, noon + 1s);
    CHECK(open_by_recovery_key(vault.header(), key.view()));
    auto again = test::reopened(vault, noon + 1s);
    REQUIRE(again.undo(id, noon + 2s));
    CHECK(again.find(id));
}

TEST_CASE("what another device left under an earlier key is sealed anew, once") {
    auto vault = test::new_vault();
    const auto live = vault.add(test::entry("Live", ""), noon);
    vault.note_synced(live, 1);
    auto theirs = vault.header();
    Keys keys{1, vault.keys().find(1)->clone()};
    const auto phone = Device::make();
    REQUIRE(
        add_device(theirs, keys, {phone.id, "phone", phone.public_keys(), noon}, *vault.device()));
    REQUIRE(remove_device(theirs, keys, phone.id, Kdf::with_new_salt(), test::wrapping_key,
                          *vault.device()));
    vault.learn(theirs, std::move(keys), test::wrapping_key, noon + 1s);
    CHECK(vault.items().at(live).record.epoch == 1);
    CHECK(vault.reseal(noon + 1s));
    const auto& record = vault.items().at(live).record;
    CHECK(record.epoch == 2);
    CHECK(record.revision == 2);
    CHECK(record.synced == 1);
    CHECK_FALSE(vault.reseal(noon + 2s));
    CHECK(test::reopened(vault, noon + 2s).find(live));
}

}  // namespace
}  // namespace sparekey::vault

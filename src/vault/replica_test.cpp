#include "vault/replica.h"

#include <doctest/doctest.h>

#include <string>

#include "vault/mark.h"
#include "vault/merge.h"
#include "vault/server_double.h"
#include "vault/vault_double.h"

namespace sparekey::vault {
namespace {

using test::noon;
using test::ServerDouble;
using namespace std::chrono_literals;

struct Two {
    Vault one = test::new_vault();
    Vault other = test::reopened(one);
    ServerDouble server;
};

void pull(Vault& vault, const ServerDouble& server, Time now) {
    for (const auto& change : server.after(vault.chain().seq)) {
        const auto got = receive(vault, change, now);
        REQUIRE(got != Received::forged);
        REQUIRE(got != Received::out_of_order);
        REQUIRE(got != Received::went_back);
    }
}

// False where something was refused: pull and try again.
bool push(Vault& vault, ServerDouble& server) {
    bool all = true;
    for (const auto& one : pending(vault)) {
        if (server.put(one) == ServerDouble::Answer::accepted) {
            accepted(vault, one.id, one.record->revision);
        } else {
            all = false;
        }
    }
    return all;
}

void sync(Vault& vault, ServerDouble& server, Time now) {
    for (int round = 0; round < 5; ++round) {
        pull(vault, server, now);
        if (push(vault, server)) break;
    }
    pull(vault, server, now);
    REQUIRE(pending(vault).empty());
}

std::string said(const Vault& vault) {
    std::string all;
    for (const auto& [id, item] : vault.items()) {
        all += id.text() + ' ' + std::to_string(item.record.revision) + ' ';
        if (item.entry) all += to_json(*item.entry).text();
        all += '\n';
    }
    return all;
}

void note(Vault& vault, const EntryId& id, std::string text, Time now) {
    auto changed = vault.find(id)->clone();
    changed.note = std::move(text);
    REQUIRE(vault.edit(id, changed, now));
}

TEST_CASE("what one device adds, the other has, and both know the same past") {
    Two t;
    const auto id = t.one.add(test::entry("Site", "ada"), noon);
    sync(t.one, t.server, noon);
    sync(t.other, t.server, noon);
    REQUIRE(t.other.find(id));
    CHECK(said(t.one) == said(t.other));
    CHECK(t.one.chain() == t.other.chain());
    CHECK(t.one.chain().seq == 1);
}

TEST_CASE("two edits offline become one entry, whoever comes first") {
    for (const bool first : {true, false}) {
        Two t;
        const auto id = t.one.add(test::entry("Site", "ada"), noon);
        sync(t.one, t.server, noon);
        sync(t.other, t.server, noon);
        note(t.one, id, "a note", noon + 1h);
        auto renamed = t.other.find(id)->clone();
        renamed.issuer = "New name";
        t.other.edit(id, renamed, noon + 2h);
        sync(first ? t.one : t.other, t.server, noon + 3h);
        sync(first ? t.other : t.one, t.server, noon + 3h);
        sync(first ? t.one : t.other, t.server, noon + 3h);
        CHECK(said(t.one) == said(t.other));
        CHECK(t.one.find(id)->note == "a note");
        CHECK(t.one.find(id)->issuer == "New name");
    }
}

TEST_CASE("an edit beats a deletion, whoever comes first") {
    for (const bool first : {true, false}) {
        Two t;
        const auto id = t.one.add(test::entry("Site", "ada"), noon);
        sync(t.one, t.server, noon);
        sync(t.other, t.server, noon);
        note(t.one, id, "a note", noon + 1h);
        t.other.remove(id, noon + 2h);
        sync(first ? t.one : t.other, t.server, noon + 3h);
        sync(first ? t.other : t.one, t.server, noon + 3h);
        sync(first ? t.one : t.other, t.server, noon + 3h);
        CHECK(said(t.one) == said(t.other));
        REQUIRE(t.one.find(id));
        CHECK(t.one.find(id)->note == "a note");
    }
}

TEST_CASE("what one device deletes, the other can bring back") {
    Two t;
    const auto id = t.one.add(test::entry("Site", "ada"), noon);
    sync(t.one, t.server, noon);
    sync(t.other, t.server, noon);
    t.one.remove(id, noon + 1h);
    sync(t.one, t.server, noon + 1h);
    sync(t.other, t.server, noon + 2h);
    CHECK(t.other.find(id) == nullptr);
    REQUIRE(t.other.undo_last(noon + 3h));
    sync(t.other, t.server, noon + 3h);
    sync(t.one, t.server, noon + 3h);
    REQUIRE(t.one.find(id));
    CHECK(said(t.one) == said(t.other));
}

TEST_CASE("two notes at one time are both kept, as an entry and its copy, on both devices") {
    Two t;
    const auto id = t.one.add(test::entry("Site", "ada"), noon);
    sync(t.one, t.server, noon);
    sync(t.other, t.server, noon);
    note(t.one, id, "mine", noon + 1h);
    note(t.other, id, "theirs", noon + 1h);
    sync(t.one, t.server, noon + 2h);
    sync(t.other, t.server, noon + 2h);
    sync(t.one, t.server, noon + 2h);
    CHECK(said(t.one) == said(t.other));
    CHECK(t.one.entries().size() == 2);
    std::string notes;
    for (const auto& [of, entry] : t.one.entries()) notes += entry->note + ' ';
    CHECK(notes.find("mine") != notes.npos);
    CHECK(notes.find("theirs") != notes.npos);
}

TEST_CASE("a server that goes back, skips, swaps or forges is noticed") {
    Two t;
    const auto id = t.one.add(test::entry("Site", "ada"), noon);
    t.one.add(test::entry("Other", "ada"), noon);
    sync(t.one, t.server, noon);
    note(t.one, id, "later", noon + 1h);
    sync(t.one, t.server, noon + 1h);
    auto& changes = t.server.changes;
    REQUIRE(changes.size() == 3);
    SUBCASE("skips") { CHECK(receive(t.other, changes[1], noon) == Received::out_of_order); }
    SUBCASE("gives one twice") {
        CHECK(receive(t.other, changes[0], noon) == Received::taken);
        CHECK(receive(t.other, changes[0], noon) == Received::out_of_order);
    }
    SUBCASE("gives an old one a new number") {
        pull(t.other, t.server, noon);
        for (auto old : {changes[0], changes[1]}) {
            if (old.link.id != id) continue;
            old.link.seq = 4;
            CHECK(receive(t.other, old, noon) == Received::went_back);
        }
    }
    SUBCASE("gives another seal than it says") {
        auto changed = changes[0];
        changed.link.seal_digest = changes[1].link.seal_digest;
        CHECK(receive(t.other, changed, noon) == Received::forged);
    }
    SUBCASE("tells another past") {
        // One that dropped the second change and numbered the third anew.
        Vault third = test::reopened(t.one);
        pull(t.other, t.server, noon);
        Chain told;
        REQUIRE(told.take(changes[0].link));
        auto moved = changes[2].link;
        moved.seq = 2;
        REQUIRE(told.take(moved));
        CHECK_FALSE(told == t.other.chain());
        CHECK(third.chain() == t.one.chain());
    }
    CHECK(t.other.unreadable() == 0);
}

TEST_CASE("a server that makes up changes is found by the newest mark") {
    Two t;
    const auto id = t.one.add(test::entry("Site", "ada"), noon);
    t.one.add(test::entry("Other", "ada"), noon);
    sync(t.one, t.server, noon);
    note(t.one, id, "later", noon + 1h);
    sync(t.one, t.server, noon + 1h);
    auto& changes = t.server.changes;
    // What does not open is left aside; that the server made it up the newest mark tells.
    const auto mark = sign_mark(t.one.header().vault, t.one.chain(), *t.one.device());
    const auto roster = parse_roster(t.one.header().roster.text);
    REQUIRE(compare(t.one.header().vault, t.one.chain(), mark, *roster) == Compared::same);
    const auto lies = [&](Vault& to, const Change& first) {
        const bool aside = receive(to, first, noon) == Received::unreadable && to.items().empty();
        pull(to, t.server, noon);
        return aside &&
               compare(to.header().vault, to.chain(), mark, *roster) == Compared::other_history;
    };

    SUBCASE("swaps two entries") {
        auto swapped = changes[0];
        swapped.record->id = changes[1].record->id;
        swapped.link.id = changes[1].link.id;
        CHECK(lies(t.other, swapped));
    }
    SUBCASE("says another revision") {
        auto changed = changes[0];
        changed.record->revision = changed.link.revision = 9;
        CHECK(lies(t.other, changed));
    }
    SUBCASE("says that it is deleted") {
        auto changed = changes[0];
        changed.record->deleted = true;
        // It is what it was sealed as.
        CHECK(receive(t.other, changed, noon) == Received::taken);
        CHECK(t.other.find(changed.link.id));
    }
    SUBCASE("makes one of its own") {
        auto made = test::new_vault();
        auto forged = changes[0];
        forged.record = seal_entry(t.one.header().vault, made.keys(), forged.link.id, 1,
                                   test::entry("Evil", ""));
        forged.link.seal_digest = crypto::sha256(forged.record->sealed);
        CHECK(lies(t.other, forged));
    }
    CHECK(t.other.unreadable() == 0);
}

// What a device sends that is broken, or in other hands.
Change rubbish(const Two& t, const EntryId& id, std::uint64_t revision) {
    Change change;
    change.record = Record{.id = id, .revision = revision, .sealed = Bytes(296)};
    change.link = {t.server.changes.size() + 1, id, revision,
                   crypto::sha256(change.record->sealed)};
    return change;
}

TEST_CASE("what a device sends and nobody can open stops nobody, and is set right") {
    Two t;
    const auto id = t.one.add(test::entry("Site", "ada"), noon);
    const auto gone = t.one.add(test::entry("Gone", "ada"), noon);
    sync(t.one, t.server, noon);
    t.one.remove(gone, noon);
    sync(t.one, t.server, noon);
    sync(t.other, t.server, noon);
    t.server.take(rubbish(t, id, 40));
    t.server.take(rubbish(t, gone, 50));
    t.server.take(rubbish(t, EntryId::random(), 1));
    const auto more = t.one.add(test::entry("More", "ada"), noon + 1h);
    sync(t.one, t.server, noon + 1h);
    sync(t.other, t.server, noon + 1h);
    CHECK(said(t.one) == said(t.other));
    CHECK(t.one.chain() == t.other.chain());
    CHECK(t.other.find(more));
    REQUIRE(t.other.find(id));
    CHECK(t.other.items().at(id).record.revision == 41);
    CHECK(t.other.items().at(gone).record.deleted);
    CHECK(t.other.items().size() == 3);
    Document joined;
    joined.header = t.one.header();
    Vault fresh{std::move(joined), test::keys_of(t.one)};
    pull(fresh, t.server, noon + 2h);
    CHECK(fresh.find(id));
    CHECK(fresh.unreadable() == 0);
}

TEST_CASE("what does not open here is not sent, nor a deletion of what the server never had") {
    Two t;
    const auto id = t.one.add(test::entry("Site", "ada"), noon);
    const auto never = t.one.add(test::entry("Typo", "ada"), noon);
    t.one.remove(never, noon);
    CHECK(pending(t.one).size() == 1);
    auto document = t.one.document(noon);
    for (auto& record : document.records) record.sealed.back() ^= std::byte{1};
    const Vault broken{std::move(document), test::keys_of(t.one)};
    CHECK(broken.unreadable() == 1);
    CHECK(pending(broken).empty());
    CHECK(pending(t.one).front().id == id);
}

TEST_CASE("the key of a change never goes back, and one that is not known yet is asked for") {
    Two t;
    const auto id = t.one.add(test::entry("Site", "ada"), noon);
    sync(t.one, t.server, noon);
    auto later = t.server.changes[0];
    later.record->epoch = 2;
    CHECK(receive(t.other, later, noon) == Received::later_key);
    CHECK(t.other.chain().seq == 0);
    sync(t.other, t.server, noon);
    CHECK(t.other.chain().epoch == 1);
    t.other.chain().epoch = 2;
    note(t.one, id, "later", noon);
    sync(t.one, t.server, noon);
    CHECK(receive(t.other, t.server.changes[1], noon) == Received::earlier_key);
    CHECK(t.other.chain().seq == 1);
}

TEST_CASE("those that the server knows are sent first") {
    Two t;
    const auto id = t.one.add(test::entry("Site", "ada"), noon);
    sync(t.one, t.server, noon);
    for (int i = 0; i < 20; ++i) t.one.add(test::entry("New " + std::to_string(i), ""), noon);
    note(t.one, id, "edited", noon + 1h);
    const auto all = pending(t.one);
    REQUIRE(all.size() == 21);
    CHECK(all.front().id == id);
    CHECK(all.front().replaces == 1);
}

TEST_CASE("a seal that the server keeps no more only moves the digest on") {
    Two t;
    const auto id = t.one.add(test::entry("Site", "ada"), noon);
    sync(t.one, t.server, noon);
    note(t.one, id, "later", noon + 1h);
    sync(t.one, t.server, noon + 1h);
    t.server.changes[0].record.reset();
    sync(t.other, t.server, noon + 2h);
    CHECK(t.other.chain() == t.one.chain());
    CHECK(t.other.find(id)->note == "later");
}

}  // namespace
}  // namespace sparekey::vault

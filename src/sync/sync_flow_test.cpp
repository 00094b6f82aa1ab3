#include "sync/sync_flow.h"

#include <doctest/doctest.h>

#include "signin/close_account.h"
#include "sync/vaults_double.h"

using namespace sparekey;
using namespace sparekey::sync;
using vault::EntryId;

namespace {

template <class Test>
void with_vaults(Test&& test) {
    signin::in_each_house([&](signin::House& house) {
        Vaults vaults{house};
        test(vaults);
    });
}

Page page(Vaults& vaults, const Owner& owner, std::uint64_t after) {
    return granted(
        run(changes_after(vaults.services, vaults.by(owner), after, vaults.house.now())));
}

}  // namespace

TEST_CASE("what one device pushes, the vault's devices get, in one order") {
    with_vaults([](Vaults& vaults) {
        Owner owner;
        vaults.open(owner, "ada@example.org");
        const auto one = EntryId::random();
        const auto two = EntryId::random();
        const auto taken =
            granted(vaults.push(owner, {owner.pushed(one, 0, 1), owner.pushed(two, 0, 1)}));
        CHECK(taken.seq == 2);
        granted(vaults.push(owner, {owner.deletion(one, 1, 2)}));

        const auto all = page(vaults, owner, 0);
        REQUIRE(all.changes.size() == 3);
        CHECK(all.seq == 3);
        vault::Chain chain;
        for (const auto& change : all.changes) {
            CHECK(chain.take(change.link));
            REQUIRE(change.record);
            CHECK(vault::is_genuine(owner.made.header.vault, owner.made.keys, *change.record));
        }
        CHECK(all.changes[2].record->deleted);
        CHECK(page(vaults, owner, 2).changes.size() == 1);
        CHECK(page(vaults, owner, 3).changes.empty());

        const auto stale = vaults.push(owner, {owner.pushed(two, 0, 7)});
        REQUIRE(why(stale) == Why::entry_changed);
        CHECK(std::get<Refusal>(stale).conflicts.at(two) == 1);
        CHECK(page(vaults, owner, 0).seq == 3);
    });
}

TEST_CASE("a page of changes has four megabytes at most, and the next goes on") {
    with_vaults([](Vaults& vaults) {
        Owner owner;
        vaults.open(owner, "ada@example.org");
        constexpr std::size_t count = 18;
        for (std::size_t i = 0; i < count; ++i) {
            auto pushed = owner.pushed(EntryId::random(), 0, 1);
            pushed.record.sealed.resize(sealed_octets_max);
            granted(vaults.push(owner, {pushed}));
        }
        const auto first = page(vaults, owner, 0);
        CHECK(first.changes.size() == page_octets_max / sealed_octets_max);
        CHECK(first.seq == count);
        CHECK(page(vaults, owner, first.changes.back().link.seq).changes.size() ==
              count - first.changes.size());
    });
}

TEST_CASE("of one revision only one device's change is taken, whoever comes first") {
    with_vaults([](Vaults& vaults) {
        Owner owner;
        vaults.open(owner, "ada@example.org");
        const auto id = EntryId::random();
        const auto pushed = owner.pushed(id, 0, 1);
        CHECK(signin::winners_of_sixteen([&] {
                  return std::holds_alternative<Taken>(vaults.push(owner, {pushed}));
              }) == 1);
        CHECK(page(vaults, owner, 0).changes.size() == 1);
    });
}

TEST_CASE("the passphrase opens the head, and the recovery key lets a device in") {
    with_vaults([](Vaults& vaults) {
        Owner owner;
        vaults.open(owner, "ada@example.org");
        const auto id = EntryId::random();
        granted(vaults.push(owner, {owner.pushed(id, 0, 1)}));
        CHECK(run(find_kdf(vaults.services, "ada@example.org")) == owner.made.header.kdf);
        const auto nobody = run(find_kdf(vaults.services, "bob@example.org"));
        CHECK(nobody == run(find_kdf(vaults.services, "bob@example.org")));
        CHECK(nobody.salt != owner.made.header.kdf.salt);

        const auto wrong = to_base64url(crypto::Secret::random(32).view());
        CHECK(vaults.sign_in(wrong, "ada@example.org").verdict ==
              signin::PasswordVerdict::not_accepted);
        auto step = vaults.sign_in(owner.login_key, "ada@example.org");
        REQUIRE(step.verdict == signin::PasswordVerdict::session);
        auto shelf = run(opened_by(vaults.services, *step.token, vaults.house.now()));
        REQUIRE(shelf);

        const auto phone = vault::Device::make();
        auto keys = vault::open_by_passphrase(shelf->head.header, owner.wrapping.view());
        REQUIRE(keys);
        auto header = shelf->head.header;
        const vault::Member member{phone.id, "phone", phone.public_keys(), vaults.house.now()};
        const auto asked = signed_by(header.vault, phone, vaults.house.now());
        CHECK(why(run(changes_after(vaults.services, asked, 0, vaults.house.now()))) ==
              Why::not_accepted);
        REQUIRE(vault::join_by_recovery_key(header, *keys, member, owner.recovery.view()));
        const auto next = head_of(header);
        granted(run(join(vaults.services, shelf->who, next)));
        const auto got = granted(run(changes_after(vaults.services, asked, 0, vaults.house.now())));
        CHECK(vault::open_entry(header.vault, *keys, *got.changes.at(0).record));
        CHECK(why(run(join(vaults.services, shelf->who, next))) == Why::vault_changed);
    });
}

TEST_CASE("a removed device reads and writes nothing more, and its passphrase opens nothing") {
    with_vaults([](Vaults& vaults) {
        Owner owner;
        const auto who = vaults.open(owner, "ada@example.org");
        const Asker asker;
        const auto& phone = asker.device;
        vaults.let_in(owner, "ada@example.org", asker);
        const auto id = EntryId::random();
        granted(vaults.push(owner, {owner.pushed(id, 0, 1)}));
        const auto by_phone = signed_by(owner.made.header.vault, phone, vaults.house.now());
        const auto before = run(shelf_of(vaults.services, by_phone, vaults.house.now()));
        CHECK(granted(before).head.roster.devices.size() == 2);
        auto step = vaults.sign_in(owner.login_key, "ada@example.org");
        REQUIRE(step.token);

        const auto wrapping = crypto::Secret::random(32);
        REQUIRE(vault::remove_device(owner.made.header, owner.made.keys, phone.id,
                                     vault::Kdf::with_new_salt(), wrapping.view(), owner.device));
        const auto login = to_base64url(crypto::Secret::random(32).view());
        granted(vaults.change(owner, login));
        // What was sealed under the earlier key is sealed anew by ordinary changes.
        granted(vaults.push(owner, {owner.pushed(id, 1, 2)}));
        CHECK(why(run(changes_after(vaults.services, by_phone, 0, vaults.house.now()))) ==
              Why::not_accepted);
        CHECK(why(vaults.push_by(phone, owner, {owner.pushed(id, 2, 3)})) == Why::not_accepted);
        CHECK_FALSE(vault::open_by_device(owner.made.header, phone));
        CHECK_FALSE(run(opened_by(vaults.services, *step.token, vaults.house.now())));
        CHECK(vaults.sign_in(owner.login_key, "ada@example.org").verdict ==
              signin::PasswordVerdict::not_accepted);
        CHECK(vaults.sign_in(login, "ada@example.org").verdict == signin::PasswordVerdict::session);
        CHECK(page(vaults, owner, 0).changes.size() == 2);
        CHECK(vaults.house.count("SELECT COUNT(*) FROM session WHERE account_id = $1", {who}) == 1);
    });
}

TEST_CASE("whoever pushes has taken all there is, and says so under its signature") {
    with_vaults([](Vaults& vaults) {
        Owner owner;
        vaults.open(owner, "ada@example.org");
        const auto& id = owner.made.header.vault;
        const std::vector<Pushed> one{owner.pushed(EntryId::random(), 0, 1)};
        const auto now = vaults.house.now();
        const auto try_it = [&](const Push& push) {
            return run(sync::push(vaults.services, vaults.by(owner), push, now));
        };
        auto asked = push_of(id, owner.device, {}, one);
        auto altered = asked;
        altered.digest[0] ^= std::byte{1};
        CHECK(why(try_it(altered)) == Why::vault_unfit);
        CHECK(why(try_it(push_of(id, vault::Device::make(), {}, one))) == Why::vault_unfit);
        vault::Chain elsewhere;  // Rightly signed, and of another history.
        elsewhere.digest[0] = std::byte{1};
        CHECK(why(try_it(push_of(id, owner.device, elsewhere, one))) == Why::vault_unfit);
        altered = asked;
        altered.after = 1;
        CHECK(why(try_it(altered)) == Why::vault_moved);
        granted(try_it(asked));
        const auto at = page(vaults, owner, 0);
        REQUIRE(at.mark);
        CHECK(at.mark->seq == 1);
        CHECK(at.mark->digest == vaults.chain_of(id).digest);
        CHECK(vault::is_signed_with(id, *at.mark, owner.device.signing().public_key()));
        // From where it stood before: somebody else was faster.
        const std::vector<Pushed> two{owner.pushed(EntryId::random(), 0, 1)};
        CHECK(why(try_it(push_of(id, owner.device, {}, two))) == Why::vault_moved);

        const auto mark = vault::sign_mark(id, {}, owner.device);
        CHECK(why(run(change_head(vaults.services, vaults.by(owner), owner.head(), std::nullopt,
                                  nullptr, now))) == Why::vault_moved);
        auto wrong = *at.mark;
        wrong.signature = mark.signature;
        CHECK(why(run(change_head(vaults.services, vaults.by(owner), owner.head(), wrong, nullptr,
                                  now))) == Why::vault_unfit);
        granted(vaults.change(owner));
    });
}

TEST_CASE("one vault fills no disk: earlier ciphertext gives way, and live entries have a bound") {
    with_vaults([](Vaults& vaults) {
        Owner owner;
        const auto who = vaults.open(owner, "ada@example.org");
        const auto& id = owner.made.header.vault;
        const auto entry = EntryId::random();
        granted(vaults.push(owner, {owner.pushed(entry, 0, 1)}));
        granted(vaults.push(owner, {owner.pushed(entry, 1, 2)}));
        const auto kept = [&] {
            return vaults.house.count("SELECT octets FROM sync_vault WHERE account_id = $1", {who});
        };
        CHECK(kept() == vaults.house.count("SELECT SUM(length(sealed)) FROM sync_change"));
        const auto say = [&](std::int64_t octets) {
            std::function<bool(store::Transaction&)> set = [&](store::Transaction& tx) {
                tx.execute("UPDATE sync_vault SET octets = $2 WHERE account_id = $1",
                           {who, octets});
                return true;
            };
            run(vaults.services.db.transact<bool>(who, std::move(set)));
        };
        say(vault_octets_max);
        granted(vaults.push(owner, {owner.deletion(entry, 2, 3)}));
        CHECK_FALSE(page(vaults, owner, 0).changes.at(0).record);
        CHECK(page(vaults, owner, 0).changes.at(2).record);
        say(2 * vault_octets_max);
        CHECK(why(vaults.push(owner, {owner.pushed(entry, 3, 4)})) == Why::vault_full);
        CHECK(vaults.chain_of(id).seq == 3);
    });
}

TEST_CASE("guesses at the login key end with a new passphrase of a device that is in") {
    with_vaults([](Vaults& vaults) {
        Owner owner;
        vaults.open(owner, "ada@example.org");
        const auto wrong = to_base64url(crypto::Secret::random(32).view());
        const auto sign_in = [&](const std::string& key) {
            return vaults.sign_in(key, "ada@example.org").verdict;
        };
        vaults.client = signin::House::client("stranger");
        for (int i = 0; i < 7; ++i) CHECK(sign_in(wrong) == signin::PasswordVerdict::not_accepted);
        vaults.client = signin::House::client("another device");
        CHECK(sign_in(owner.login_key) == signin::PasswordVerdict::not_accepted);
        const auto next = to_base64url(crypto::Secret::random(32).view());
        vault::change_passphrase(owner.made.header, owner.made.keys, vault::Kdf::with_new_salt(),
                                 owner.wrapping.view());
        granted(vaults.change(owner, next));
        CHECK(sign_in(next) == signin::PasswordVerdict::session);
    });
}

TEST_CASE("the owner is told of every change of the devices and the passphrase") {
    with_vaults([](Vaults& vaults) {
        Owner owner;
        const auto who = vaults.open(owner, "ada@example.org");
        const auto told = [&] { return mails(vaults.house, who, outbox::Kind::vault_changed); };
        vaults.let_in(owner, "ada@example.org", Asker{});
        CHECK(told() == 1);
        const auto next = to_base64url(crypto::Secret::random(32).view());
        vault::change_passphrase(owner.made.header, owner.made.keys, vault::Kdf::with_new_salt(),
                                 owner.wrapping.view());
        granted(vaults.change(owner, next));
        CHECK(told() == 2);
        granted(vaults.change(owner));  // Nothing is another: an answer that was lost.
        CHECK(told() == 2);
    });
}

TEST_CASE("a vault that is deleted is gone, and its address may have another one") {
    with_vaults([](Vaults& vaults) {
        Owner owner;
        const auto who = vaults.open(owner, "ada@example.org");
        granted(vaults.push(owner, {owner.pushed(EntryId::random(), 0, 1)}));
        const auto now = vaults.house.now();
        const auto stranger = signed_by(owner.made.header.vault, vault::Device::make(), now);
        CHECK(why(run(delete_vault(vaults.services, stranger, now))) == Why::not_accepted);
        const Asker phone;
        const auto asked = phone.member(now);
        const auto shown = vault::commitment_of(owner.made.header.vault, asked, phone.nonce);
        const auto token = vaults.token_of(owner, "ada@example.org");
        REQUIRE(std::holds_alternative<account::Done>(
            run(ask(vaults.services, token, asked, shown, now))));
        granted(run(delete_vault(vaults.services, vaults.by(owner), now)));
        CHECK(vaults.house.count("SELECT COUNT(*) FROM sync_approval WHERE account_id = $1",
                                 {who}) == 0);
        CHECK(vaults.house.count("SELECT COUNT(*) FROM sync_asked WHERE account_id = $1", {who}) ==
              0);
        CHECK(mails(vaults.house, who, outbox::Kind::vault_changed) == 1);
        CHECK(why(run(shelf_of(vaults.services, vaults.by(owner), now))) == Why::not_accepted);
        CHECK(vaults.sign_in(owner.login_key, "ada@example.org").verdict ==
              signin::PasswordVerdict::not_accepted);
        for (const auto* table :
             {"sync_change", "sync_vault", "email_index", "address", "password"})
            CHECK(vaults.house.count(
                      "SELECT COUNT(*) FROM " + std::string{table} + " WHERE account_id = $1",
                      {who}) == 0);
        const Owner again;
        CHECK(vaults.open(again, "ada@example.org") != who);
    });
}

TEST_CASE("earlier ciphertext is kept for thirty days, its digest for ever") {
    with_vaults([](Vaults& vaults) {
        Owner owner;
        vaults.open(owner, "ada@example.org");
        const auto id = EntryId::random();
        granted(vaults.push(owner, {owner.pushed(id, 0, 1)}));
        granted(vaults.push(owner, {owner.pushed(id, 1, 2)}));
        vaults.house.clock.advance(replaced_kept_for - std::chrono::seconds{1});
        CHECK(run(empty_some(vaults.services, vaults.house.now())) == 0);
        CHECK(page(vaults, owner, 0).changes.at(0).record);
        vaults.house.clock.advance(std::chrono::seconds{1});
        CHECK(run(empty_some(vaults.services, vaults.house.now())) == 1);
        CHECK(run(empty_some(vaults.services, vaults.house.now())) == 0);
        const auto all = page(vaults, owner, 0);
        CHECK_FALSE(all.changes.at(0).record);
        CHECK(all.changes.at(1).record);
        vault::Chain chain;
        for (const auto& change : all.changes) CHECK(chain.take(change.link));
    });
}

TEST_CASE("a vault and a site account of one address know nothing of each other") {
    with_vaults([](Vaults& vaults) {
        Owner owner;
        const auto person = vaults.house.person("ada@example.org", false);
        const auto who = vaults.open(owner, "ada@example.org");
        CHECK(who != person.who);
        granted(vaults.push(owner, {owner.pushed(EntryId::random(), 0, 1)}));
        auto step = vaults.sign_in(owner.login_key, "ada@example.org");
        REQUIRE(step.token);
        // The vault's token at the site, and the site's password at the vault.
        const auto text = step.token->text();
        CHECK_FALSE(run(signin::current(vaults.house.services,
                                        account::Token::parse(text.text(), account::Realm::site),
                                        vaults.house.now())));
        CHECK(vaults.sign_in(person.password, "ada@example.org").verdict ==
              signin::PasswordVerdict::not_accepted);
        std::function<bool(store::Transaction&)> wipe = [&](store::Transaction& tx) {
            tx.execute("DELETE FROM password WHERE account_id = $1", {person.who});
            tx.execute("DELETE FROM address WHERE account_id = $1", {person.who});
            return true;
        };
        run(vaults.services.db.transact<bool>(person.who, std::move(wipe)));
        CHECK(page(vaults, owner, 0).changes.size() == 1);
        CHECK(vaults.sign_in(owner.login_key, "ada@example.org").verdict ==
              signin::PasswordVerdict::session);
    });
}

TEST_CASE("nothing that is stored shows a secret, a name or a login key") {
    with_vaults([](Vaults& vaults) {
        Owner owner;
        vaults.open(owner, "ada@example.org");
        granted(vaults.push(owner, {owner.pushed(EntryId::random(), 0, 1, "Gringotts")}));
        const auto vault_rows = vaults.house.rows("SELECT head FROM sync_vault");
        const auto text = vault_rows.at(0).text(0);
        for (const std::string_view secret : {"Gringotts", "12345678901234567890"}) {
            CHECK(text.find(secret) == text.npos);
        }
        CHECK(text.find(owner.login_key) == text.npos);
        for (const auto& row : vaults.house.rows("SELECT sealed FROM sync_change")) {
            const auto& octets = row.bytes(0);
            const std::string sealed{reinterpret_cast<const char*>(octets.data()), octets.size()};
            CHECK(sealed.find("Gringotts") == sealed.npos);
            CHECK(sealed.find("12345678901234567890") == sealed.npos);
        }
        const auto login = *parse_base64url(owner.login_key);
        for (const auto& row : vaults.house.rows("SELECT digest FROM password"))
            CHECK(row.bytes(0) != login);
    });
}

#include "sync/approval_flow.h"

#include <doctest/doctest.h>

#include "sync/vaults_double.h"

using namespace sparekey;
using namespace sparekey::sync;

namespace {

vault::ApprovalNonce random_nonce() {
    vault::ApprovalNonce nonce;
    fill_random(nonce);
    return nonce;
}

// A phone that the passphrase opened the head for, and that asks the laptop.
struct Phone {
    vault::Device device = vault::Device::make();
    vault::ApprovalNonce nonce = random_nonce();

    [[nodiscard]] vault::Member member(Time now) const {
        return {device.id, "phone", device.public_keys(), now};
    }
    [[nodiscard]] Result<account::Done> ask(Vaults& vaults, const Owner& owner, AccountId who) {
        const auto added = member(vaults.house.now());
        const auto shown = vault::commitment_of(owner.made.header.vault, added, nonce);
        return run(sync::ask(vaults.services, who, added, shown));
    }
};

template <class Test>
void with_vault(Test&& test) {
    signin::in_each_house([&](signin::House& house) {
        Vaults vaults{house};
        Owner owner;
        const auto who = vaults.open(owner, "ada@example.org");
        test(vaults, owner, who);
    });
}

std::optional<Asking> asked_of(Vaults& vaults, const Owner& owner) {
    return granted(run(asked(vaults.services, vaults.by(owner), vaults.house.now())));
}

Result<account::Done> answered(Vaults& vaults, const Owner& owner, const vault::DeviceId& seen,
                               const vault::ApprovalNonce& nonce) {
    return run(answer(vaults.services, vaults.by(owner), seen, nonce, vaults.house.now()));
}

}  // namespace

TEST_CASE("a device that asks and one that is in come to the same digits, and it is let in") {
    with_vault([](Vaults& vaults, Owner& owner, AccountId who) {
        CHECK_FALSE(asked_of(vaults, owner));
        Phone phone;
        granted(phone.ask(vaults, owner, who));
        const auto seen = asked_of(vaults, owner);
        REQUIRE(seen);
        CHECK(seen->device.keys == phone.device.public_keys());
        const auto mine = random_nonce();
        granted(answered(vaults, owner, seen->device.id, mine));
        const auto told = granted(run(waiting(vaults.services, who, vaults.house.now())));
        CHECK(told.asking.answer == mine);
        granted(run(open(vaults.services, who, phone.nonce)));
        const auto opened = asked_of(vaults, owner);
        REQUIRE(opened);
        REQUIRE(opened->opened);
        const auto code =
            vault::opened_code(owner.made.header.vault, opened->device, opened->commitment,
                               *opened->opened, mine, owner.made.header.roster);
        REQUIRE(code);
        CHECK(*code == vault::approval_code(told.asking.commitment, phone.nonce, mine,
                                            told.shelf.head.header.roster));

        REQUIRE(add_device(owner.made.header, owner.made.keys, opened->device, owner.device));
        granted(run(change_head(vaults.services, vaults.by(owner), owner.head(), nullptr,
                                vaults.house.now())));
        const auto in = granted(run(waiting(vaults.services, who, vaults.house.now())));
        CHECK(vault::open_by_device(in.shelf.head.header, phone.device));
        granted(run(end_asking(vaults.services, vaults.by(owner), vaults.house.now())));
        CHECK_FALSE(asked_of(vaults, owner));
    });
}

TEST_CASE("no nonce is opened before the other is there, and none is written twice") {
    with_vault([](Vaults& vaults, Owner& owner, AccountId who) {
        Phone phone;
        CHECK(why(run(open(vaults.services, who, phone.nonce))) == Why::nobody_asks);
        granted(phone.ask(vaults, owner, who));
        CHECK(why(run(open(vaults.services, who, phone.nonce))) == Why::nobody_asks);
        const auto mine = random_nonce();
        CHECK(why(answered(vaults, owner, vault::DeviceId::random(), mine)) == Why::nobody_asks);
        granted(answered(vaults, owner, phone.device.id, mine));
        CHECK(why(answered(vaults, owner, phone.device.id, mine)) == Why::nobody_asks);
        granted(run(open(vaults.services, who, phone.nonce)));
        CHECK(why(run(open(vaults.services, who, phone.nonce))) == Why::nobody_asks);
    });
}

TEST_CASE("asking lasts ten minutes, and one device at a time asks") {
    with_vault([](Vaults& vaults, Owner& owner, AccountId who) {
        Phone phone;
        Phone other;
        granted(phone.ask(vaults, owner, who));
        granted(other.ask(vaults, owner, who));
        CHECK(asked_of(vaults, owner)->device.id == other.device.id);
        CHECK(why(answered(vaults, owner, phone.device.id, random_nonce())) == Why::nobody_asks);
        vaults.house.clock.advance(vault::approval_lives - std::chrono::seconds{1});
        CHECK(asked_of(vaults, owner));
        vaults.house.clock.advance(std::chrono::seconds{1});
        CHECK_FALSE(asked_of(vaults, owner));
        CHECK(why(answered(vaults, owner, other.device.id, random_nonce())) == Why::nobody_asks);
        CHECK(why(run(waiting(vaults.services, who, vaults.house.now()))) == Why::nobody_asks);
    });
}

TEST_CASE("only a device of the vault answers, and one that is in need not ask") {
    with_vault([](Vaults& vaults, Owner& owner, AccountId who) {
        Phone phone;
        granted(phone.ask(vaults, owner, who));
        const auto by_phone = signed_by(owner.made.header.vault, phone.device, vaults.house.now());
        CHECK(why(run(answer(vaults.services, by_phone, phone.device.id, random_nonce(),
                             vaults.house.now()))) == Why::not_accepted);
        CHECK(why(run(asked(vaults.services, by_phone, vaults.house.now()))) == Why::not_accepted);
        Phone laptop;
        laptop.device = {owner.device.id, owner.device.seed.clone()};
        CHECK(why(laptop.ask(vaults, owner, who)) == Why::vault_unfit);
    });
}

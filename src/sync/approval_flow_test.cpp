#include "sync/approval_flow.h"

#include <doctest/doctest.h>

#include <atomic>

#include "sync/vaults_double.h"

using namespace sparekey;
using namespace sparekey::sync;
using account::Done;

namespace {

constexpr auto email = "ada@example.org";

template <class T>
Result<T> in(const SignedIn<T>& result) {
    REQUIRE_FALSE(std::holds_alternative<account::Refusal>(result));
    if (const auto* refusal = std::get_if<Refusal>(&result)) return *refusal;
    return std::get<T>(result);
}

template <class T>
account::Why account_why(const SignedIn<T>& result) {
    REQUIRE(std::holds_alternative<account::Refusal>(result));
    return std::get<account::Refusal>(result).why;
}

// A vault at the server, and what its laptop and who asks do with it.
struct Stage {
    explicit Stage(signin::House& house)
        : vaults(house), who(vaults.open(owner, email)), token(vaults.token_of(owner, email)) {}

    Owner owner;
    Vaults vaults;
    AccountId who;
    account::Token token;  // Of the passphrase.

    [[nodiscard]] Time now() const { return vaults.house.now(); }
    [[nodiscard]] auto asks(const Asker& asker) {
        const auto added = asker.member(now());
        const auto shown = vault::commitment_of(owner.made.header.vault, added, asker.nonce);
        return run(sync::ask(vaults.services, token, added, shown, now()));
    }
    [[nodiscard]] bool asks_well(const Asker& asker) {
        return std::holds_alternative<Done>(asks(asker));
    }
    [[nodiscard]] std::optional<Asking> seen() {
        return granted(run(asked(vaults.services, vaults.by(owner), now())));
    }
    [[nodiscard]] Result<Done> answers(const vault::DeviceId& device,
                                       const vault::ApprovalNonce& nonce) {
        return run(answer(vaults.services, vaults.by(owner), device, nonce, now()));
    }
    [[nodiscard]] Result<Done> opens(const Asker& asker) {
        return in(run(sync::open(vaults.services, token, asker.device.id, asker.nonce, now())));
    }
    [[nodiscard]] Result<Waiting> waits(const Asker& asker) {
        return in(run(waiting(vaults.services, token, asker.device.id, now())));
    }
    [[nodiscard]] Result<Done> refuses(const Asker& asker) {
        return run(refuse(vaults.services, vaults.by(owner), asker.device.id, now()));
    }
    // Both nonces are there.
    void both(const Asker& asker) {
        REQUIRE(asks_well(asker));
        granted(answers(asker.device.id, Asker::random_nonce()));
        granted(opens(asker));
    }
    void change_passphrase() {
        vault::change_passphrase(owner.made.header, owner.made.keys, vault::Kdf::with_new_salt(),
                                 crypto::Secret::random(32).view());
        const auto login = to_base64url(crypto::Secret::random(32).view());
        granted(vaults.change(owner, login));
    }
    // The head that names it, as the laptop makes it.
    [[nodiscard]] Result<Shelf> lets_in(const Asker& asker, int at_s = 0) {
        auto header = owner.made.header;
        const auto added = asker.member(now() + std::chrono::seconds{at_s});
        REQUIRE(add_device(header, owner.made.keys, added, owner.device));
        return run(
            change_head(vaults.services, vaults.by(owner), head_of(header), {}, nullptr, now()));
    }
};

template <class Test>
void on_stage(Test&& test) {
    signin::in_each_house([&](signin::House& house) {
        Stage stage{house};
        test(stage);
    });
}

}  // namespace

TEST_CASE("a device that asks and one that is in come to the same digits, and it is let in") {
    on_stage([](Stage& stage) {
        CHECK_FALSE(stage.seen());
        const Asker phone;
        REQUIRE(stage.asks_well(phone));
        const auto seen = stage.seen();
        REQUIRE(seen);
        CHECK(seen->device.keys == phone.device.public_keys());
        CHECK(seen->device.name == "phone");
        const auto mine = Asker::random_nonce();
        CHECK_FALSE(granted(stage.waits(phone)).answer);
        granted(stage.answers(seen->device.id, mine));
        const auto told = granted(stage.waits(phone));
        CHECK(told.answer == mine);
        CHECK_FALSE(told.shelf);
        granted(stage.opens(phone));
        const auto opened = stage.seen();
        REQUIRE(opened);
        REQUIRE(opened->opened);
        const auto& header = stage.owner.made.header;
        const auto code = vault::opened_code(header.vault, opened->device, opened->commitment,
                                             *opened->opened, mine, header.roster);
        REQUIRE(code);
        const auto shown =
            vault::commitment_of(header.vault, phone.member(stage.now()), phone.nonce);
        CHECK(*code == vault::approval_code(shown, phone.nonce, mine, header.roster));

        granted(stage.lets_in(phone));
        const auto in = granted(stage.waits(phone));
        REQUIRE(in.shelf);
        CHECK(vault::open_by_device(in.shelf->head.header, phone.device));
        CHECK_FALSE(stage.seen());
    });
}

TEST_CASE("no nonce is opened before the other is there, and none is written twice") {
    on_stage([](Stage& stage) {
        const Asker phone;
        CHECK(why(stage.opens(phone)) == Why::nobody_asks);
        REQUIRE(stage.asks_well(phone));
        CHECK(why(stage.opens(phone)) == Why::nobody_asks);
        const auto mine = Asker::random_nonce();
        CHECK(why(stage.answers(vault::DeviceId::random(), mine)) == Why::nobody_asks);
        CHECK(why(stage.lets_in(phone)) == Why::nobody_asks);
        CHECK(signin::winners_of_sixteen([&] {
                  return std::holds_alternative<Done>(
                      stage.answers(phone.device.id, Asker::random_nonce()));
              }) == 1);
        CHECK(why(stage.answers(phone.device.id, mine)) == Why::nobody_asks);
        CHECK(why(stage.lets_in(phone)) == Why::nobody_asks);
        CHECK(signin::winners_of_sixteen(
                  [&] { return std::holds_alternative<Done>(stage.opens(phone)); }) == 1);
        CHECK(why(stage.opens(phone)) == Why::nobody_asks);
        granted(stage.lets_in(phone));
    });
}

TEST_CASE("an approval is good for ten minutes") {
    on_stage([](Stage& stage) {
        const Asker phone;
        stage.both(phone);
        auto& clock = stage.vaults.house.clock;
        clock.advance(vault::approval_lives - std::chrono::seconds{1});
        CHECK(stage.seen());
        clock.advance(std::chrono::seconds{1});
        CHECK_FALSE(stage.seen());
        CHECK(why(stage.lets_in(phone)) == Why::nobody_asks);
        CHECK(why(stage.waits(phone)) == Why::nobody_asks);
        CHECK(why(stage.refuses(phone)) == Why::nobody_asks);
        const auto& services = stage.vaults.services;
        const auto rows = [&](const char* sql) { return stage.vaults.house.rows(sql).size(); };
        CHECK(run(empty_some(services, stage.now())) == 1);
        CHECK(rows("SELECT account_id FROM sync_approval") == 0);
        CHECK(rows("SELECT account_id FROM sync_asked") == 1);
        clock.advance(asks_day.window);
        CHECK(run(empty_some(services, stage.now())) == 1);
        CHECK(rows("SELECT account_id FROM sync_asked") == 0);
    });
}

TEST_CASE("an approval is good once, whoever comes first") {
    on_stage([](Stage& stage) {
        const Asker phone;
        stage.both(phone);
        // Each by a head of its own: only one may follow the one there is.
        std::atomic<int> nth = 0;
        CHECK(signin::winners_of_sixteen(
                  [&] { return std::holds_alternative<Shelf>(stage.lets_in(phone, ++nth)); }) == 1);
        auto& owner = stage.owner;
        const auto shelf =
            granted(run(shelf_of(stage.vaults.services, stage.vaults.by(owner), stage.now())));
        owner.made.header = shelf.head.header;
        // Taken out again, it would have to ask again.
        const auto wrapping = crypto::Secret::random(32);
        REQUIRE(vault::remove_device(owner.made.header, owner.made.keys, phone.device.id,
                                     vault::Kdf::with_new_salt(), wrapping.view(), owner.device));
        const auto login = to_base64url(crypto::Secret::random(32).view());
        granted(stage.vaults.change(owner, login));
        CHECK(why(stage.lets_in(phone)) == Why::nobody_asks);
    });
}

TEST_CASE("one device at a time asks, and what is begun with it ends with it") {
    on_stage([](Stage& stage) {
        const Asker phone;
        const Asker other;
        stage.both(phone);
        REQUIRE(stage.asks_well(other));
        CHECK(stage.seen()->device.id == other.device.id);
        CHECK(why(stage.answers(phone.device.id, Asker::random_nonce())) == Why::nobody_asks);
        CHECK(why(stage.waits(phone)) == Why::nobody_asks);
        CHECK(why(stage.opens(phone)) == Why::nobody_asks);
        CHECK(why(stage.refuses(phone)) == Why::nobody_asks);
        CHECK(why(stage.lets_in(phone)) == Why::nobody_asks);
        granted(stage.refuses(other));
        CHECK(why(stage.refuses(other)) == Why::nobody_asks);
        CHECK(why(stage.waits(other)) == Why::nobody_asks);
    });
}

TEST_CASE("a new passphrase ends what was asked with the old one") {
    on_stage([](Stage& stage) {
        const Asker phone;
        stage.both(phone);
        stage.change_passphrase();
        CHECK_FALSE(stage.seen());
        CHECK(why(stage.lets_in(phone)) == Why::nobody_asks);
    });
}

TEST_CASE("a device that came in by the recovery key asks no more") {
    on_stage([](Stage& stage) {
        const Asker phone;
        REQUIRE(stage.asks_well(phone));
        auto& owner = stage.owner;
        REQUIRE(vault::join_by_recovery_key(owner.made.header, owner.made.keys,
                                            phone.member(stage.now()), owner.recovery.view()));
        granted(run(join(stage.vaults.services, stage.who, owner.head())));
        CHECK_FALSE(stage.seen());
    });
}

TEST_CASE("who asks knows the passphrase, and goes on knowing it") {
    on_stage([](Stage& stage) {
        const Asker phone;
        const auto& services = stage.vaults.services;
        const auto added = phone.member(stage.now());
        const auto shown = vault::commitment_of(stage.owner.made.header.vault, added, phone.nonce);
        // Made up, though it names the account.
        auto text = std::string{stage.token.text().text()};
        text.back() = text.back() == 'A' ? 'Q' : 'A';
        const auto forged = account::Token::parse(text, account::Realm::vault);
        REQUIRE(forged);
        REQUIRE(forged->account() == stage.who);
        const auto refused = [&](const account::Token& token) {
            CHECK(account_why(run(ask(services, token, added, shown, stage.now()))) ==
                  account::Why::not_signed_in);
            CHECK(account_why(run(waiting(services, token, added.id, stage.now()))) ==
                  account::Why::not_signed_in);
            CHECK(account_why(run(sync::open(services, token, added.id, phone.nonce,
                                             stage.now()))) == account::Why::not_signed_in);
        };
        refused(*forged);
        CHECK_FALSE(stage.seen());
        REQUIRE(stage.asks_well(phone));
        granted(stage.answers(added.id, Asker::random_nonce()));
        refused(*forged);
        stage.change_passphrase();
        refused(stage.token);
    });
}

TEST_CASE("only a device of the vault answers, and one that is in need not ask") {
    on_stage([](Stage& stage) {
        const Asker phone;
        REQUIRE(stage.asks_well(phone));
        const auto& services = stage.vaults.services;
        const auto by_phone = signed_by(stage.owner.made.header.vault, phone.device, stage.now());
        CHECK(why(run(answer(services, by_phone, phone.device.id, Asker::random_nonce(),
                             stage.now()))) == Why::not_accepted);
        CHECK(why(run(asked(services, by_phone, stage.now()))) == Why::not_accepted);
        CHECK(why(run(refuse(services, by_phone, phone.device.id, stage.now()))) ==
              Why::not_accepted);
        Asker laptop;
        laptop.device = {stage.owner.device.id, stage.owner.device.seed.clone()};
        CHECK(std::get<Refusal>(stage.asks(laptop)).why == Why::vault_unfit);
    });
}

TEST_CASE("an owner is asked five times an hour, ten times a day") {
    on_stage([](Stage& stage) {
        const auto refused = [&] {
            const auto result = stage.asks(Asker{});
            const auto* refusal = std::get_if<account::Refusal>(&result);
            return refusal != nullptr && refusal->why == account::Why::too_many_tries;
        };
        for (std::size_t i = 0; i < asks_hour.tries_max; ++i) REQUIRE(stage.asks_well(Asker{}));
        CHECK(refused());
        // No session lasts that long.
        const auto later = [&](Duration by) {
            stage.vaults.house.clock.advance(by);
            stage.token = stage.vaults.token_of(stage.owner, email);
        };
        later(asks_hour.window + std::chrono::seconds{1});
        for (std::size_t i = 0; i < asks_hour.tries_max; ++i) REQUIRE(stage.asks_well(Asker{}));
        later(asks_hour.window + std::chrono::seconds{1});
        CHECK(refused());
        later(asks_day.window);
        CHECK(signin::winners_of_sixteen([&] { return stage.asks_well(Asker{}); }) ==
              static_cast<int>(asks_hour.tries_max));
    });
}

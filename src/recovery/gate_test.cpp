#include <doctest/doctest.h>

#include "recovery/appeal_double.h"

namespace sparekey::recovery {
namespace {

using account::Why;
using guard::Restriction;
using outbox::Kind;

std::int64_t appeals_of(const Bureau& bureau, const Person& person) {
    return bureau.count(person.who, "appeal");
}

account::Result<Opened> type_at_gate(const Bureau& bureau, const std::string& email,
                                     std::string code, const std::string& password,
                                     std::string_view browser = "thief") {
    const OpenAsked asked{email, std::move(code),   secret_of(password), Lost::phone_lost,
                          "UTC", bureau.house.now()};
    return run(open_appeal(bureau.office, House::client(browser), asked));
}

TEST_CASE("the mailbox alone opens no draft, and freezes nothing") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant thief{bureau, ada, "thief"};
        CHECK(why(thief.try_open("not her password")) == Why::not_accepted);
        CHECK(appeals_of(bureau, ada) == 0);
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::none);
    });
}

TEST_CASE("the password alone opens no draft, and freezes nothing") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        const auto client = House::client("thief");
        run(ask_at_gate(bureau.house.services, client, ada.email));
        CHECK(why(type_at_gate(bureau, ada.email, "00000000", ada.password)) == Why::code_wrong);
        // Nor does a code that was mailed to another browser.
        const auto hers = Appellant{bureau, ada, "home"}.gate_code();
        CHECK(why(type_at_gate(bureau, ada.email, hers, ada.password)) == Why::code_wrong);
        CHECK(appeals_of(bureau, ada) == 0);
    });
}

TEST_CASE("the mailbox alone freezes nothing by way of a password reset") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        auto& house = bureau.house;
        const auto link = signin::reset_link(house, ada, "thief");
        const auto pending = signin::reset(
            house, link, {.password = "the thief's own words", .without_factor = true}, "thief");
        CHECK(outcome(pending) == signin::ResetResult::pending);
        Appellant thief{bureau, ada, "thief"};
        REQUIRE(granted(thief.try_open("the thief's own words")));
        CHECK(thief.now().appeal.marked());
        thief.submit();
        bureau.work();
        CHECK(thief.state() == State::initial_review);
        CHECK(standing_of(house, ada.who).restriction == Restriction::none);
        // Her own password signs in as ever.
        Visit home{house, ada};
        CHECK(home.signs_in(home.fresh_code()));
        // And the thief's opens nothing else: it is that appeal's.
        CHECK(bureau.count(ada.who, "pending_password") == 0);
    });
}

TEST_CASE("an address that is younger than 30 days is mailed no code; a removed one is for 90") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        auto& house = bureau.house;
        const auto set = [&](const std::string& column, Time at) {
            bureau.execute(ada.who, [&](store::Transaction& tx) {
                tx.execute(column == "confirmed_at"
                               ? "UPDATE address SET confirmed_at = $2 WHERE account_id = $1"
                               : "UPDATE address SET removed_at = $2 WHERE account_id = $1",
                           {ada.who, at});
            });
        };
        const auto codes_after_asking = [&] {
            run(ask_at_gate(house.services, House::client("a"), ada.email));
            return mails(house, ada.who, Kind::appeal_code);
        };
        set("confirmed_at", house.now() - 24h * 30 + 1s);
        CHECK(codes_after_asking() == 0);
        house.clock.advance(1s);
        CHECK(codes_after_asking() == 1);
        set("removed_at", house.now() - 24h * 90 + 1s);
        CHECK(codes_after_asking() == 2);
        house.clock.advance(1s);
        CHECK(codes_after_asking() == 2);
    });
}

TEST_CASE("an unknown address is answered as a known one, and mailed nothing") {
    in_each_bureau([](Bureau& bureau) {
        auto& house = bureau.house;
        run(account::ensure_decoys(house.services.db));
        const std::string nobody = "nobody@example.org";
        const auto asked = run(ask_at_gate(house.services, House::client("thief"), nobody));
        CHECK(asked.expires_at == house.now() + account::mailed_code_lives);
        for (int left = 4; left >= 0; --left) {
            const auto answer = type_at_gate(bureau, nobody, "00000000", "whatever");
            CHECK(why(answer) == Why::code_wrong);
            CHECK(std::get<account::Refusal>(answer).tries_left == left);
        }
        CHECK(why(type_at_gate(bureau, nobody, "00000000", "whatever")) == Why::too_many_tries);
        CHECK(house.count("SELECT COUNT(*) FROM outbox") == 0);
        CHECK(house.count("SELECT COUNT(*) FROM appeal") == 0);
    });
}

TEST_CASE("a code of the gate opens one draft, whoever races for it") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        const auto code = Appellant{bureau, ada, "home"}.gate_code();
        const int won = signin::winners_of_sixteen(
            [&] { return granted(type_at_gate(bureau, ada.email, code, ada.password, "home")); });
        CHECK(won == 1);
        CHECK(appeals_of(bureau, ada) == 1);
    });
}

TEST_CASE("where the password's tries are closed, one mailed code is one try at the gate") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        auto& house = bureau.house;
        for (int i = 0; i < 5; ++i)
            (void)signin::type_password(house, House::client("stranger"), ada.email, "no");
        const auto code = Appellant{bureau, ada, "borrowed"}.gate_code();
        CHECK(why(type_at_gate(bureau, ada.email, code, "no", "borrowed")) == Why::not_accepted);
        CHECK(why(type_at_gate(bureau, ada.email, code, ada.password, "borrowed")) ==
              Why::code_expired);
        Appellant owner{bureau, ada};
        CHECK(granted(owner.try_open(ada.password)));
    });
}

TEST_CASE("without a second factor, or a record to compare with, nothing is opened") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        bureau.execute(ada.who, [&](store::Transaction& tx) {
            tx.execute("UPDATE identity_record SET usable_from = $2 WHERE account_id = $1",
                       {ada.who, tx.now() + 1h});
        });
        CHECK(why(Appellant{bureau, ada}.try_open(ada.password)) == Why::no_identity_record);
        bureau.execute(ada.who,
                       [&](store::Transaction& tx) { tx.save(factor::delete_authenticator()); });
        CHECK(why(Appellant{bureau, ada}.try_open(ada.password)) == Why::no_factor);
        CHECK(appeals_of(bureau, ada) == 0);
    });
}

TEST_CASE("a changed contact or record marks the case") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        auto& house = bureau.house;
        bureau.execute(ada.who, [&](store::Transaction& tx) {
            tx.execute(
                "INSERT INTO address (account_id, address_id, email, email_digest, is_primary, "
                "added_at, confirmed_at) VALUES ($1, 5, 'new@example.org', $3, FALSE, $2, $2)",
                {ada.who, house.now() - 24h * 29, to_bytes(bytes_of("digest of new"))});
        });
        Appellant at{bureau, ada};
        at.open();
        CHECK(at.now().appeal.contact_is_new);
        CHECK(at.now().appeal.marked());
        CHECK_FALSE(at.now().appeal.pending_password);
    });
}

TEST_CASE("a receipt and a mailed code go on elsewhere, everybody is told, and neither is enough") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        auto& house = bureau.house;
        Appellant at{bureau, ada};
        at.open();
        at.fill();
        Appellant other{bureau, ada, "library"};
        const auto go_on = [&](const std::string& code, const std::string& receipt) {
            const ContinueAsked asked{ada.email, code, receipt};
            return run(continue_appeal(bureau.office, other.client, asked));
        };
        CHECK(why(go_on("00000000", at.receipt)) == Why::code_expired);
        CHECK(why(go_on(other.gate_code(), "AAAA AAAA AAAA AAAA")) == Why::receipt_wrong);
        CHECK(mails(house, ada.who, Kind::appeal_continued) == 0);
        const auto opened = go_on(other.gate_code(), at.receipt);
        CHECK(outcome(opened).appeal == at.id);
        CHECK(mails(house, ada.who, Kind::appeal_continued) == 1);
        other.access = outcome(opened).access.clone();
        other.receipt = at.receipt;
        CHECK(granted(other.try_submit()));
    });
}

}  // namespace
}  // namespace sparekey::recovery

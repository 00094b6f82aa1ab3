#include <doctest/doctest.h>

#include "recovery/appeal_double.h"
#include "recovery/phone_flow.h"

namespace sparekey::recovery {
namespace {

using account::Why;

TEST_CASE("a phone joins once, within ten minutes, and both screens show the same words") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        const auto phone = House::client("phone");
        const auto offered = run(offer_to_phone(bureau.office, at.client, *at.access));
        CHECK(outcome(offered).words == at.now().words);
        const int won = signin::winners_of_sixteen(
            [&] { return granted(run(join(bureau.office, phone, outcome(offered).token))); });
        CHECK(won == 1);
        const auto late = run(offer_to_phone(bureau.office, at.client, *at.access));
        bureau.house.clock.advance(10min);
        CHECK(why(run(join(bureau.office, phone, outcome(late).token))) == Why::link_invalid);
    });
}

TEST_CASE("a phone fills in and uploads; it passes nothing on and withdraws nothing") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        const auto offered = run(offer_to_phone(bureau.office, at.client, *at.access));
        Appellant phone{bureau, ada, "phone"};
        phone.id = at.id;
        phone.access =
            outcome(run(join(bureau.office, phone.client, outcome(offered).token))).clone();
        phone.put(evidence::Kind::selfie);
        CHECK(bureau.count(ada.who, "evidence_item") == 1);
        const auto& office = bureau.office;
        CHECK(why(run(offer_to_phone(office, phone.client, *phone.access))) == Why::wrong_state);
        CHECK(why(run(make_receipt(office, phone.client, *phone.access))) == Why::wrong_state);
        CHECK(why(run(withdraw(office, phone.client, *phone.access))) == Why::wrong_state);
        // The code in the QR acts for nobody.
        const auto again = run(offer_to_phone(office, at.client, *at.access));
        CHECK(why(run(paper_code(office, phone.client, outcome(again).token))) == Why::no_appeal);
    });
}

TEST_CASE("a token of another account, or none, acts in no appeal") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        auto bob = bureau.person("bob@example.org");
        Appellant at{bureau, ada};
        at.open();
        const auto strange = account::Token::make(bob.who);
        CHECK(why(run(paper_code(bureau.office, at.client, strange))) == Why::no_appeal);
        CHECK_FALSE(run(status(bureau.office, strange, bureau.house.now())));
        bureau.house.clock.advance(access_lives);
        CHECK(why(run(paper_code(bureau.office, at.client, *at.access))) == Why::no_appeal);
    });
}

}  // namespace
}  // namespace sparekey::recovery

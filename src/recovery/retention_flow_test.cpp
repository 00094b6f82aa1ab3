#include "recovery/retention_flow.h"

#include <doctest/doctest.h>

#include "recovery/appeal_double.h"
#include "recovery/retention_table.h"
#include "recovery/seat_table.h"

namespace sparekey::recovery {
namespace {

void destroy_all(const Bureau& bureau) {
    while (run(destroy_what_is_due(bureau.office, bureau.house.now())) > 0) {
    }
}

TEST_CASE("a draft that lapsed is destroyed a day later, form and all") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        at.fill();
        bureau.pass_time(72h);
        REQUIRE(at.state() == State::expired);
        bureau.house.clock.advance(24h - 1s);
        destroy_all(bureau);
        CHECK(bureau.keys.form_keys.size() == 1);
        bureau.house.clock.advance(1s);
        destroy_all(bureau);
        CHECK(bureau.keys.form_keys.empty());
        CHECK(bureau.keys.evidence_keys.empty());
        CHECK(bureau.count(ada.who, "appeal_form") == 0);
        CHECK(bureau.count(ada.who, "evidence_item") == 0);
        CHECK(bureau.count(ada.who, "appeal") == 1);
    });
}

TEST_CASE("pictures go 30 days after the end, the form after a year, the rows after three") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.to_review();
        REQUIRE(bureau.happens(ada.who, at.id, {.event = Event::rejected, .reasons = {"blurred"}}));
        const auto ended = bureau.house.now();
        bureau.execute(ada.who, [&](store::Transaction& tx) {
            tx.save(give_seat(at.id, AccountId{reviewer_a}, Seat::a, tx.now()).back());
            tx.save(insert_act(at.id, {.staff = AccountId{reviewer_a}, .note = Bytes(40)}));
            tx.save(insert_view(at.id, {.staff = AccountId{reviewer_a}, .what = "selfie"}));
        });
        const auto notes = [&] {
            return bureau.house.count("SELECT COUNT(*) FROM appeal_act WHERE note IS NOT NULL");
        };
        const auto at_day = [&](int days) {
            bureau.house.clock.advance(ended + 24h * days - bureau.house.now());
            destroy_all(bureau);
        };
        at_day(29);
        CHECK(bureau.count(ada.who, "evidence_item") > 0);
        at_day(30);
        CHECK(bureau.keys.evidence_keys.empty());
        CHECK(bureau.count(ada.who, "evidence_item") == 0);
        at_day(364);
        CHECK(bureau.keys.form_keys.size() == 1);
        CHECK(notes() == 1);
        at_day(365);
        CHECK(bureau.keys.form_keys.empty());
        CHECK(notes() == 0);
        CHECK(bureau.count(ada.who, "appeal") == 1);
        at_day(365 * 3);
        for (const std::string table : {"appeal", "appeal_event", "appeal_promise", "case_index",
                                        "appeal_seat", "appeal_act", "appeal_view"})
            CHECK_MESSAGE(bureau.count(ada.who, table) == 0, table);
    });
}

TEST_CASE("of fraud pictures are kept for 180 days, and of a review that began nothing goes") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        auto bob = bureau.person("bob@example.org");
        Appellant fraud{bureau, ada};
        fraud.to_review();
        REQUIRE(bureau.happens(ada.who, fraud.id, {.event = Event::refused}));
        CHECK(fraud.now().evidence_until == bureau.house.now() + 24h * 180);
        Appellant reviewed{bureau, bob};
        reviewed.to_review();
        REQUIRE(bureau.happens(bob.who, reviewed.id, {.event = Event::rejected}));
        REQUIRE(granted(run(ask_review(bureau.office, reviewed.client, *reviewed.access))));
        CHECK(reviewed.now().evidence_until == Time{});
        bureau.house.clock.advance(24h * 31);
        destroy_all(bureau);
        CHECK(bureau.keys.evidence_keys.size() == 2);
    });
}

}  // namespace
}  // namespace sparekey::recovery

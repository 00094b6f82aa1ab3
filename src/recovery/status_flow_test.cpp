#include "recovery/status_flow.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "recovery/appeal_double.h"

namespace sparekey::recovery {
namespace {

Status seen(const Appellant& at) {
    auto found = run(status(at.bureau.office, *at.access, at.house.now()));
    REQUIRE(found);
    return *std::move(found);
}
bool can(const Status& status, Action action) {
    return std::ranges::find(status.can, action) != status.can.end();
}

TEST_CASE("a draft's page lists what is missing, and shows its applicant what was typed") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        const auto empty = seen(at);
        CHECK(empty.missing ==
              std::vector<Needed>{{"form", ""}, {"id_front", ""}, {"id_back", ""}, {"selfie", ""}});
        CHECK_FALSE(can(empty, Action::submit));
        CHECK(can(empty, Action::upload));
        at.fill();
        const auto full = seen(at);
        CHECK(full.missing.empty());
        CHECK(full.items.size() == 3);
        CHECK(can(full, Action::submit));
        REQUIRE(full.form);
        CHECK(full.form->legal_name == "Ada Lovelace");
        REQUIRE(granted(at.try_submit()));
        CHECK_FALSE(seen(at).form);
        CHECK_FALSE(can(seen(at), Action::upload));
    });
}

TEST_CASE("a selfie with yesterday's code is asked for again") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        at.fill();
        bureau.house.clock.advance(24h);
        REQUIRE(granted(run(paper_code(bureau.office, at.client, *at.access))));
        CHECK(seen(at).missing == std::vector<Needed>{{"selfie", "paper_code"}});
        CHECK(why(at.try_submit()) == account::Why::incomplete);
        bureau.house.clock.advance(1s);
        at.put(evidence::Kind::selfie);
        CHECK(granted(at.try_submit()));
    });
}

TEST_CASE("the page says until when, and what was promised stays") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        CHECK(seen(at).due_at == bureau.house.now() + 72h);
        at.submit();
        const auto promised = seen(at).c.dates;
        CHECK(promised.first_review_by == bureau.house.now() + 48h);
        CHECK(promised.link_from >= bureau.house.now() + 72h);
        bureau.work();
        CHECK(seen(at).c.dates.first_review_by == bureau.house.now() + 48h);
        bureau.pass_time(24h);
        CHECK(seen(at).c.dates.first_review_by == promised.first_review_by);
        const auto history = seen(at).history;
        REQUIRE(history.size() == 3);
        CHECK(history[0].event == "opened");
        CHECK(history[1].event == "submitted");
        CHECK(history[2].event == "checked");
    });
}

TEST_CASE("when staff are late a lead has the case, the applicant a new date and an apology") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        at.submit();
        bureau.work();
        bureau.pass_time(48h);
        CHECK(at.state() == State::escalated);
        CHECK(mails(bureau.house, ada.who, outbox::Kind::appeal_late) == 1);
        const auto promises = bureau.house.rows(
            "SELECT kept FROM appeal_promise WHERE account_id = $1 AND settled_at > 0", {ada.who});
        REQUIRE(promises.size() == 1);
        CHECK_FALSE(promises[0].boolean(0));
        CHECK(bureau.count(ada.who, "appeal_promise") == 2);
    });
}

TEST_CASE("what the machine cannot read is asked for again, three times") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        at.submit();
        const auto spoil = [&] {
            bureau.execute(ada.who, [&](store::Transaction& tx) {
                tx.execute(
                    "UPDATE evidence_item SET status = 'unreadable' WHERE account_id = $1 "
                    "AND kind = 'id_back'",
                    {ada.who});
            });
            bureau.work();
        };
        spoil();
        for (int round = 1; round <= 3; ++round) {
            REQUIRE(at.state() == State::needs_material);
            CHECK(at.now().appeal.material_rounds == round);
            CHECK(seen(at).missing == std::vector<Needed>{{"id_back", "unreadable"}});
            bureau.house.clock.advance(1s);
            at.put(evidence::Kind::id_back);
            REQUIRE(granted(run(supply(bureau.office, at.client, *at.access))));
            spoil();
        }
        CHECK(at.state() == State::rejected);
        CHECK(at.now().reasons == std::vector<std::string>{"unreadable"});
    });
}

TEST_CASE("the same ID number under another account is a flag") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        auto bob = bureau.person("bob@example.org");
        Appellant first{bureau, ada};
        first.open();
        first.submit();
        bureau.work();
        Appellant second{bureau, bob};
        second.open();
        second.fill();
        person::Claimed claimed;
        claimed.legal_name = "Robert";
        claimed.id_number = "l8989 ADA@example.org";
        claimed.phone = "+44 20 7946 0000";
        REQUIRE(
            granted(run(save_draft_form(bureau.office, second.client, *second.access, claimed))));
        REQUIRE(granted(second.try_submit()));
        bureau.work();
        CHECK(second.now().flags.contains(Flag::double_number));
        CHECK(second.now().appeal.flagged);
        CHECK_FALSE(first.now().appeal.flagged);
    });
}

}  // namespace
}  // namespace sparekey::recovery

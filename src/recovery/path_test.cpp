#include <doctest/doctest.h>

#include "recovery/appeal_double.h"

namespace sparekey::recovery {
namespace {

using account::Why;
using guard::Restriction;

TEST_CASE("an appeal goes from the gate to a new authenticator, and the hold ends by itself") {
    in_each_bureau([](Bureau& bureau) {
        auto ada = bureau.person("ada@example.org");
        const auto old_code = std::string{ada.codes[0].text()};
        Appellant at{bureau, ada};
        at.open();
        CHECK(at.state() == State::draft);
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::none);
        CHECK(mails(bureau.house, ada.who, outbox::Kind::appeal_opened) == 1);

        at.submit();
        CHECK(at.state() == State::intake);
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::freeze);
        CHECK(mails(bureau.house, ada.who, outbox::Kind::appeal_submitted) == 1);
        bureau.work();
        CHECK(at.state() == State::initial_review);

        at.record();
        at.pass(reviewer_a, Seat::a);
        CHECK(at.state() == State::secondary_review);
        at.pass(reviewer_b, Seat::b);
        CHECK(at.state() == State::secondary_review);
        at.wait_for_link();

        at.reset();
        CHECK(at.state() == State::holding);
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::hold);
        CHECK(bureau.sessions(ada.who) == 1);
        CHECK(bureau.count(ada.who, "generation") == 1);
        bureau.pass_time(48h);
        CHECK(at.state() == State::completed);
        CHECK(standing_of(bureau.house, ada.who).restriction == Restriction::none);
        Visit home{bureau.house, ada};
        CHECK(home.signs_in(home.fresh_code()));
        CHECK_FALSE(home.signs_in(old_code));
    });
}

}  // namespace
}  // namespace sparekey::recovery

#include "signin/password_change.h"

#include <doctest/doctest.h>

#include "signin/acts_double.h"

namespace sparekey::signin {
namespace {

using namespace std::chrono_literals;

const std::string fresh = "a quite different sentence";

account::Result<account::Done> change(Visit& visit, const std::string& to,
                                      const std::string& code) {
    auto action = change_password(visit.house.services, visit.person.who, secret_of(to));
    auto result = visit.act(std::move(action), code);
    if (granted(result)) visit.person.password = to;
    return result;
}

TEST_CASE("a changed password signs in, the old one does not, and what it was is kept") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        const auto old = copy_of(ada);
        Visit visit{house, ada};
        visit.sign_in();
        CHECK(granted(change(visit, fresh, visit.fresh_code())));

        const auto client = House::client("elsewhere");
        CHECK(type_password(house, client, ada.email, old.password).verdict ==
              PasswordVerdict::not_accepted);
        CHECK(type_password(house, client, ada.email, fresh).verdict == PasswordVerdict::challenge);
        CHECK(house.count("SELECT count(*) FROM generation") == 1);
        CHECK(mails(house, ada.who, outbox::Kind::password_changed) == 1);
        CHECK(lines(house, ada.who, journal::Kind::password_changed) == 1);
        CHECK(standing_of(house, ada.who).until == house.now() + 48h);
    });
}

TEST_CASE("the session that changes the password goes on under a new token, every other one ends") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit home{house, ada};
        Visit phone{house, ada, "phone"};
        home.sign_in();
        phone.sign_in();
        const auto before = home.session->clone();
        CHECK(granted(change(home, fresh, home.fresh_code())));
        CHECK(home.current());
        CHECK_FALSE(phone.current());
        CHECK_FALSE(run(current(house.services, before.clone(), house.now())));
        CHECK(sessions(house, ada.who) == 1);
    });
}

TEST_CASE("the backup codes can be viewed with the new password") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        CHECK(granted(change(visit, fresh, visit.fresh_code())));
        house.clock.advance(48h);
        visit.sign_in();
        const auto viewed = visit.act(factor::view_codes(house.services), visit.fresh_code());
        REQUIRE(granted(viewed));
        for (std::size_t i = 0; i < ada.codes.size(); ++i) {
            CHECK(outcome(viewed)[i].code.text() == ada.codes[i].text());
        }
    });
}

TEST_CASE("a change of the password ends challenges, reset links and a pending password") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        const auto stranger = House::client("stranger");
        const auto challenge = challenge_of(house, stranger, ada);
        const auto link = reset_link(house, ada);
        CHECK(granted(reset(house, reset_link(house, ada), {"a pending sentence", {}, true})));
        CHECK(house.count("SELECT count(*) FROM pending_password") == 1);

        CHECK(granted(change(visit, fresh, visit.fresh_code())));
        const auto code = visit.fresh_code();
        CHECK(why(type_code(house, stranger, challenge, code)) == Why::no_challenge);
        CHECK(why(reset(house, link, {"yet another sentence", code})) == Why::link_invalid);
        CHECK(house.count("SELECT count(*) FROM pending_password") == 0);
        CHECK(visit.signs_in(code));
    });
}

TEST_CASE("a hold lets the password be changed, and each change lengthens it") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        CHECK(granted(change(visit, fresh, visit.fresh_code())));
        house.clock.advance(30min);
        CHECK(granted(change(visit, "and a third sentence", visit.fresh_code())));
        CHECK(standing_of(house, ada.who).until == house.now() + 48h);
        CHECK(house.count("SELECT count(*) FROM generation") == 2);
    });
}

TEST_CASE("a longer hold is not shortened by the one of a changed password") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", true);
        Visit visit{house, ada};
        visit.sign_in();
        change_guard(house, ada.who,
                     [&](store::Guard& guard) { guard::begin_hold(guard, 168h, house.now()); });
        const auto until = standing_of(house, ada.who).until;
        CHECK(granted(change(visit, fresh, visit.fresh_code())));
        CHECK(standing_of(house, ada.who).until == until);
    });
}

TEST_CASE("where it is the only factor the new password needs fifteen characters") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit visit{house, ada};
        visit.sign_in();
        CHECK(why(change(visit, "fourteen chars", {})) == Why::password_too_short);
        // Two code points that are one letter count as one.
        CHECK(why(change(visit, "thirteen lette\u0301", {})) == Why::password_too_short);
        CHECK(granted(change(visit, "fifteen letters", {})));
        CHECK(standing_of(house, ada.who).restriction == guard::Restriction::hold);
    });
}

TEST_CASE("a password is the same typed composed or decomposed") {
    in_each_house([](House& house) {
        auto ada = house.person("ada@example.org", false);
        Visit visit{house, ada};
        visit.sign_in();
        CHECK(granted(change(visit, "la premi\u00e8re phrase", {})));
        CHECK(type_password(house, House::client("home"), ada.email, "la premie\u0300re phrase")
                  .verdict == PasswordVerdict::session);
    });
}

TEST_CASE("why a new password is refused") {
    crypto::start();
    House house{store::Engine::sqlite_memory};
    house.settings.site_name = "Fern & Co";
    house.settings.password_blocklist = {"iloveyou12345"};
    const auto judged = [&](std::string_view password, bool has_factor) {
        const auto refusal =
            judge_new_password(house.services, password, "ada@example.org", has_factor);
        return refusal ? std::optional{refusal->why} : std::nullopt;
    };
    CHECK(judged("seven77", true) == Why::password_too_short);
    CHECK(judged("eight888", true) == std::nullopt);
    CHECK(judged("eight888", false) == Why::password_too_short);
    CHECK(judged("IloveYou12345", true) == Why::password_common);
    CHECK(judged("aaaaaaaaaaaaaaaa", false) == Why::password_common);
    CHECK(judged("xyxyxyxyxyxyxyxy", false) == Why::password_common);
    CHECK(judged("ADA@example.org1", false) == Why::password_too_similar);
    CHECK(judged("fern & co1", true) == Why::password_site_name);
    CHECK(judged("no digits no signs", false) == std::nullopt);
}

}  // namespace
}  // namespace sparekey::signin

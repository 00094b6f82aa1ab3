#include "recovery/desk.h"

#include <doctest/doctest.h>

#include <fstream>

#include "base/failure.h"
#include "test/scratch.h"

namespace sparekey::recovery {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

TEST_CASE("a case reads back the calendar and limits that it was opened with") {
    DeskRules rules{Calendar{"Europe/Berlin", Weekdays{"1000010"}, {2026y / 12 / 25}},
                    Limits::of_single_reviewer(), true};
    rules.limits.link = 25h;
    const auto back = parse_desk_rules(to_json(rules));
    CHECK(to_json(back) == to_json(rules));
    CHECK(back.calendar.zone() == "Europe/Berlin");
    CHECK(back.calendar.is_business_day(2026y / 11 / 28));
    CHECK_FALSE(back.calendar.is_business_day(2026y / 12 / 25));
    CHECK(back.limits.link == 25h);
    CHECK(back.limits.notice_days == 7);
    CHECK(back.single_reviewer);
    CHECK_THROWS_AS((void)parse_desk_rules("{}"), Failure);
    CHECK_THROWS_AS((void)parse_desk_rules("no json"), Failure);
}

TEST_CASE("about matching the applicant is told one sentence, about fraud nothing") {
    const Reasons reasons;
    const auto told = reasons.told_to_applicant(
        {"blurred", "name_differs", "number_differs", "altered", "no such reason"});
    REQUIRE(told.size() == 2);
    CHECK(told[0].slug == "blurred");
    CHECK(told[1].slug == "does_not_match");
    CHECK(told[1].of == ReasonClass::match);
}

TEST_CASE(
    "a file of reasons takes the place of those that are built in, or is refused by its line") {
    const test::ScratchFolder folder;
    const auto file = folder / "reasons";
    const auto write = [&](const std::string& text) { std::ofstream{file} << text; };
    write("# ours\nunreadable | quality | id_front selfie | It cannot be read.\n");
    const Reasons ours{file};
    REQUIRE(ours.all().size() == 1);
    CHECK(ours.find("unreadable")->kinds == std::vector<std::string>{"id_front", "selfie"});
    CHECK(ours.find("blurred") == nullptr);
    for (const auto* wrong : {"unreadable | taste | | No.\n", "unreadable | quality | No.\n",
                              "blurred | quality | | Blurred.\n", "",
                              "unreadable | quality | | One.\nunreadable | match | | Two.\n"}) {
        write(wrong);
        CHECK_THROWS_AS(Reasons{file}, Failure);
    }
}

}  // namespace
}  // namespace sparekey::recovery

#include "test/appeal_model/coming_back.h"

#include <doctest/doctest.h>

namespace sparekey::appeal_model {
namespace {

using namespace std::chrono_literals;

constexpr auto too_long = 24h * 60;

struct Worst {
    std::string broken_by;
    std::size_t worlds;
    Duration longest{};
};

Worst besieged_by(const Setting& setting) {
    Worst worst{};
    std::vector<Promise<Siege>> promises{
        {"the owner is back within 60 days", [&](const Siege&, const Siege& after) {
             if (after.back) worst.longest = std::max(worst.longest, took(after));
             return took(after) > too_long && !after.back;
         }}};
    Search<Siege> search{[&](const Siege& siege, std::vector<Move<Siege>>& to) {
                             if (took(siege) <= too_long) add_moves(siege, setting, to);
                         },
                         [](const Siege& siege) { return key_of(siege); },
                         [](const Siege& siege) { return told(siege); }};
    for (const auto& siege : beginnings(setting)) search.begin_with(siege);
    search.hold_to(promises);
    worst.broken_by = promises[0].broken_by;
    worst.worlds = search.count();
    return worst;
}

}  // namespace

TEST_CASE("an owner with mailbox, password and honest evidence is back within 60 days") {
    for (const auto& thief : {Thief{}, Thief{.mailbox = true, .password = true},
                              Thief{.mailbox = true, .password = true, .reviewer = true}}) {
        const auto worst = besieged_by({thief});
        INFO(told(thief) << " " << worst.worlds << " worlds");
        CHECK(worst.broken_by == "");
        MESSAGE(told(thief) << ": " << worst.worlds << " worlds, at most " << worst.longest / 24h
                            << " days");
    }
}

}  // namespace sparekey::appeal_model

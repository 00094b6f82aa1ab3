// What `run --demo` promises: a desk with something of everything to look at.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "test/daemon/child.h"

using namespace sparekey::test;

TEST_CASE("the samples have an appeal in every state that lasts") {
    const House house;
    RunningDaemon daemon(house, {"--demo"});
    std::ostringstream notes;
    notes << std::ifstream(house.file("var/demo.txt")).rdbuf();
    for (const auto* const state :
         {"draft", "initial_review", "needs_material", "video_requested", "secondary_review",
          "escalated", "contested", "link_sent", "link_lapsed", "holding", "completed", "rejected",
          "refused_as_fraud", "withdrawn", "expired", "cancelled_by_owner", "reversed"}) {
        CAPTURE(state);
        CHECK(notes.str().find(std::string{"  "} + state + ": ") != std::string::npos);
    }
    CHECK(daemon.stop().exit_code == 0);
}

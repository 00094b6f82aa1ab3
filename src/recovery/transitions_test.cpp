#include "recovery/transitions.h"

#include <doctest/doctest.h>

#include <set>

#include "test/scratch.h"

namespace sparekey::recovery {
TEST_CASE("every slug of a state is its own and is read back") {
    std::set<std::string_view> slugs;
    for (int i = 0; i < state_count; ++i) {
        const auto state = static_cast<State>(i);
        CHECK(parse_state(slug(state)) == state);
        slugs.insert(slug(state));
    }
    CHECK(slugs.size() == state_count);
    CHECK_FALSE(parse_state("lost"));
}

TEST_CASE("nothing happens to an appeal that is over, but an undo and one review of a rejection") {
    std::set<std::pair<State, Event>> possible;
    for (const auto& rule : rules()) {
        if (is_end(rule.from)) possible.insert({rule.from, rule.event});
    }
    CHECK(possible == std::set<std::pair<State, Event>>{{State::completed, Event::proven},
                                                        {State::rejected, Event::review_asked}});
}

TEST_CASE("doc/recovery.md has the table as it is") {
    const auto page = test::content_of("doc/recovery.md");
    CHECK_MESSAGE(page.find(drawing()) != std::string::npos, "the table should be:\n" << drawing());
}

}  // namespace sparekey::recovery

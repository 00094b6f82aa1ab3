#include "recovery/diagram.h"

#include <doctest/doctest.h>

#include "test/scratch.h"

TEST_CASE("doc/recovery.md draws the table as it is") {
    const auto page = sparekey::test::content_of("doc/recovery.md");
    const auto drawn = "```mermaid\n" + sparekey::recovery::diagram() + "```\n";
    CHECK_MESSAGE(page.find(drawn) != std::string::npos, "the drawing should be:\n" << drawn);
}

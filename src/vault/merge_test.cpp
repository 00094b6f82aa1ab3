#include "vault/merge.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "vault/vault_double.h"

namespace sparekey::vault {
namespace {

using test::noon;
using namespace std::chrono_literals;

Entry edited(const Entry& from, Field field, std::string text, Time at) {
    auto entry = from.clone();
    if (field == Field::issuer) entry.issuer = std::move(text);
    if (field == Field::account) entry.account = std::move(text);
    if (field == Field::note) entry.note = std::move(text);
    entry.edited[field] = at;
    return entry;
}

TEST_CASE("what only one side changed is that side's") {
    const auto base = test::entry("Site", "ada");
    const auto mine = edited(base, Field::note, "mine", noon + 1h);
    const auto theirs = edited(base, Field::issuer, "Theirs", noon + 2h);
    const auto merged = merge(&base, mine, theirs);
    CHECK(merged.entry.note == "mine");
    CHECK(merged.entry.issuer == "Theirs");
    CHECK_FALSE(merged.copy);
    // Also when it is older than everything else: nobody changed it back.
    const auto old = edited(base, Field::note, "mine", noon - 9h);
    CHECK(merge(&base, old, theirs).entry.note == "mine");
}

TEST_CASE("of two edits of one field the later one stays, and it does not matter who merges") {
    const auto base = test::entry("Site", "ada");
    const auto mine = edited(base, Field::note, "earlier", noon + 1h);
    const auto theirs = edited(base, Field::note, "later", noon + 2h);
    CHECK(merge(&base, mine, theirs).entry.note == "later");
    CHECK(merge(&base, theirs, mine).entry.note == "later");
    CHECK_FALSE(merge(&base, mine, theirs).copy);
    CHECK(merge(nullptr, theirs, mine).entry.note == "later");
}

TEST_CASE("where clocks cannot tell which is later, both are kept") {
    const auto base = test::entry("Site", "ada");
    const auto mine = edited(base, Field::note, "one", noon + 1h);
    const auto theirs = edited(base, Field::note, "other", noon + 1h + doubt_window - 1s);
    const auto merged = merge(&base, mine, theirs);
    CHECK(merged.entry.note == "other");
    REQUIRE(merged.copy);
    CHECK(merged.copy->note == "one");
    CHECK(merged.copy->key == base.key);
    CHECK(std::ranges::count(merged.copy->tags, conflict_tag) == 1);
    const auto swapped = merge(&base, theirs, mine);
    CHECK(says_the_same(swapped.entry, merged.entry));
    CHECK(says_the_same(*swapped.copy, *merged.copy));
    const auto clear = edited(base, Field::note, "other", noon + 1h + doubt_window);
    CHECK_FALSE(merge(&base, mine, clear).copy);
}

TEST_CASE("both texts are kept when each side loses one") {
    const auto base = test::entry("Site", "ada");
    auto mine = edited(base, Field::note, "my note", noon + 1h);
    mine = edited(mine, Field::issuer, "Mine", noon + 1h + 1s);
    auto theirs = edited(base, Field::note, "their note", noon + 1h + 1s);
    theirs = edited(theirs, Field::issuer, "Theirs", noon + 1h);
    const auto merged = merge(&base, mine, theirs);
    CHECK(merged.entry.note == "their note");
    CHECK(merged.entry.issuer == "Mine");
    REQUIRE(merged.copy);
    CHECK(merged.copy->note == "my note");
    CHECK(merged.copy->issuer == "Theirs");
}

TEST_CASE("the greater counter, and all tags of both") {
    auto base = test::entry("Site", "ada");
    base.tags = {"a", "b"};
    auto mine = base.clone();
    mine.counter = 7;
    mine.tags = {"a", "mine"};
    mine.edited[Field::tags] = noon + 1h;
    auto theirs = base.clone();
    theirs.counter = 5;
    theirs.tags = {"b", "theirs"};
    theirs.edited[Field::tags] = noon + 1h;
    const auto merged = merge(&base, mine, theirs);
    CHECK(merged.entry.counter == 7);
    CHECK(merged.entry.tags == std::vector<std::string>{"a", "b", "mine", "theirs"});
    CHECK_FALSE(merged.copy);
    // Taking a tag away counts where the other side left them alone.
    theirs.tags = base.tags;
    CHECK(merge(&base, mine, theirs).entry.tags == mine.tags);
}

TEST_CASE("two keys under one id are two entries: no merge drops a secret") {
    const auto base = test::entry("Site", "ada");
    for (const auto* secret : {"JBSWY3DPEHPK3PXQ", "JBSWY3DPEHPK3PXPAA"}) {
        const auto theirs = test::entry("Site", "ada", secret);
        const auto merged = merge(&base, base, theirs);
        CHECK(merged.entry.key == theirs.key);
        REQUIRE(merged.copy);
        CHECK(merged.copy->key == base.key);
    }
    auto theirs = base.clone();
    theirs.key.period_s = 60;
    CHECK(merge(&base, base, theirs).copy->key == base.key);
}

TEST_CASE("one side took the issuer away and the other the account: a name stays") {
    const auto base = test::entry("Site", "ada");
    const auto mine = edited(base, Field::issuer, "", noon + 1h);
    const auto theirs = edited(base, Field::account, "", noon + 2h);
    for (const auto& merged : {merge(&base, mine, theirs), merge(&base, theirs, mine)}) {
        CHECK_FALSE(fault_of(merged.entry));
        CHECK(merged.entry.issuer == "Site");
        CHECK(merged.entry.account == "ada");
    }
}

TEST_CASE("what imports and later versions keep is joined, the later side's first") {
    const auto base = test::entry("Site", "ada");
    auto mine = base.clone();
    mine.extra = {{"a", 1}, {"b", 1}};
    mine.edited[Field::extra] = noon + 1h;
    auto theirs = base.clone();
    theirs.extra = {{"b", 2}, {"c", 2}};
    theirs.edited[Field::extra] = noon + 2h;
    const auto merged = merge(&base, mine, theirs);
    CHECK(merged.entry.extra.at("a").as_int64() == 1);
    CHECK(merged.entry.extra.at("b").as_int64() == 2);
    CHECK(merged.entry.extra.at("c").as_int64() == 2);
}

}  // namespace
}  // namespace sparekey::vault

#include "sparekeyd/blocklist.h"

#include <doctest/doctest.h>

#include <fstream>

#include "account/password.h"
#include "base/failure.h"
#include "test/scratch.h"

using namespace sparekey;
using namespace sparekey::sparekeyd;

TEST_CASE("what everybody guesses first is refused, with no file at all") {
    const auto words = read_blocklist({});
    CHECK(words.size() > 10'000);
    CHECK(words.contains("password1"));
    CHECK(words.contains("qwertyuiop"));
    CHECK(!words.contains("correct horse battery staple"));
    CHECK(account::flaw_of_new_password("Password1", 8, "ada@example.org", "Example", words) ==
          account::PasswordFlaw::common);
}

TEST_CASE("a file adds its words, whatever their case and line ends") {
    const test::ScratchFolder folder;
    std::ofstream(folder / "words") << "# ours\r\nAcmeRocks2026\r\n\r\nsummer in acme";
    const auto words = read_blocklist(folder / "words");
    CHECK(words.contains("acmerocks2026"));
    CHECK(words.contains("summer in acme"));
    CHECK(words.contains("password1"));
    CHECK(!words.contains(""));
    CHECK(!words.contains("# ours"));
}

TEST_CASE("a blocklist that is not there or empty is refused: an empty one refuses nothing") {
    const test::ScratchFolder folder;
    std::ofstream(folder / "empty").close();
    CHECK_THROWS_AS(static_cast<void>(read_blocklist(folder / "empty")), Failure);
    CHECK_THROWS_AS(static_cast<void>(read_blocklist(folder / "missing")), Failure);
    CHECK_THROWS_AS(static_cast<void>(read_blocklist(folder / ".")), Failure);
}

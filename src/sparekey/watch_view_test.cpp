#include "sparekey/watch_view.h"

#include <doctest/doctest.h>

#include "base/text.h"
#include "otp/base32.h"

namespace sparekey::terminal {
namespace {

using vault::Vault;

const Time noon{std::chrono::seconds{1'700'000'010}};  // A step begins.

vault::Entry entry(std::string issuer, int period = 30) {
    vault::Entry made;
    made.issuer = std::move(issuer);
    made.key.secret = crypto::Secret::taking(*otp::parse_base32("GEZDGNBVGY3TQOJQ"));
    made.key.period_s = period;
    return made;
}

struct Fixture {
    Vault vault = [] {
        auto device = vault::Device::make();
        auto made = make_header(vault::Kdf::with_new_salt(), Bytes(32), device, "x", noon);
        return Vault{std::move(made.header), std::move(made.keys), std::move(device), noon};
    }();

    Fixture() {
        for (int i = 10; i < 40; ++i) vault.add(entry("Site " + std::to_string(i)), noon);
        vault.add(entry("Slow", 60), noon);
    }
};

std::vector<std::string> lines(const std::string& screen) {
    std::vector<std::string> all;
    for (const auto line : split(screen, '\n')) all.emplace_back(line);
    return all;
}

TEST_CASE("the bar is of the common period, and says its seconds") {
    Fixture f;
    auto state = watch_state(f.vault, {});
    CHECK(common_period(state) == 30);
    CHECK(lines(draw(state, {80, 12}, noon))[0].find("   30 s") != std::string::npos);
    CHECK(lines(draw(state, {80, 12}, noon + std::chrono::seconds{29}))[0].find("    1 s") !=
          std::string::npos);
    search(state, "slow");
    CHECK(common_period(state) == 60);
    CHECK(common_period(watch_state(f.vault, "nothing")) == 30);
}

TEST_CASE("a screen has as many lines as the terminal, whatever is chosen") {
    Fixture f;
    auto state = watch_state(f.vault, {});
    for (const int lines_count : {5, 12, 24, 100}) {
        for (const int step : {0, 1, 7, 1000, -1000}) {
            move(state, step);
            const auto screen = lines(draw(state, {80, lines_count}, noon));
            CHECK(screen.size() == static_cast<std::size_t>(lines_count));
            const auto shown = draw(state, {80, lines_count}, noon);
            CHECK(shown.find("> " + chosen(state)->name.shown) != std::string::npos);
        }
    }
    CHECK_FALSE(draw(state, {1, 1}, noon).empty());
}

TEST_CASE("what was chosen stays chosen while a search finds it") {
    Fixture f;
    auto state = watch_state(f.vault, {});
    move(state, 3);
    const auto id = chosen(state)->id;
    search(state, "site 1");
    CHECK(chosen(state)->id == id);
    search(state, "slow");
    CHECK(chosen(state)->name.issuer == "Slow");
    search(state, "nothing");
    CHECK(chosen(state) == nullptr);
    move(state, 1);
    CHECK(draw(state, {80, 10}, noon).find("Nothing is found.") != std::string::npos);
}

TEST_CASE("hidden, no code is on the screen") {
    Fixture f;
    auto state = watch_state(f.vault, {});
    const auto& key = chosen(state)->entry->key;
    auto code = code_of(key, step_at(key, noon));
    code.insert(3, " ");
    CHECK(draw(state, {80, 12}, noon).find(code) != std::string::npos);
    state.hidden = true;
    CHECK(draw(state, {80, 12}, noon).find(code) == std::string::npos);
}

}  // namespace
}  // namespace sparekey::terminal

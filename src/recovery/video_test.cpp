#include "recovery/video.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/failure.h"

namespace sparekey::recovery {
namespace {

using account::Why;
using evidence::Media;
using namespace std::chrono_literals;

const Time noon = from_micros(1'764'000'000'000'000);

std::array<std::byte, script_chance_octets> chance(unsigned seed) {
    std::array<std::byte, script_chance_octets> octets{};
    for (auto& octet : octets) {
        seed = seed * 1'664'525U + 1'013'904'223U;
        octet = static_cast<std::byte>(seed >> 24U);
    }
    return octets;
}

Case asked() {
    Case c;
    c.appeal.state = State::video_requested;
    c.appeal.since = noon;
    c.appeal.video_rounds = 1;
    return c;
}
Take take_of(std::int64_t number, Time opened_at = noon) {
    Take take;
    take.number = number;
    take.item = evidence::ItemId{number};
    take.opened_at = opened_at;
    take.script.seconds = 60;
    return take;
}
bool is_next(const std::variant<Why, ChunkAnswer>& answer) {
    return answer == std::variant<Why, ChunkAnswer>{ChunkAnswer::next};
}
bool is(const std::variant<Why, ChunkAnswer>& answer, Why why) {
    return answer == std::variant<Why, ChunkAnswer>{why};
}

TEST_CASE("prompts come in another order, at other times and with other words each time") {
    std::set<std::string> seen;
    for (unsigned seed = 0; seed < 200; ++seed) {
        const auto script = draw_script({}, chance(seed));
        REQUIRE(script.prompts.size() == prompts_count);
        CHECK(script.seconds >= 46);
        CHECK(script.seconds <= 75);
        CHECK(script.seconds * 1000 < evidence::video_length_max.count());
        std::int64_t before = 0;
        std::set<PromptKind> kinds;
        for (const auto& prompt : script.prompts) {
            CHECK(prompt.at_s >= before + 4);
            before = prompt.at_s;
            CHECK_FALSE(prompt.text.empty());
            kinds.insert(prompt.kind);
        }
        CHECK(before + 10 <= script.seconds);
        CHECK(kinds.size() == 5);
        CHECK(parse_script(to_json(script)) == script);
        seen.insert(to_json(script));
    }
    CHECK(seen.size() == 200);
}

TEST_CASE("what somebody cannot do is not asked, and something else takes its place") {
    for (unsigned seed = 0; seed < 50; ++seed) {
        for (const auto& prompt : draw_script({"turn", "speak"}, chance(seed)).prompts)
            CHECK(prompt.kind == PromptKind::blink);
        const auto silent = draw_script({"speak"}, chance(seed));
        CHECK(silent.prompts.size() == prompts_count);
        for (const auto& prompt : silent.prompts) {
            CHECK(prompt.kind != PromptKind::numbers);
            CHECK(prompt.kind != PromptKind::sentence);
        }
    }
    const auto none = draw_script({"turn", "blink", "speak"}, chance(1));
    CHECK(none.prompts.empty());
    CHECK(none.seconds >= 46);
}

TEST_CASE("what was not written here is no script") {
    for (const auto* text : {"", "{}", "[]", R"({"seconds":"x","prompts":[]})",
                             R"({"seconds":50,"prompts":[{"at_s":1,"kind":"dance","text":""}]})"})
        CHECK_THROWS_AS(static_cast<void>(parse_script(text)), Failure);
}

TEST_CASE("chunks come in order, and the newest again is no mistake") {
    auto take = take_of(1);
    take.chunks = 2;
    take.media = Media::webm;
    const auto answer = [&](std::int64_t number, Media media = Media::webm) {
        return answer_to(asked(), {take}, {1, number, 1000, media}, noon + 10s);
    };
    CHECK(is_next(answer(2)));
    CHECK(answer(1) == std::variant<Why, ChunkAnswer>{ChunkAnswer::here_already});
    CHECK(is(answer(0), Why::wrong_state));
    CHECK(is(answer(3), Why::wrong_state));
    CHECK(is(answer(2, Media::mp4), Why::wrong_state));
}

TEST_CASE("a chunk belongs to the newest take, while the case asks for a video") {
    const auto answer = [](const Case& c, const std::vector<Take>& takes, std::int64_t take) {
        return answer_to(c, takes, {take, 0, 1000, Media::webm}, noon + 10s);
    };
    CHECK(is_next(answer(asked(), {take_of(1), take_of(2)}, 2)));
    CHECK(is(answer(asked(), {take_of(1), take_of(2)}, 1), Why::wrong_state));
    CHECK(is(answer(asked(), {}, 1), Why::wrong_state));
    auto dropped = take_of(1);
    dropped.dropped = true;
    CHECK(is(answer(asked(), {dropped}, 1), Why::wrong_state));
    auto later = asked();
    later.appeal.video_rounds = 2;
    CHECK(is(answer(later, {take_of(1)}, 1), Why::wrong_state));
    auto renewed = asked();
    renewed.appeal.since = noon + 1s;
    CHECK(is(answer(renewed, {take_of(1)}, 1), Why::wrong_state));
    for (int state = 0; state < state_count; ++state) {
        auto other = asked();
        other.appeal.state = static_cast<State>(state);
        if (other.appeal.state == State::video_requested) continue;
        CHECK(is(answer(other, {take_of(1)}, 1), Why::wrong_state));
    }
}

TEST_CASE("a take ends ten minutes after its last second, at 60 MiB and at 400 chunks") {
    auto take = take_of(1);
    const auto answer = [&](Time at, std::size_t octets = 1) {
        return answer_to(asked(), {take}, {1, take.chunks, octets, Media::webm}, at);
    };
    CHECK(is_next(answer(noon + 60s + 10min - 1us)));
    CHECK(is(answer(noon + 60s + 10min), Why::wrong_state));
    take.octets = evidence::video_octets_max - 100;
    CHECK(is_next(answer(noon, 100)));
    CHECK(is(answer(noon, 101), Why::video_too_large));
    take.octets = 0;
    take.chunks = evidence::chunks_max - 1;
    CHECK(is_next(answer(noon)));
    take.chunks = evidence::chunks_max;
    CHECK(is(answer(noon), Why::video_too_large));
}

TEST_CASE("a take's digest is of every chunk in its order") {
    const auto a = crypto::sha256(bytes_of("a")), b = crypto::sha256(bytes_of("b"));
    const OfferedChunk chunk{1, 0, 10, Media::mp4};
    const auto ab = after_chunk(after_chunk(take_of(1), chunk, a, noon), chunk, b, noon + 2s);
    const auto ba = after_chunk(after_chunk(take_of(1), chunk, b, noon), chunk, a, noon + 2s);
    CHECK(ab.digest != ba.digest);
    CHECK(ab.chunks == 2);
    CHECK(ab.octets == 20);
    CHECK(ab.media == Media::mp4);
    CHECK(ab.last_chunk_at == noon + 2s);
}

TEST_CASE("the server's clock says what came too late, and what was too quick") {
    auto take = take_of(1);
    evidence::Probe probe{.readable = true, .duration = 60s};
    take.last_chunk_at = noon + 61s;
    CHECK(notes_of(take, probe).empty());
    CHECK(notes_of(take, {}) == "unprobed");
    take.last_chunk_at = noon + 60s + take_is_late_after;
    CHECK(notes_of(take, probe).empty());
    take.last_chunk_at = noon + 60s + take_is_late_after + 1us;
    CHECK(notes_of(take, probe) == "late");
    take.last_chunk_at = noon + 20s;
    probe.notes = {"no_sound"};
    CHECK(notes_of(take, probe) == "no_sound too_quick");
    probe = {};
    CHECK(notes_of(take, probe) == "unreadable");
}

TEST_CASE("what cannot be played is recorded again, but the last take counts as it is") {
    evidence::Probe probe{.readable = true};
    CHECK_FALSE(refusal_of_take(probe, false));
    CHECK_FALSE(refusal_of_take({}, false));
    probe.notes = {"no_sound"};
    CHECK_FALSE(refusal_of_take(probe, false));
    probe.notes = {"too_long"};
    CHECK(refusal_of_take(probe, false) == Why::video_too_large);
    CHECK_FALSE(refusal_of_take(probe, true));
    probe = {};
    CHECK(refusal_of_take(probe, false) == Why::video_unreadable);
    CHECK_FALSE(refusal_of_take(probe, true));
}

}  // namespace
}  // namespace sparekey::recovery

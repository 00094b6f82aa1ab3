#include "recovery/video_flow.h"

#include <doctest/doctest.h>

#include <set>

#include "recovery/upload_double.h"
#include "recovery/video_table.h"

namespace sparekey::recovery {
namespace {

using account::Why;
using evidence::Media;

struct Recording {
    Recording(Archive& in, Appellant& by) : archive(in), at(by) {}
    Archive& archive;
    Appellant& at;

    [[nodiscard]] account::Result<VideoOpened> open() const {
        return run(open_video(at.bureau.office, *archive.store, at.client, *at.access));
    }
    [[nodiscard]] account::Result<account::Done> send(std::int64_t take, std::int64_t number,
                                                      BytesView octets, bool whole = true) const {
        run(archive.store->create_keys({at.person.who, at.id}, at.house.now()));
        const OfferedChunk offered{take, number, octets.size(), Media::webm};
        auto read = archive.reading(octets, whole);
        return run(receive_chunk(at.bureau.office, *archive.store, at.client, *at.access, offered,
                                 std::move(read)));
    }
    [[nodiscard]] account::Result<account::Done> finish(std::int64_t take) const {
        return run(finish_video(at.bureau.office, *archive.store, at.client, *at.access, take));
    }
    [[nodiscard]] std::vector<evidence::Item> videos() const {
        std::vector<evidence::Item> all;
        for (const auto& item : archive.items(at)) {
            if (item.kind == evidence::Kind::video) all.push_back(item);
        }
        return all;
    }
};

const Bytes some = to_bytes(bytes_of("some octets of a recording"));
const Bytes more = to_bytes(bytes_of("and some more"));

// In first review, and asked for a video. Without ffprobe nothing looks at what was sent.
void ask(Appellant& at) {
    at.open();
    at.submit();
    at.bureau.work();
    REQUIRE(at.bureau.happens(at.person.who, at.id, {.event = Event::video_asked}));
}

TEST_CASE("a video is opened, arrives in chunks, and goes back to who asked for it") {
    in_each_archive([](Bureau& bureau, Archive& archive) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        at.open();
        const Recording recording{archive, at};
        CHECK(why(recording.open()) == Why::wrong_state);
        at.submit();
        bureau.work();
        REQUIRE(bureau.happens(ada.who, at.id, {.event = Event::video_asked}));
        const auto opened = outcome(recording.open());
        CHECK(opened.takes_left == 2);
        CHECK(opened.take.script.prompts.size() == prompts_count);
        const auto take = opened.take.number;
        CHECK(why(recording.finish(take)) == Why::incomplete);
        CHECK(why(recording.send(take, 0, some, false)) == Why::upload_broken_off);
        CHECK(recording.videos().empty());
        REQUIRE(granted(recording.send(take, 0, some)));
        CHECK(granted(recording.send(take, 0, some)));  // Its answer was lost.
        CHECK(why(recording.send(take, 2, more)) == Why::wrong_state);
        REQUIRE(granted(recording.send(take, 1, more)));
        const auto digest = at.now().evidence_digest;
        REQUIRE(granted(recording.finish(take)));
        CHECK(at.state() == State::initial_review);
        CHECK(at.now().appeal.has_video);
        CHECK(at.now().evidence_digest != digest);
        const auto videos = recording.videos();
        REQUIRE(videos.size() == 1);
        CHECK(videos[0].status == evidence::Status::good);
        CHECK(videos[0].octets == static_cast<std::int64_t>(some.size() + more.size()));
        CHECK(videos[0].probe == "unprobed");
        CHECK(archive.files(videos[0].id) == 2);
        CHECK(why(recording.finish(take)) == Why::wrong_state);
        CHECK(why(recording.send(take, 2, more)) == Why::wrong_state);
        CHECK(why(recording.open()) == Why::wrong_state);
    });
}

TEST_CASE("a chunk is written by one at a time, and what was kept is not written over") {
    in_each_archive([](Bureau& bureau, Archive& archive) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        ask(at);
        const Recording recording{archive, at};
        const auto take = outcome(recording.open()).take.number;
        archive.meanwhile = [&] {
            CHECK_THROWS_AS(static_cast<void>(recording.send(take, 0, more)), Failure);
        };
        REQUIRE(granted(recording.send(take, 0, some)));
        CHECK(granted(recording.send(take, 0, more)));  // As if its answer was lost: it is there.
        REQUIRE(granted(recording.finish(take)));
        const auto item = recording.videos().at(0);
        const evidence::Place place{{ada.who, at.id}, item.id, item.version, 0};
        CHECK(run(archive.store->open_chunk(place, 0)) == some);
    });
}

TEST_CASE("another take drops the one before; the third counts, and there is no fourth") {
    in_each_archive([](Bureau& bureau, Archive& archive) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        ask(at);
        const Recording recording{archive, at};
        const auto first = outcome(recording.open());
        REQUIRE(granted(recording.send(first.take.number, 0, some)));
        const auto second = outcome(recording.open());
        CHECK(second.takes_left == 1);
        CHECK(archive.files(first.take.item) == 0);
        CHECK(recording.videos().empty());
        CHECK(why(recording.send(first.take.number, 1, more)) == Why::wrong_state);
        CHECK(why(recording.finish(first.take.number)) == Why::wrong_state);
        const auto third = outcome(recording.open());
        CHECK(third.takes_left == 0);
        std::set<std::string> scripts{to_json(first.take.script), to_json(second.take.script),
                                      to_json(third.take.script)};
        CHECK(scripts.size() == 3);
        // Nothing of it arrived: nothing counts yet.
        CHECK(why(recording.open()) == Why::wrong_state);
        CHECK(at.state() == State::video_requested);
        REQUIRE(granted(recording.send(third.take.number, 0, some)));
        CHECK(why(recording.open()) == Why::wrong_state);
        CHECK(at.state() == State::initial_review);
        REQUIRE(recording.videos().size() == 1);
        CHECK(recording.videos()[0].id == third.take.item);
    });
}

TEST_CASE("a link that lapsed and was renewed has three takes again") {
    in_each_archive([](Bureau& bureau, Archive& archive) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        ask(at);
        const Recording recording{archive, at};
        for (int i = 0; i < takes_max; ++i) REQUIRE(granted(recording.open()));
        CHECK(why(recording.open()) == Why::wrong_state);
        bureau.pass_time(72h + 1min);
        REQUIRE(at.state() == State::video_requested);
        const auto opened = outcome(recording.open());
        CHECK(opened.takes_left == 2);
        CHECK(opened.take.number == 4);
        bureau.pass_time(72h + 1min);
        CHECK(at.state() == State::expired);
        CHECK(why(recording.send(opened.take.number, 0, some)) == Why::wrong_state);
    });
}

TEST_CASE("in a second round the first video stays for whoever saw it, and counts no more") {
    in_each_archive([](Bureau& bureau, Archive& archive) {
        auto ada = bureau.person("ada@example.org");
        Appellant at{bureau, ada};
        ask(at);
        const Recording recording{archive, at};
        const auto record = [&] {
            const auto take = outcome(recording.open()).take.number;
            REQUIRE(granted(recording.send(take, 0, some)));
            REQUIRE(granted(recording.finish(take)));
        };
        record();
        bureau.house.clock.advance(1s);
        REQUIRE(bureau.happens(ada.who, at.id, {.event = Event::video_asked}));
        record();
        const auto videos = recording.videos();
        REQUIRE(videos.size() == 2);
        CHECK(videos[0].status == evidence::Status::replaced);
        CHECK(videos[1].status == evidence::Status::good);
        CHECK(videos[1].round == 2);
        CHECK(archive.files(videos[0].id) == 1);
    });
}

TEST_CASE("a truncated video is recorded again, and counts as it is the third time") {
    in_each_archive(
        [](Bureau& bureau, Archive& archive) {
            auto ada = bureau.person("ada@example.org");
            Appellant at{bureau, ada};
            ask(at);
            const Recording recording{archive, at};
            for (int i = 1; i <= takes_max; ++i) {
                const auto take = outcome(recording.open()).take.number;
                REQUIRE(granted(recording.send(take, 0, some)));
                const auto done = recording.finish(take);
                if (i < takes_max) CHECK(why(done) == Why::video_unreadable);
                if (i == takes_max) CHECK(granted(done));
            }
            CHECK(at.state() == State::initial_review);
            REQUIRE(recording.videos().size() == 1);
            CHECK(recording.videos()[0].probe.find("unreadable") != std::string::npos);
        },
        "/usr/bin/ffprobe");
}

}  // namespace
}  // namespace sparekey::recovery

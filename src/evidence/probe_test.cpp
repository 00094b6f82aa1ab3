#include "evidence/probe.h"

#include <doctest/doctest.h>

using namespace sparekey::evidence;

namespace {

std::string packets(int stream, double from, double to, double step) {
    std::string text;
    for (double at = from; at <= to; at += step)
        text += "packet|stream_index=" + std::to_string(stream) +
                "|pts_time=" + std::to_string(at) + "\n";
    return text;
}

const std::string picture = "stream|index=0|codec_type=video|width=640|height=480\n";
const std::string sound = "stream|index=1|codec_type=audio\n";
const std::string format = "format|format_name=matroska,webm|tag:ENCODER=Chrome\n";

}  // namespace

TEST_CASE("a video's length, size and sound are read") {
    const auto probe = parse_probe(packets(0, 0.5, 45.5, 0.1) + packets(1, 0, 45, 0.06) + picture +
                                   sound + format);
    REQUIRE(probe);
    CHECK(probe->readable);
    CHECK(probe->duration.count() >= 44'900);
    CHECK(probe->duration.count() <= 45'100);
    CHECK(probe->width == 640);
    CHECK(probe->height == 480);
    CHECK(text_of_notes(*probe).empty());
}

TEST_CASE("what a reviewer should know is noted") {
    const auto notes = [](const std::string& printed) {
        const auto probe = parse_probe(printed);
        return probe ? text_of_notes(*probe) : "none";
    };
    const auto whole = packets(0, 0, 40, 0.1) + packets(1, 0, 40, 0.06);
    CHECK(notes(packets(0, 0, 40, 0.1) + picture + format) == "no_sound");
    CHECK(notes(packets(0, 0, 40, 0.1) + picture + sound + format) == "no_sound");
    CHECK(notes(packets(0, 0, 5, 0.1) + packets(1, 0, 5, 0.06) + picture + sound) == "too_short");
    CHECK(notes(packets(0, 0, 100, 0.1) + packets(1, 0, 100, 0.06) + picture + sound) ==
          "too_long");
    CHECK(notes(packets(0, 0, 10, 0.1) + packets(0, 14, 40, 0.1) + packets(1, 0, 40, 0.06) +
                picture + sound) == "gap");
    CHECK(notes(whole + picture + sound + "format|tag:encoder=Lavf59.27.100\n") == "re_encoded");
    CHECK(notes(packets(1, 0, 40, 0.1) + sound) == "no_picture");
    CHECK_FALSE(parse_probe(packets(1, 0, 40, 0.1) + sound)->readable);
}

TEST_CASE("what ffprobe does not print is refused") {
    CHECK_FALSE(parse_probe(""));
    CHECK_FALSE(parse_probe(format));
    CHECK_FALSE(parse_probe("<html>"));
    CHECK_FALSE(parse_probe("stream|codec_type=video\n"));
    CHECK_FALSE(parse_probe("stream|index=99|codec_type=video\n"));
    CHECK_FALSE(parse_probe("stream|index=-1|codec_type=video\n"));
    CHECK_FALSE(parse_probe(std::string(probe_octets_max + 1, '\n')));
    // Times that are none are not counted.
    const auto probe =
        parse_probe(picture + "packet|stream_index=0|pts_time=nan\n" +
                    "packet|stream_index=0|pts_time=1e300\n" +
                    "packet|stream_index=0|pts_time=-1\n" + "packet|stream_index=0\n");
    REQUIRE(probe);
    CHECK_FALSE(probe->readable);
}

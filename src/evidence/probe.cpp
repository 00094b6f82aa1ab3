#include "evidence/probe.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.h"

namespace sparekey::evidence {
namespace {

constexpr std::int64_t streams_max = 8;
constexpr std::int64_t side_max = 10'000;
constexpr double seconds_max = 24 * 3600;
constexpr double too_short_s = 10;
constexpr double gap_s = 2;
constexpr double silent_s = 1;  // Sound of a shorter while is none.

// "packet|stream_index=1|pts_time=3.195": its first word, and a name's value.
struct Line {
    std::string_view text;

    [[nodiscard]] std::string_view kind() const { return text.substr(0, text.find('|')); }
    [[nodiscard]] std::optional<std::string_view> value(std::string_view name) const {
        for (auto rest = text; rest.find('|') != rest.npos;) {
            rest.remove_prefix(rest.find('|') + 1);
            const auto field = rest.substr(0, rest.find('|'));
            const auto equals = field.find('=');
            if (equals != field.npos && field.substr(0, equals) == name)
                return field.substr(equals + 1);
        }
        return std::nullopt;
    }
    template <class Number>
    [[nodiscard]] std::optional<Number> number(std::string_view name, Number most) const {
        const auto written = value(name);
        if (!written) return std::nullopt;
        Number got{};
        const auto end = written->data() + written->size();
        const auto [stopped, error] = std::from_chars(written->data(), end, got);
        if (error != std::errc{} || stopped != end || !(got >= 0 && got <= most))
            return std::nullopt;
        return got;
    }
};

struct Stream {
    bool is_video = false, is_audio = false;
    std::int64_t width = 0, height = 0;
    std::optional<double> first, last;
    bool has_gap = false;

    void add(double at) {
        if (last && at - *last > gap_s) has_gap = true;
        if (!first) first = at;
        last = std::max(last.value_or(at), at);
    }
    [[nodiscard]] double length() const { return first ? *last - *first : 0; }
};

// Streams may be named after their packets.
using Streams = std::map<std::int64_t, Stream>;

bool read_line(const Line& line, Streams& streams, bool& is_re_encoded) {
    if (line.kind() == "packet") {
        const auto index = line.number<std::int64_t>("stream_index", streams_max);
        const auto at = line.number<double>("pts_time", seconds_max);
        if (index && at) streams[*index].add(*at);  // A packet may have no time.
        return true;
    }
    if (line.kind() == "stream") {
        const auto index = line.number<std::int64_t>("index", streams_max);
        if (!index) return false;
        auto& stream = streams[*index];
        stream.is_video = line.value("codec_type") == "video";
        stream.is_audio = line.value("codec_type") == "audio";
        stream.width = line.number<std::int64_t>("width", side_max).value_or(0);
        stream.height = line.number<std::int64_t>("height", side_max).value_or(0);
        return true;
    }
    if (line.kind() != "format") return false;
    for (const auto name : {"tag:encoder", "tag:ENCODER"})
        is_re_encoded |= line.value(name).value_or("").starts_with("Lavf");
    return true;
}

}  // namespace

std::vector<std::string> probe_arguments(Media media) {
    return {"-v",
            "quiet",
            "-protocol_whitelist",
            "pipe",
            "-f",
            media == Media::mp4 ? "mov" : "matroska",
            "-show_entries",
            "stream=index,codec_type,width,height:packet=stream_index,pts_time:format=format_name:"
            "format_tags=encoder",
            "-of",
            "compact",
            "-i",
            "pipe:0"};
}

std::optional<Probe> parse_probe(std::string_view printed) {
    if (printed.size() > probe_octets_max) return std::nullopt;
    Streams streams;
    bool is_re_encoded = false;
    for (const auto& text : split(printed, '\n')) {
        if (text.empty()) continue;
        if (!read_line({text}, streams, is_re_encoded)) return std::nullopt;
    }
    if (streams.empty()) return std::nullopt;
    Probe probe;
    double length = 0;
    bool has_picture = false, has_sound = false, has_gap = false;
    for (const auto& [index, stream] : streams) {
        length = std::max(length, stream.length());
        has_gap |= stream.is_video && stream.has_gap;
        has_sound |= stream.is_audio && stream.length() >= silent_s;
        if (!stream.is_video || has_picture || !stream.first) continue;
        has_picture = true;
        probe.width = stream.width;
        probe.height = stream.height;
    }
    probe.readable = has_picture;
    probe.duration = std::chrono::milliseconds{static_cast<std::int64_t>(length * 1000)};
    const auto note = [&](bool is_so, const char* word) {
        if (is_so) probe.notes.emplace_back(word);
    };
    note(!has_picture, "no_picture");
    note(!has_sound, "no_sound");
    note(probe.duration > video_length_max + std::chrono::seconds{2}, "too_long");
    note(length < too_short_s, "too_short");
    note(has_gap, "gap");
    note(is_re_encoded, "re_encoded");
    return probe;
}

std::string text_of_notes(const Probe& probe) {
    std::string text;
    for (const auto& word : probe.notes) text.append(text.empty() ? "" : " ").append(word);
    return text;
}

}  // namespace sparekey::evidence

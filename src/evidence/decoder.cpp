#include "evidence/decoder.h"

#include <algorithm>

#include "base/failure.h"
#include "evidence/child_process.h"
#include "picture/cage.h"
#include "picture/child.h"
#include "picture/pixels.h"

namespace sparekey::evidence {
namespace {

constexpr std::chrono::milliseconds time_max = std::chrono::seconds{picture::seconds_max};

// Found with cards and selfies of many sizes; advice only, so that the border need not be exact.
constexpr std::uint32_t sharp_min = 150;
constexpr std::uint32_t dark_max = 60, bright_min = 215;  // Of 255.
constexpr std::uint32_t glare_max = 350;                  // In thousandths.
constexpr std::uint32_t longer_side_min = 1000;

static_assert(picture_octets_max <= picture::input_octets_max);
static_assert(picture_pixels_max == picture::pixels_max);

[[noreturn]] void fail(const char* what) {
    throw Failure{Failure::Kind::unavailable, std::string("evidence: ") + what};
}

// Whether the child took all of it. A file that does not open is no property of the child.
bool feed(ChildProcess& child, SealedReader& file) {
    bool takes = true;
    while (true) {
        const auto piece = file.next();
        if (!piece) fail("a sealed file does not open");
        takes = takes && child.write(piece->plain);
        if (piece->is_last) break;
    }
    child.close_input();
    return takes;
}

// nullopt for a child that said nothing we understand, or too late.
std::optional<picture::Answer> read_answer(ChildProcess& child) {
    std::array<std::byte, picture::answer_octets> octets;
    const auto got = child.read(octets);
    if (!got || *got != octets.size()) return std::nullopt;
    return picture::parse_answer(octets);
}

// The JPEG behind the answer, piece by piece to `take`; false when it is not of its length.
bool read_jpeg(ChildProcess& child, std::size_t length,
               const std::function<void(BytesView)>& take) {
    Bytes piece(piece_octets);
    while (length > 0) {
        const auto wanted = std::span{piece}.first(std::min(length, piece.size()));
        const auto got = child.read(wanted);
        if (!got || *got != wanted.size()) return false;
        take(wanted);
        length -= *got;
    }
    std::byte more{};
    return child.read({&more, 1}) == std::size_t{0};
}

// The system refused the cage: nothing was looked at, and nothing is said of the picture.
void require_confined(ChildProcess& child) {
    if (child.exit_code() == picture::could_not_be_confined)
        fail("the decoder cannot be confined on this system");
}

}  // namespace

Advice advice_of(const picture::Answer& answer) {
    Advice advice;
    advice.blurred = answer.sharpness < sharp_min;
    advice.dark = answer.brightness < dark_max;
    advice.bright = answer.brightness > bright_min || answer.glare > glare_max;
    advice.small = std::max(answer.width, answer.height) < longer_side_min;
    return advice;
}

Picture Decoder::look(SealedReader& original, SealedWriter& view) const {
    ChildProcess child{program_, {picture::decode_command}, time_max};
    static_cast<void>(feed(child, original));  // What it did not take it has refused.
    const auto answer = read_answer(child);
    if (!answer) {
        require_confined(child);
        return {};
    }
    if (answer->outcome != picture::Outcome::fine) {
        Picture unreadable;
        unreadable.too_large = answer->outcome == picture::Outcome::too_large;
        return unreadable;
    }
    if (!read_jpeg(child, answer->jpeg_octets, [&](BytesView octets) { view.write(octets); }))
        return {};
    return {true, answer->width, answer->height, answer->hash, advice_of(*answer)};
}

std::optional<Bytes> Decoder::mark(SealedReader& view, const std::string& words) const {
    ChildProcess child{program_, {picture::mark_command, words}, time_max};
    static_cast<void>(feed(child, view));
    const auto answer = read_answer(child);
    if (!answer) {
        require_confined(child);
        fail("the decoder does not answer");
    }
    if (answer->outcome != picture::Outcome::fine) return std::nullopt;
    Bytes jpeg;
    jpeg.reserve(answer->jpeg_octets);
    if (!read_jpeg(child, answer->jpeg_octets, [&](BytesView octets) { append(jpeg, octets); }))
        return std::nullopt;
    return jpeg;
}

std::optional<Probe> Decoder::probe(Media media, const Pieces& pieces) const {
    if (ffprobe_.empty()) return std::nullopt;
    std::vector<std::string> words{picture::probe_command, ffprobe_.string()};
    for (auto& word : probe_arguments(media)) words.push_back(std::move(word));
    ChildProcess child{program_, std::move(words), time_max};
    std::string printed;
    for (auto piece = pieces(); !piece.empty(); piece = pieces()) {
        if (!child.write(piece)) break;
    }
    child.close_input();
    std::array<std::byte, 16 * 1024> part;
    while (printed.size() <= probe_octets_max) {
        const auto got = child.read(part);
        if (!got) return Probe{};
        printed.append(text_of(BytesView{part}.first(*got)));
        if (*got < part.size()) break;
    }
    if (child.exit_code() == picture::could_not_be_confined) return std::nullopt;
    return parse_probe(printed).value_or(Probe{});
}

}  // namespace sparekey::evidence

#include "picture/answer.h"

#include <doctest/doctest.h>

#include <string>

using namespace sparekey;
using namespace sparekey::picture;

namespace {

const Answer fine{.outcome = Outcome::fine,
                  .width = 4000,
                  .height = 3000,
                  .hash = 0x8000000000000001,
                  .sharpness = 310,
                  .brightness = 128,
                  .glare = 20,
                  .jpeg_octets = 123456};

std::optional<Answer> with(std::size_t at, std::uint8_t octet, Answer answer = fine) {
    auto octets = write_answer(answer);
    octets[at] = std::byte{octet};
    return parse_answer(octets);
}

}  // namespace

TEST_CASE("an answer is read as it was written") {
    CHECK(parse_answer(write_answer(fine)) == fine);
    auto plain = fine;
    plain.hash.reset();
    CHECK(parse_answer(write_answer(plain)) == plain);
    for (const auto outcome : {Outcome::unknown_type, Outcome::too_large, Outcome::damaged}) {
        const Answer refusal{.outcome = outcome};
        CHECK(parse_answer(write_answer(refusal)) == refusal);
    }
}

TEST_CASE("an answer that we would not write is none") {
    const auto octets = write_answer(fine);
    CHECK_FALSE(parse_answer(BytesView{octets}.first(47)));
    CHECK_FALSE(parse_answer({}));
    CHECK_FALSE(with(0, 'X'));
    CHECK_FALSE(with(4, 4));   // No such outcome.
    CHECK_FALSE(with(4, 1));   // A refusal with a picture behind it.
    CHECK_FALSE(with(5, 2));   // Neither a hash nor none.
    CHECK_FALSE(with(5, 0));   // No hash, and yet its octets.
    CHECK_FALSE(with(6, 1));   // A gap.
    CHECK_FALSE(with(8, 1));   // 16 million wide.
    CHECK_FALSE(with(30, 1));  // Brighter than white.
    CHECK_FALSE(with(36, 2));  // A JPEG of 32 MiB.
    CHECK_FALSE(with(47, 1));
    auto empty = fine;
    empty.jpeg_octets = 0;
    CHECK_FALSE(parse_answer(write_answer(empty)));
}

TEST_CASE("a type is told by its first octets, and a GIF is none of ours") {
    const auto type_of = [](std::string text) {
        text.resize(sniffed_octets, '\0');
        return sniff(bytes_of(text));
    };
    CHECK(type_of("\xff\xd8\xff\xe0") == Type::jpeg);
    CHECK(type_of("\x89PNG\r\n\x1a\n") == Type::png);
    CHECK(type_of("RIFF....WEBP") == Type::webp);
    CHECK(type_of("\x1a\x45\xdf\xa3") == Type::webm);
    CHECK(type_of("....ftypisom") == Type::mp4);
    CHECK_FALSE(type_of("GIF89a"));
    CHECK_FALSE(type_of("RIFF....WAVE"));
    CHECK_FALSE(type_of("<svg xmlns="));
    CHECK_FALSE(type_of("%PDF-1.7"));
    CHECK_FALSE(sniff(bytes_of("\xff\xd8\xff")));
}

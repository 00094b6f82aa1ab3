// What a child saw of a picture or a video. The caller's thread waits for it, 10 s at most.
#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "evidence/item.h"
#include "evidence/probe.h"
#include "evidence/sealed_file.h"
#include "picture/answer.h"

namespace sparekey::evidence {

// What the decoder says of a picture.
struct Picture {
    bool readable = false;
    std::int64_t width = 0, height = 0;  // As people see it: turned the right way up.
    std::optional<std::uint64_t> hash;   // The difference hash; none of a plain surface.
    Advice advice;
    bool too_large = false;  // Not readable, because of its size alone.
};

// What is said of a picture that was measured so. Pure.
[[nodiscard]] Advice advice_of(const picture::Answer&);

class Decoder {
   public:
    // `program` answers to the hidden commands of picture/child.h. `ffprobe` may be empty.
    Decoder(std::filesystem::path program, std::filesystem::path ffprobe)
        : program_(std::move(program)), ffprobe_(std::move(ffprobe)) {}

    // Reads the original to its end and writes the re-encoded copy; the caller finishes the copy
    // where the picture is readable. Throws Failure{unavailable} when the original does not open, a
    // disk is full, or the child could not be confined: that is no property of the picture.
    [[nodiscard]] Picture look(SealedReader& original, SealedWriter& view) const;
    // The view with a watermark. nullopt when it does not open. Throws as look().
    [[nodiscard]] std::optional<Bytes> mark(SealedReader& view, const std::string& words) const;
    // `pieces` hands out the video's octets, and an empty view at its end. nullopt where there is
    // no ffprobe, or it could not be confined.
    using Pieces = std::function<BytesView()>;
    [[nodiscard]] std::optional<Probe> probe(Media, const Pieces& pieces) const;

   private:
    std::filesystem::path program_, ffprobe_;
};

}  // namespace sparekey::evidence

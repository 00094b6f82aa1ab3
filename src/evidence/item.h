// What an applicant sends: kinds, limits, and which of the uploads count. Pure.
#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "crypto/keyed_digest.h"

namespace sparekey::evidence {

using ItemId = Id<struct EvidenceItemTag>;

// Whose appeal.
struct Subject {
    AccountId who;
    AppealId appeal;
    auto operator<=>(const Subject&) const = default;
};

enum class Kind { id_front, id_back, selfie, video, extra };
inline constexpr std::array all_kinds{Kind::id_front, Kind::id_back, Kind::selfie, Kind::video,
                                      Kind::extra};
enum class Captured { camera, file };
enum class Media { jpeg, png, webp, webm, mp4 };

enum class Status {
    arriving,    // A video that is being recorded: not all of it is here.
    checking,    // Whole and sealed; nothing has looked at it yet.
    good,        // Decoded, and re-encoded for people to see.
    unreadable,  // It could not be decoded.
    replaced     // Another of its kind counts. People saw this one, so it stays.
};

[[nodiscard]] std::string_view slug(Kind);
[[nodiscard]] std::string_view slug(Captured);
[[nodiscard]] std::string_view slug(Status);
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view);
[[nodiscard]] std::optional<Captured> parse_captured(std::string_view);
[[nodiscard]] std::optional<Status> parse_status(std::string_view);
// "image/jpeg". The content type of an upload, without its parameters ("video/webm;codecs=vp8").
[[nodiscard]] std::string_view media_type(Media);
[[nodiscard]] std::optional<Media> parse_media(std::string_view content_type);
[[nodiscard]] constexpr bool is_picture(Media m) {
    return m == Media::jpeg || m == Media::png || m == Media::webp;
}

// What is said of a picture at once. Advice never rejects anybody.
struct Advice {
    bool blurred = false, dark = false, small = false, bright = false;
    bool operator==(const Advice&) const = default;
};
// "blurred dark", in this order; "" for none.
[[nodiscard]] std::string advice_text(const Advice&);
[[nodiscard]] std::optional<Advice> parse_advice(std::string_view);
[[nodiscard]] std::vector<std::string_view> slugs(const Advice&);

inline constexpr std::size_t picture_octets_max = 10 * 1024 * 1024;
inline constexpr std::int64_t picture_pixels_max = 40'000'000;
inline constexpr std::size_t video_octets_max = 60 * 1024 * 1024;
inline constexpr std::chrono::milliseconds video_length_max{90'000};
inline constexpr std::size_t chunk_octets_max = 8 * 1024 * 1024;
inline constexpr int chunks_max = 400;  // Of one take.
inline constexpr int items_max = 60;    // Of an appeal, replaced ones too.
inline constexpr int extras_max = 8;    // Of a round.

struct Item {
    ItemId id;
    Kind kind = Kind::extra;
    std::int64_t version = 1;  // Counts the uploads of its kind; a video's take.
    std::int64_t round = 0;    // 0 in the draft; then the round of material or of video.
    Captured captured = Captured::file;
    Media media = Media::jpeg;
    Status status = Status::checking;
    Time at{};
    std::int64_t octets = 0;
    crypto::Digest sha256{};  // Of what was sent, before sealing.
    std::int64_t width = 0, height = 0;
    Advice advice;
    std::optional<std::uint64_t> picture_hash;  // None of a plain surface.
    std::chrono::milliseconds duration{};       // Of a video.
    std::string probe;  // What was noticed of a video: slugs, space between.
};

// The items that count: of extras all, of everything else the newest. In the order of their kinds,
// then of their ids. Neither replaced nor unreadable ones, nor a video that is not whole.
[[nodiscard]] std::vector<Item> current(const std::vector<Item>&);
[[nodiscard]] bool has(const std::vector<Item>& items, Kind);  // Among those that count.

// What a pass is about: SHA-256 over the current items, in their order, with their ids and
// versions. Any new material, and any that is gone, makes it another.
[[nodiscard]] crypto::Digest evidence_digest(const std::vector<Item>&);

// The greatest version of this kind and one more.
[[nodiscard]] std::int64_t next_version(const std::vector<Item>&, Kind);

}  // namespace sparekey::evidence

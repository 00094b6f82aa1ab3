// The video of an appeal: prompts that are drawn when it begins, and takes that arrive in chunks as
// they run. The server's clock decides; nobody can have recorded it before. Pure.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "account/refusal.h"
#include "evidence/item.h"
#include "evidence/probe.h"
#include "recovery/case.h"

namespace sparekey::recovery {

enum class PromptKind { turn_left, turn_right, blink, numbers, sentence };
[[nodiscard]] std::string_view slug(PromptKind);

struct Prompt {
    std::int64_t at_s = 0;  // From the opening of the take.
    PromptKind kind = PromptKind::blink;
    std::string text;  // What is read aloud, or what to do.
    bool operator==(const Prompt&) const = default;
};

inline constexpr int prompts_count = 5;
inline constexpr std::size_t script_chance_octets = 64;
struct Script {
    std::vector<Prompt> prompts;
    std::int64_t seconds = 0;  // Of the whole recording: 46 to 74.
    bool operator==(const Script&) const = default;
};
// `without`: what this person cannot do, "turn", "blink" or "speak"; the others take its place.
// Whoever can do none of it looks into the camera. `chance` is random.
[[nodiscard]] Script draw_script(const std::vector<std::string>& without,
                                 std::span<const std::byte, script_chance_octets> chance);
[[nodiscard]] std::string to_json(const Script&);
// Throws Failure{broken} for what to_json() did not write.
[[nodiscard]] Script parse_script(std::string_view json);

// Of one opening of the video's page; three, and the third counts. A link that lapsed and was
// renewed has three again.
inline constexpr int takes_max = 3;
// What was recorded goes on arriving over a poor line.
inline constexpr Duration take_arrives_within = std::chrono::minutes{10};
// Whoever sends this much later than it was recorded had time to do something with it: a note.
inline constexpr Duration take_is_late_after = std::chrono::seconds{60};

struct Take {
    std::int64_t number = 1;  // The version of its item; counts on over the rounds.
    evidence::ItemId item;
    std::int64_t round = 1;
    Script script;
    Time opened_at{};
    // What has arrived.
    std::int64_t chunks = 0;
    std::int64_t octets = 0;
    crypto::Digest digest{};  // SHA-256 of the one before, and of the newest chunk's.
    std::optional<evidence::Media> media;
    Time last_chunk_at{};
    bool dropped = false;  // Another was opened: its octets are gone.

    [[nodiscard]] Time expires_at() const {
        return opened_at + std::chrono::seconds{script.seconds} + take_arrives_within;
    }
};

// The takes since the case asked for them.
[[nodiscard]] std::vector<Take> takes_of_link(const Case&, const std::vector<Take>&);
// The one that still counts; nullptr where there is none.
[[nodiscard]] const Take* current_take(const Case&, const std::vector<Take>&);

struct OfferedChunk {
    std::int64_t take = 0;
    std::int64_t number = 0;  // From 0.
    std::size_t octets = 0;
    evidence::Media media = evidence::Media::webm;
};
enum class ChunkAnswer { next, here_already };
// wrong_state: no such take, too late, or out of order; video_too_large. The newest chunk again is
// no mistake: its answer was lost.
[[nodiscard]] std::variant<account::Why, ChunkAnswer> answer_to(const Case&,
                                                                const std::vector<Take>&,
                                                                const OfferedChunk&, Time now);
[[nodiscard]] Take after_chunk(Take, const OfferedChunk&, const crypto::Digest& sha256, Time now);

// What staff should know of it: the probe's notes, "unprobed" where nothing looked, "unreadable",
// "late" for what arrived long after it was recorded, "too_quick" for a video that is longer than
// the time it took.
[[nodiscard]] std::string notes_of(const Take&, const std::optional<evidence::Probe>&);
// Whether the take is refused, so that another is recorded. The last one counts as it is: people
// look at it, and may ask for another round.
[[nodiscard]] std::optional<account::Why> refusal_of_take(const std::optional<evidence::Probe>&,
                                                          bool is_last);

}  // namespace sparekey::recovery

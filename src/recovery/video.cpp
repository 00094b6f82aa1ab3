#include "recovery/video.h"

#include <algorithm>

#include <boost/json.hpp>

#include "base/check.h"
#include "base/failure.h"
#include "crypto/keyed_digest.h"

namespace sparekey::recovery {
namespace {

namespace json = boost::json;
using account::Why;
using evidence::Probe;

constexpr std::array<std::string_view, 5> kind_slugs{"turn_left", "turn_right", "blink", "numbers",
                                                     "sentence"};
constexpr int first_after_s = 4, next_after_s = 8, last_for_s = 10;
constexpr int jitter_s = 5;  // 0 to 4 seconds more, so that nobody knows when.
constexpr int digits_count = 6;
constexpr Duration clock_slack = std::chrono::seconds{3};

// Easy to say, and with lips that can be seen.
constexpr std::array<std::string_view, 16> subjects{
    "The farmer", "My mother", "A baker",  "The blue boat", "Our friend", "The family",
    "A pilot",    "The boy",   "My uncle", "The woman",     "A firefly",  "The bear",
    "Our team",   "A whale",   "The moon", "My brother"};
constexpr std::array<std::string_view, 8> verbs{"finds",  "moves",   "paints",  "buys",
                                                "brings", "forgets", "follows", "wants"};
constexpr std::array<std::string_view, 16> objects{
    "a big map",   "five apples", "the paper bag", "many books",
    "a warm bowl", "the bridge",  "our old piano", "a purple bike",
    "the mailbox", "some pepper", "a fine lamp",   "the moving van",
    "nine plums",  "a brown hat", "the open door", "fresh bread"};

// Numbers below a bound out of random octets, one octet each. The bounds are small: what the
// remainder favours is a two-hundredth.
class Chance {
   public:
    explicit Chance(std::span<const std::byte> octets) : left_(octets) {}
    std::size_t below(std::size_t bound) {
        ENSURE(!left_.empty() && bound > 0);
        const auto got = std::to_integer<std::size_t>(left_.front()) % bound;
        left_ = left_.subspan(1);
        return got;
    }

   private:
    std::span<const std::byte> left_;
};

std::string_view group_of(PromptKind kind) {
    switch (kind) {
    case PromptKind::turn_left:
    case PromptKind::turn_right: return "turn";
    case PromptKind::blink: return "blink";
    case PromptKind::numbers:
    case PromptKind::sentence: return "speak";
    }
    return "speak";
}

std::string text_of(PromptKind kind, Chance& chance) {
    std::string text;
    switch (kind) {
    case PromptKind::turn_left: return "Turn your head to the left, and back.";
    case PromptKind::turn_right: return "Turn your head to the right, and back.";
    case PromptKind::blink: return "Close both eyes, count to three, and open them.";
    case PromptKind::numbers:
        for (int i = 0; i < digits_count; ++i) {
            if (i > 0) text += ' ';
            text += static_cast<char>('0' + chance.below(10));
        }
        return text;
    case PromptKind::sentence:
        text = subjects.at(chance.below(subjects.size()));
        text.append(" ").append(verbs.at(chance.below(verbs.size())));
        text.append(" ").append(objects.at(chance.below(objects.size()))).append(".");
        return text;
    }
    return text;
}

std::vector<PromptKind> possible(const std::vector<std::string>& without) {
    std::vector<PromptKind> kinds;
    for (std::size_t i = 0; i < kind_slugs.size(); ++i) {
        const auto kind = static_cast<PromptKind>(i);
        if (std::ranges::find(without, group_of(kind)) == without.end()) kinds.push_back(kind);
    }
    return kinds;
}

[[noreturn]] void broken() {
    throw Failure{Failure::Kind::broken, "the prompts of a video cannot be read"};
}

PromptKind kind_in(std::string_view word) {
    const auto* const found = std::ranges::find(kind_slugs, word);
    if (found == kind_slugs.end()) broken();
    return static_cast<PromptKind>(found - kind_slugs.begin());
}

}  // namespace

std::string_view slug(PromptKind kind) { return kind_slugs.at(static_cast<std::size_t>(kind)); }

Script draw_script(const std::vector<std::string>& without,
                   std::span<const std::byte, script_chance_octets> octets) {
    Chance chance{octets};
    const auto kinds = possible(without);
    Script script;
    script.seconds = first_after_s;
    std::vector<PromptKind> left;
    for (int i = 0; i < prompts_count; ++i) {
        script.seconds += static_cast<std::int64_t>(chance.below(jitter_s));
        if (left.empty()) left = kinds;
        if (!left.empty()) {
            const auto drawn =
                left.begin() + static_cast<std::ptrdiff_t>(chance.below(left.size()));
            script.prompts.push_back({script.seconds, *drawn, text_of(*drawn, chance)});
            left.erase(drawn);
        }
        script.seconds += i + 1 < prompts_count ? next_after_s : last_for_s;
    }
    return script;
}

std::string to_json(const Script& script) {
    json::array prompts;
    for (const auto& prompt : script.prompts) {
        prompts.push_back(json::object{
            {"at_s", prompt.at_s}, {"kind", slug(prompt.kind)}, {"text", prompt.text}});
    }
    return json::serialize(
        json::object{{"seconds", script.seconds}, {"prompts", std::move(prompts)}});
}

Script parse_script(std::string_view text) {
    boost::system::error_code wrong;
    const auto value = json::parse(text, wrong);
    if (wrong || !value.is_object()) broken();
    try {
        Script script;
        script.seconds = value.at("seconds").as_int64();
        for (const auto& prompt : value.at("prompts").as_array()) {
            script.prompts.push_back({prompt.at("at_s").as_int64(),
                                      kind_in(prompt.at("kind").as_string()),
                                      std::string{prompt.at("text").as_string()}});
        }
        return script;
    } catch (const std::exception&) {  // Of JSON's own kinds: a member that is missing or another.
        broken();
    }
}

std::vector<Take> takes_of_link(const Case& c, const std::vector<Take>& takes) {
    std::vector<Take> of_link;
    if (c.appeal.state != State::video_requested) return of_link;
    for (const auto& take : takes) {
        if (take.round == c.appeal.video_rounds && take.opened_at >= c.appeal.since)
            of_link.push_back(take);
    }
    return of_link;
}

const Take* current_take(const Case& c, const std::vector<Take>& takes) {
    if (c.appeal.state != State::video_requested || takes.empty()) return nullptr;
    const auto newest = std::ranges::max_element(takes, {}, &Take::number);
    const bool is_of_link = newest->round == c.appeal.video_rounds &&
                            newest->opened_at >= c.appeal.since && !newest->dropped;
    return is_of_link ? &*newest : nullptr;
}

std::variant<Why, ChunkAnswer> answer_to(const Case& c, const std::vector<Take>& takes,
                                         const OfferedChunk& offered, Time now) {
    const auto* take = current_take(c, takes);
    if (take == nullptr || take->number != offered.take) return Why::wrong_state;
    if (offered.number == take->chunks - 1) return ChunkAnswer::here_already;
    const bool is_of_it = !take->media || *take->media == offered.media;
    if (offered.number != take->chunks || !is_of_it || now >= take->expires_at())
        return Why::wrong_state;
    const auto octets = static_cast<std::size_t>(take->octets) + offered.octets;
    if (octets > evidence::video_octets_max || take->chunks >= evidence::chunks_max)
        return Why::video_too_large;
    return ChunkAnswer::next;
}

Take after_chunk(Take take, const OfferedChunk& offered, const crypto::Digest& sha256, Time now) {
    Bytes both = to_bytes(take.digest);
    append(both, sha256);
    take.digest = crypto::sha256(both);
    take.octets += static_cast<std::int64_t>(offered.octets);
    take.media = offered.media;
    take.last_chunk_at = now;
    ++take.chunks;
    return take;
}

std::string notes_of(const Take& take, const std::optional<Probe>& probe) {
    std::string notes;
    const auto note = [&](bool is_so, std::string_view word) {
        if (is_so) notes.append(notes.empty() ? "" : " ").append(word);
    };
    if (probe) notes = evidence::text_of_notes(*probe);
    note(!probe, "unprobed");
    note(probe && !probe->readable, "unreadable");
    const Duration took = take.last_chunk_at - take.opened_at;
    note(took > std::chrono::seconds{take.script.seconds} + take_is_late_after, "late");
    note(probe && probe->duration > took + clock_slack, "too_quick");
    return notes;
}

std::optional<Why> refusal_of_take(const std::optional<Probe>& probe, bool is_last) {
    if (!probe || is_last) return std::nullopt;
    if (!probe->readable) return Why::video_unreadable;
    const bool is_too_long = std::ranges::find(probe->notes, "too_long") != probe->notes.end();
    if (is_too_long) return Why::video_too_large;
    return std::nullopt;
}

}  // namespace sparekey::recovery

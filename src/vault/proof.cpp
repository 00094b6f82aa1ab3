#include "vault/proof.h"

#include <algorithm>

#include "base/text.h"
#include "otp/otpauth.h"

namespace sparekey::vault {
namespace {

using Verdict = Proof::Verdict;
using std::chrono::seconds;

constexpr seconds off_max{600};
constexpr seconds typing{20};  // A code is read in one period and typed in the next.
constexpr std::uint64_t counters_max = 50;

std::string upper_bare(std::string_view typed) {
    auto bare = without_grouping(typed);
    for (char& c : bare) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return bare;
}

bool is_code(const Key& key, std::string_view bare) {
    if (key.type == Type::steam) {
        return bare.size() == 5 && std::ranges::all_of(bare, [](char c) {
                   return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '9');
               });
    }
    return bare.size() >= otp::digits_min && bare.size() <= otp::digits_max &&
           std::ranges::all_of(bare, [](char c) { return c >= '0' && c <= '9'; });
}

// How far the other clock must be off at least for it to be in `step` now.
seconds off_by(const Key& key, std::int64_t step, Time now) {
    const seconds here = std::chrono::floor<seconds>(now).time_since_epoch();
    const seconds begin{step * key.period_s};
    const seconds last = begin + seconds{key.period_s - 1};
    if (here < begin) return begin - here;
    return here > last ? last - here : seconds{0};
}

// The step nearest to now whose code it is.
std::optional<std::int64_t> step_of(const Key& key, std::string_view code, Time now) {
    const auto here = step_at(key, now);
    const auto reach = std::max<std::int64_t>(off_max.count() / key.period_s, 1);
    for (std::int64_t far = 0; far <= reach; ++far) {
        for (const auto step : {here - far, here + far}) {
            if (step >= 0 && code_of(key, step) == code) return step;
        }
    }
    return std::nullopt;
}

Proof verdict_of(seconds off) {
    Proof proof;
    const bool while_typing = off <= seconds{0} && -off <= typing;
    proof.verdict = while_typing ? Verdict::match : Verdict::clock_off;
    proof.off = while_typing ? seconds{0} : off;
    return proof;
}

Proof prove_counter(const Entry& entry, std::string_view code) {
    const auto first = entry.counter > 2 ? entry.counter - 2 : 0;
    for (auto counter = first; counter < first + counters_max; ++counter) {
        if (code_of(entry.key, static_cast<std::int64_t>(counter)) != code) continue;
        Proof proof;
        proof.verdict = Verdict::match;
        proof.counter = counter + 1;
        return proof;
    }
    return {};
}

// The same secret with what an export may have lost, the likeliest first. Only codes of now and of
// the moment before are taken for it: a wider search would find something by chance.
std::optional<Key> other_key_for(const Entry& entry, std::string_view code, Time now) {
    using otp::Algorithm;
    const auto digits = static_cast<int>(code.size());
    for (const auto algorithm :
         {entry.key.algorithm, Algorithm::sha1, Algorithm::sha256, Algorithm::sha512}) {
        for (const int period : {entry.key.period_s, 30, 60, 20, 15, 10, 45, 50, 90, 120, 300}) {
            Key key{Type::totp, entry.key.secret.clone(), algorithm, digits, period};
            const auto step = step_at(key, now);
            const bool before = off_by(key, step - 1, now) >= -typing;
            if (code_of(key, step) == code || (before && code_of(key, step - 1) == code)) {
                return key;
            }
        }
    }
    return std::nullopt;
}

}  // namespace

Proof prove(const Entry& entry, std::string_view typed, Time now) {
    constexpr std::size_t typed_octets_max = 64;
    Proof proof;
    proof.verdict = Verdict::not_a_code;
    if (typed.size() > typed_octets_max) return proof;
    const auto code = upper_bare(typed);
    if (!is_code(entry.key, code)) return proof;
    if (entry.key.type == Type::hotp) return prove_counter(entry, code);

    const bool right_length = code.size() == static_cast<std::size_t>(entry.key.digits);
    const auto here = right_length ? step_of(entry.key, code, now) : std::nullopt;
    if (here) {
        proof = verdict_of(off_by(entry.key, *here, now));
        if (proof.verdict == Verdict::match) return proof;
    }
    if (entry.key.type == Type::totp) {
        if (auto key = other_key_for(entry, code, now)) {
            Proof other;
            other.verdict = Verdict::other_key;
            other.key = std::move(*key);
            return other;
        }
    }
    if (!here) proof.verdict = Verdict::no_match;
    return proof;
}

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
    case Verdict::match: return "match";
    case Verdict::clock_off: return "clock-off";
    case Verdict::other_key: return "other-key";
    case Verdict::no_match: return "no-match";
    case Verdict::not_a_code: return "not-a-code";
    }
    return {};
}

std::string words_of(const Proof& proof) {
    switch (proof.verdict) {
    case Verdict::match: return "matches.";
    case Verdict::clock_off:
        return "matches, but the clocks differ: the other one is " +
               std::to_string(std::abs(proof.off.count())) + " s " +
               (proof.off < seconds{0} ? "behind" : "ahead") + " of this one, or a little more.";
    case Verdict::other_key:
        return "matches with " + std::to_string(proof.key->period_s) + " s, " +
               std::string{otp::name_of(proof.key->algorithm)} + " and " +
               std::to_string(proof.key->digits) + " digits, which is not what the import brought.";
    case Verdict::no_match:
        return "does not match: it is another secret, or a clock is more than 10 minutes wrong.";
    case Verdict::not_a_code: return "is no code.";
    }
    return {};
}

}  // namespace sparekey::vault

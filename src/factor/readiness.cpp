#include "factor/readiness.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "crypto/keyed_digest.h"
#include "otp/setup_key.h"

namespace sparekey::factor {
namespace {

constexpr std::size_t group_characters = 4;

WayBack setup_key_way(const ReadinessAsked& asked, Time now) {
    if (!asked.authenticator) return {WayState::danger, WayReason::no_factor};
    if (now < asked.authenticator->suspended_until) {
        return {WayState::danger, WayReason::suspended};
    }
    if (asked.written.key_at == Time{}) return {WayState::caution, WayReason::not_written_down};
    return {WayState::good, WayReason::works};
}

WayBack backup_codes_way(const ReadinessAsked& asked) {
    if (!asked.codes) return {WayState::danger, WayReason::no_factor};
    const int left = asked.codes->left();
    if (left == 0) return {WayState::danger, WayReason::no_codes};
    if (left <= few_left) return {WayState::caution, WayReason::few_codes};
    if (asked.written.codes_at == Time{}) return {WayState::caution, WayReason::not_written_down};
    return {WayState::good, WayReason::works};
}

// There is something to appeal for, somebody who decides it, and something to compare with.
WayBack appeal_way(const ReadinessAsked& asked, Time now) {
    if (!asked.desk_open) return {WayState::danger, WayReason::desk_closed};
    if (!asked.authenticator) return {WayState::danger, WayReason::no_factor};
    if (!asked.record) return {WayState::danger, WayReason::no_identity_record};
    if (!account::usable_record(asked.record, now))
        return {WayState::caution, WayReason::record_too_new};
    return {WayState::good, WayReason::works};
}

WayBack addresses_way(const std::vector<account::Address>& all) {
    const auto in_use = account::current(all);
    const auto confirmed = std::ranges::count_if(
        in_use, [](const account::Address& one) { return one.confirmed_at != Time{}; });
    if (confirmed < 2) return {WayState::danger, WayReason::one_address};
    return {WayState::good, WayReason::works};
}

}  // namespace

std::string_view slug(WayState state) {
    switch (state) {
    case WayState::good: return "good";
    case WayState::caution: return "caution";
    case WayState::danger: return "danger";
    }
    return "danger";
}

std::string_view slug(WayReason reason) {
    switch (reason) {
    case WayReason::works: return "works";
    case WayReason::no_factor: return "no_factor";
    case WayReason::not_written_down: return "not_written_down";
    case WayReason::few_codes: return "few_codes";
    case WayReason::no_codes: return "no_codes";
    case WayReason::suspended: return "suspended";
    case WayReason::no_identity_record: return "no_identity_record";
    case WayReason::record_too_new: return "record_too_new";
    case WayReason::one_address: return "one_address";
    case WayReason::desk_closed: return "desk_closed";
    }
    return "";
}

Readiness readiness(const ReadinessAsked& asked, const crypto::KeyRing& ring,
                    const crypto::Pepper& pepper, AccountId who, Time now) {
    Readiness all;
    all.setup_key = setup_key_way(asked, now);
    all.backup_codes = backup_codes_way(asked);
    all.appeal = appeal_way(asked, now);
    all.addresses = addresses_way(asked.addresses);
    if (asked.authenticator) {
        all.ask_key_group = asked_group(*asked.authenticator, asked.written, ring, pepper, who);
        const auto due = asked.written.drill_due_at;
        all.drill_due = due != Time{} && now >= due;
    }
    return all;
}

int asked_group(const Authenticator& authenticator, const Written& written,
                const crypto::KeyRing& ring, const crypto::Pepper& pepper, AccountId who) {
    // The last group of a key of 26 characters has two: no group to ask for.
    const auto key = otp::setup_key_text(open_key(ring, who, authenticator.sealed_key).view());
    const auto groups = key.size() / group_characters;
    Bytes bound;
    append_u64(bound, static_cast<std::uint64_t>(who.value));
    append_u64(bound, static_cast<std::uint64_t>(authenticator.version));
    append_u64(bound, static_cast<std::uint64_t>(to_micros(written.key_at)));
    const auto drawn = crypto::keyed_digest(pepper, "readiness.key_group", bound);
    return 1 + static_cast<int>(*read_u64(drawn, 0) % groups);
}

bool is_group(const Authenticator& authenticator, const crypto::KeyRing& ring, AccountId who,
              int group, std::string_view typed) {
    const auto key = otp::setup_key_text(open_key(ring, who, authenticator.sealed_key).view());
    const auto from = static_cast<std::size_t>(group - 1) * group_characters;
    if (group < 1 || from + group_characters > key.size()) return false;
    auto text = without_grouping(typed);
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return crypto::constant_time_equal(key.view().subspan(from, group_characters), bytes_of(text));
}

}  // namespace sparekey::factor

#include "sync/shelf.h"

#include <algorithm>

#include "vault/document.h"

namespace sparekey::sync {
namespace {

Refusal refusal(Why why) { return {why, {}}; }

bool is_sealed_to_all(const vault::Header& header, const vault::Roster& roster) {
    const auto recipients = roster.devices.size() + (roster.recovery ? 1 : 0);
    if (header.sealed.size() != recipients) return false;
    if (roster.recovery && !header.sealed.contains(std::string{vault::recovery_signer}))
        return false;
    return std::ranges::all_of(roster.devices, [&](const vault::Member& member) {
        return header.sealed.contains(member.id.text());
    });
}

bool is_same_passphrase(const vault::Header& one, const vault::Header& other) {
    return one.kdf == other.kdf && one.wrapped == other.wrapped;
}

bool is_missing_a_device(const vault::Roster& stored, const vault::Roster& next) {
    return std::ranges::any_of(stored.devices, [&](const vault::Member& member) {
        const auto* found = next.find(member.id);
        return found == nullptr || found->keys != member.keys;
    });
}

bool is_next(const Head& stored, const Head& next) {
    return next.roster.number == stored.roster.number + 1 &&
           vault::continues(stored.header.roster, next.header.roster);
}

}  // namespace

std::optional<Head> parse_head(std::string_view text) {
    if (text.size() > head_octets_max) return std::nullopt;
    auto read = vault::read_document(text);
    auto* document = std::get_if<vault::Document>(&read);
    if (document == nullptr) return std::nullopt;
    const bool only_a_head = document->records.empty() && document->history.empty() &&
                             !document->device && document->chain == vault::Chain{};
    auto roster = vault::parse_roster(document->header.roster.text);
    if (!only_a_head || !roster || roster->devices.empty()) return std::nullopt;
    auto& header = document->header;
    if (!is_sealed_to_all(header, *roster) || header.earlier.size() > earlier_keys_max)
        return std::nullopt;
    vault::Document bare;
    bare.header = header;
    return Head{std::move(header), *std::move(roster), vault::to_text(bare)};
}

std::optional<Refusal> judge_push(const Head& head, const Entries& has, const Counts& counts,
                                  const std::vector<Pushed>& pushed) {
    if (!head.roster.recovery) return refusal(Why::no_recovery_key);
    Refusal conflict = refusal(Why::entry_changed);
    std::map<vault::EntryId, bool> seen;
    Counts after = counts;
    for (const auto& [replaces, record] : pushed) {
        // Sealed under a key that a removed device knows, perhaps.
        if (record.epoch != head.header.epoch) return refusal(Why::vault_changed);
        const auto found = has.find(record.id);
        const auto current = found == has.end() ? 0 : found->second;
        const bool twice = !seen.emplace(record.id, true).second;
        if (twice || replaces != current || record.revision <= current)
            conflict.conflicts[record.id] = current;
        // Nobody deletes what never was, and nobody needs the last number there is.
        const bool is_fresh = found == has.end();
        if ((is_fresh && record.deleted) || record.revision > current + revision_step_max)
            return refusal(Why::vault_unfit);
        after.live += is_fresh ? 1 : 0;
        after.all += is_fresh ? 1 : 0;
    }
    if (!conflict.conflicts.empty()) return conflict;
    const bool grows = after.all > counts.all;
    if (grows && (after.live > entries_max || after.all > ids_max)) return refusal(Why::vault_full);
    return std::nullopt;
}

bool is_right(const Head& head, const vault::Chain& behind, const vault::Mark& mark) {
    const auto signer = vault::DeviceId::parse(mark.signer);
    const auto* member = signer ? head.roster.find(*signer) : nullptr;
    return member != nullptr && mark.seq == behind.seq && mark.digest == behind.digest &&
           vault::is_signed_with(head.header.vault, mark, member->keys.sign);
}

std::vector<vault::Member> added_by(const Head& next, const Head& stored) {
    std::vector<vault::Member> added;
    for (const auto& member : next.roster.devices) {
        const auto* const found = stored.roster.find(member.id);
        if (found == nullptr || found->keys != member.keys) added.push_back(member);
    }
    return added;
}

std::optional<Refusal> judge_head(const Head& stored, const Head& next, bool new_login,
                                  const std::optional<Asking>& asking) {
    const bool same_roster = next.header.roster.text == stored.header.roster.text;
    // More than one list may have been lost, where this server was brought back from a backup.
    if (!same_roster && !vault::continues(stored.header.roster, next.header.roster))
        return refusal(Why::vault_changed);
    const auto added = added_by(next, stored);
    // Lists that this server forgot, with those who asked: whoever is in says who else is.
    const bool has_forgotten = next.roster.number > stored.roster.number + 1;
    if (!added.empty() && !has_forgotten &&
        (added.size() > 1 || !asking || !lets_in(*asking, stored.header.vault, added.front()))) {
        return refusal(Why::nobody_asks);
    }
    // Once typed back, there is a recovery key for ever.
    if (stored.roster.recovery && !next.roster.recovery) return refusal(Why::vault_unfit);
    const bool new_passphrase = next.header.kdf != stored.header.kdf;
    const bool rewrapped = next.header.wrapped != stored.header.wrapped;
    if (new_passphrase != new_login || new_passphrase != rewrapped)
        return refusal(Why::vault_unfit);
    const auto epoch = stored.header.epoch;
    if (next.header.epoch == epoch) {
        if (is_missing_a_device(stored.roster, next.roster)) return refusal(Why::vault_unfit);
        return std::nullopt;
    }
    // The removed device knows the passphrase: the next key must not be wrapped by it.
    if (next.header.epoch < epoch || !new_passphrase) return refusal(Why::vault_unfit);
    return std::nullopt;
}

std::optional<Refusal> judge_join(const Head& stored, const Head& next) {
    if (!is_next(stored, next)) return refusal(Why::vault_changed);
    const auto& was = stored.roster;
    const auto& is = next.roster;
    const bool one_more = is.devices.size() == was.devices.size() + 1;
    if (next.header.roster.signer != vault::recovery_signer || !one_more ||
        is_missing_a_device(was, is) || is.recovery != was.recovery ||
        next.header.epoch != stored.header.epoch ||
        !is_same_passphrase(stored.header, next.header)) {
        return refusal(Why::vault_unfit);
    }
    return std::nullopt;
}

}  // namespace sparekey::sync

#include "journal/verify.h"

#include <algorithm>

#include "base/append_id.h"
#include "journal/sealer_flow.h"

namespace sparekey::journal {
namespace {

constexpr int page_lines = 512;  // What malloc need not give back between two pages.
constexpr int strays_max = 1000;

// "2026-11-23 09:00:00 UTC", of what an id says about its time.
std::string time_of(std::int64_t id) {
    const auto t = append_id_time(id);
    const auto second = std::chrono::floor<std::chrono::seconds>(t);
    const auto day = std::chrono::floor<std::chrono::days>(second);
    const std::chrono::hh_mm_ss clock{second - day};
    std::array<char, 48> text{};
    std::snprintf(
        text.data(), text.size(), "%s %02d:%02d:%02d UTC",
        day_text(day.time_since_epoch().count()).c_str(), static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return text.data();
}

std::string seal_name(std::int64_t position) { return "seal " + std::to_string(position); }

std::string line_name(std::int64_t id) {
    return "line " + std::to_string(id) + " of " + time_of(id);
}

}  // namespace

void Walk::complain(Wrong wrong, std::string text) {
    ++report_.found;
    if (report_.findings.size() < findings_max)
        report_.findings.push_back({wrong, std::move(text)});
}

void Walk::expect(const Head& head, std::string_view where) {
    auto who = "the signed head of " + day_text(head.day) + " " + std::string{where};
    if (!is_signed_by(key_.public_key(), head)) {
        complain(Wrong::head_forged, who + " is not signed with this key");
        return;
    }
    if (head.end.position > sealed_.end.position) {
        complain(Wrong::cut_off, who + " knows " + seal_name(head.end.position) +
                                     "; the database ends with " + seal_name(sealed_.end.position));
        return;
    }
    expected_.emplace(head.end.position, Expected{head.end.digest, std::move(who)});
}

void Walk::take(store::Reader& reader, const Seal& seal) {
    ++report_.seals;
    check_place(seal);
    check_digests(seal);
    check_lines(reader, seal);
    end_ = {seal.position, seal.digest};
    if (!seal.late) upto_id_ = seal.range.upto_id;
}

void Walk::check_place(const Seal& seal) {
    if (seal.position != end_.position + 1) {
        complain(Wrong::seal_missing, "seals " + std::to_string(end_.position + 1) + " to " +
                                          std::to_string(seal.position - 1));
        return;
    }
    if (seal.previous != end_.digest)
        complain(Wrong::seal_changed, seal_name(seal.position) + " does not follow the one before");
    if (!seal.late && seal.range.after_id != upto_id_)
        complain(Wrong::seal_changed, seal_name(seal.position) + " leaves a gap before its lines");
}

void Walk::check_digests(const Seal& seal) {
    if (digest_of(seal) != seal.digest) complain(Wrong::seal_changed, seal_name(seal.position));
    if (!crypto::constant_time_equal(mac_of(key_, seal.digest), seal.mac))
        complain(Wrong::seal_unauthentic, seal_name(seal.position) + " was not made with this key");
    const auto [first, last] = expected_.equal_range(seal.position);
    for (auto it = first; it != last; ++it) {
        if (it->second.digest == seal.digest) continue;
        complain(Wrong::head_differs,
                 it->second.who + " knows another " + seal_name(seal.position));
    }
}

void Walk::check_lines(store::Reader& reader, const Seal& seal) {
    const auto entries = parse_entries(seal.entries);
    if (!entries || entries->size() != static_cast<std::size_t>(seal.line_count)) {
        complain(Wrong::seal_changed,
                 seal_name(seal.position) + " lists no lines that can be read");
        return;
    }
    if (seal.late) return check_late_lines(reader, seal, *entries);
    const auto found_before = report_.found;
    std::vector<LineSeal> present;
    present.reserve(entries->size());
    auto entry = entries->begin();
    Bytes buffer;
    for (auto range = seal.range;;) {
        const auto rows = read_lines(reader, range, page_lines);
        for (const auto& row : rows) {
            const auto stored = line_of(row);
            const LineSeal line{stored.id, line_digest(stored, buffer)};
            for (; entry != entries->end() && entry->id < line.id; ++entry) miss(seal, *entry);
            if (entry != entries->end() && entry->id == line.id) {
                compare(seal, *entry++, line, stored.account);
                present.push_back(line);
            } else {
                unlisted_.insert(line.id);
            }
        }
        if (rows.size() < page_lines) break;
        range.after_id = rows.back().integer(0);
    }
    for (; entry != entries->end(); ++entry) miss(seal, *entry);
    check_whole(seal, present, found_before);
}

void Walk::check_late_lines(store::Reader& reader, const Seal& seal,
                            const std::vector<SealedEntry>& entries) {
    const auto found_before = report_.found;
    std::vector<LineSeal> present;
    for (const auto& entry : entries) {
        // What came after the walk had been there was not remembered.
        const auto rows = read_lines(reader, {entry.id - 1, entry.id}, 1);
        if (rows.empty()) {
            miss(seal, entry);
            continue;
        }
        unlisted_.erase(entry.id);
        present.push_back(seals_of(rows).front());
        compare(seal, entry, present.back(), line_of(rows.front()).account);
    }
    report_.late_lines += static_cast<std::int64_t>(present.size());
    check_whole(seal, present, found_before);
}

void Walk::compare(const Seal& seal, const SealedEntry& entry, const LineSeal& line,
                   std::int64_t account) {
    ++report_.lines;
    if (entry_of(line).digest_start == entry.digest_start) return;
    complain(Wrong::line_changed, line_name(line.id) + ", now of account " +
                                      std::to_string(account) + " (" + seal_name(seal.position) +
                                      ")");
}

void Walk::miss(const Seal& seal, const SealedEntry& entry) {
    auto text = line_name(entry.id) + " (" + seal_name(seal.position) + ")";
    const bool is_first = seal.position == 1 && parse_entries(seal.entries)->front().id == entry.id;
    if (is_first) text += ", the first of the journal";
    if (entry.id == sealed_.upto_id) text += ", the last that is sealed";
    complain(Wrong::line_missing, std::move(text));
}

void Walk::check_whole(const Seal& seal, const std::vector<LineSeal>& lines,
                       std::int64_t found_before) {
    if (report_.found != found_before || lines_digest_of(lines) == seal.lines_digest) return;
    complain(Wrong::line_changed,
             "a line of " + seal_name(seal.position) + "; which cannot be told");
}

void Walk::finish(store::Reader& reader, Time now) {
    // The sealer still comes for these.
    const auto recent = first_append_id_at(now - look_back);
    std::vector<std::int64_t> strays;
    for (const auto id : unlisted_) {
        if (id >= recent)
            ++report_.unsealed;
        else
            strays.push_back(id);
    }
    for (const auto id : read_ids_before_all(reader, strays_max)) strays.push_back(id);
    std::ranges::sort(strays);
    for (const auto id : strays) complain(Wrong::line_inserted, line_name(id));
}

}  // namespace sparekey::journal

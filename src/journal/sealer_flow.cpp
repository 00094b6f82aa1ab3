#include "journal/sealer_flow.h"

#include <algorithm>
#include <set>

#include "base/append_id.h"
#include "base/failure.h"
#include "journal/journal.h"

namespace sparekey::journal {
namespace {

constexpr int ranges_max = 256;          // In one look at counts.
constexpr int range_lines_max = 65'536;  // Of one range that got lines late.
constexpr int heads_page = 4096;

// What one snapshot shows a sealer.
struct Seen {
    Sealed sealed;
    std::int64_t sealer = 0;
    std::optional<Time> waiting_since;
    Range range;
    std::vector<LineSeal> lines;
    std::int64_t ranges_short = 0;
};

std::optional<Time> waiting_since(store::Reader& reader, std::int64_t upto_id) {
    const auto first = read_lines(reader, {upto_id, std::numeric_limits<std::int64_t>::max()}, 1);
    if (first.empty()) return std::nullopt;
    return first.front().time(3);
}

Seen see(store::Reader& reader, Time now) {
    Seen seen;
    seen.sealed = read_sealed(reader);
    seen.sealer = read_sealer(reader, now);
    seen.waiting_since = waiting_since(reader, seen.sealed.upto_id);
    return seen;
}

// The lines of a range that no seal has.
std::vector<LineSeal> unsealed_lines(store::Reader& reader, Range range) {
    std::set<std::int64_t> sealed;
    for (const auto& octets : read_entries(reader, range)) {
        const auto entries = parse_entries(octets);
        if (!entries) return {};  // A changed seal: for verify to tell, not to seal on.
        for (const auto& entry : *entries) sealed.insert(entry.id);
    }
    auto lines = seals_of(read_lines(reader, range, range_lines_max));
    std::erase_if(lines, [&](const LineSeal& line) { return sealed.contains(line.id); });
    if (lines.size() > seal_lines_max) lines.resize(seal_lines_max);
    return lines;
}

void find_late(store::Reader& reader, std::int64_t since_id, Seen& seen) {
    for (auto from = since_id;;) {
        const auto counts = read_counts(reader, from, ranges_max);
        for (const auto& count : counts) {
            from = count.range.upto_id;
            if (count.found < count.sealed) ++seen.ranges_short;
            if (count.found <= count.sealed || !seen.lines.empty()) continue;
            seen.range = count.range;
            seen.lines = unsealed_lines(reader, count.range);
        }
        if (counts.size() < ranges_max) return;
    }
}

Awaitable<Look::Outcome> append(Sealer& sealer, const Seal& seal, Time now) {
    using Outcome = Look::Outcome;
    std::function<Outcome(store::Transaction&)> write = [&](store::Transaction& tx) {
        if (!take_lease(tx, sealer.id, now)) return Outcome::elsewhere;
        return append_seal(tx, seal) ? Outcome::sealed : Outcome::overtaken;
    };
    co_return co_await sealer.db.transact(AccountId{}, std::move(write));
}

Awaitable<Look> seal(Sealer& sealer, const Seen& seen, bool late, Time now) {
    Look look;
    look.waiting_since = seen.waiting_since;
    look.ranges_short = seen.ranges_short;
    const auto& end = seen.sealed.end;
    if (end.position < sealer.seen_position) {
        look.outcome = Look::Outcome::cut_off;
        co_return look;
    }
    sealer.seen_position = end.position;
    if (seen.sealer != 0 && seen.sealer != sealer.id) look.outcome = Look::Outcome::elsewhere;
    if (look.outcome == Look::Outcome::elsewhere || seen.lines.empty()) co_return look;
    const auto made = make_seal(sealer.key, end, seen.range, late, seen.lines, now);
    look.outcome = co_await append(sealer, made, now);
    if (look.outcome != Look::Outcome::sealed) co_return look;
    sealer.seen_position = made.position;
    look.lines = made.line_count;
    co_return look;
}

std::vector<Head> read_all_heads(store::Reader& reader) {
    std::vector<Head> heads;
    while (true) {
        const auto page = read_heads(reader, heads.empty() ? -1 : heads.back().day, heads_page);
        heads.insert(heads.end(), page.begin(), page.end());
        if (page.size() < heads_page) return heads;
    }
}

}  // namespace

Awaitable<Look> seal_next(Sealer& sealer, Time now) {
    const auto settled = first_append_id_at(now - settle_time) - 1;
    std::function<Seen(store::Reader&)> read = [settled, now](store::Reader& reader) {
        auto seen = see(reader, now);
        const Range open{seen.sealed.upto_id, settled};
        if (open.upto_id > open.after_id)
            seen.lines = seals_of(read_lines(reader, open, seal_lines_max));
        if (!seen.lines.empty()) seen.range = {open.after_id, seen.lines.back().id};
        return seen;
    };
    const auto seen = co_await sealer.db.read(std::move(read));
    co_return co_await seal(sealer, seen, false, now);
}

Awaitable<Look> seal_late(Sealer& sealer, Duration back, Time now) {
    const auto since = first_append_id_at(now - back);
    std::function<Seen(store::Reader&)> read = [since, now](store::Reader& reader) {
        auto seen = see(reader, now);
        find_late(reader, since, seen);
        return seen;
    };
    const auto seen = co_await sealer.db.read(std::move(read));
    co_return co_await seal(sealer, seen, true, now);
}

Awaitable<bool> sign_day(Sealer& sealer, Time now) {
    std::function<std::optional<ChainEnd>(store::Reader&)> read = [now](store::Reader& reader) {
        std::optional<ChainEnd> to_sign;
        if (read_newest_day(reader) >= day_of(now)) return to_sign;
        const auto end = read_sealed(reader).end;
        if (end.position > 0) to_sign = end;
        return to_sign;
    };
    const auto end = co_await sealer.db.read(std::move(read));
    if (!end || end->position < sealer.seen_position) co_return false;
    const auto head = sign_head(sealer.key, *end, now);
    std::function<bool(store::Transaction&)> write = [&head](store::Transaction& tx) {
        return append_head(tx, head);
    };
    co_return co_await sealer.db.transact(AccountId{}, std::move(write));
}

Awaitable<std::int64_t> newest_day(Sealer& sealer) {
    std::function<std::int64_t(store::Reader&)> read = read_newest_day;
    co_return co_await sealer.db.read(std::move(read));
}

Awaitable<KeptHeads> keep_heads(Sealer& sealer, const std::filesystem::path& file) {
    // The file first: what it has, the database had before.
    HeadsFile there;
    if (std::filesystem::exists(file)) there = read_heads_file(file);
    struct InDatabase {
        std::vector<Head> heads;
        std::int64_t position;
    };
    std::function<InDatabase(store::Reader&)> read = [](store::Reader& reader) {
        return InDatabase{read_all_heads(reader), read_sealed(reader).end.position};
    };
    const auto in_database = co_await sealer.db.read(std::move(read));
    KeptHeads kept;
    kept.file_knows_more = std::ranges::any_of(
        there.heads, [&](const Head& head) { return head.end.position > in_database.position; });
    kept.appended = append_heads(file, in_database.heads, sealer.key.public_key());
    co_return kept;
}

}  // namespace sparekey::journal

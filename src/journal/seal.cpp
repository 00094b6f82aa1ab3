#include "journal/seal.h"

#include <algorithm>

#include "base/check.h"

namespace sparekey::journal {
namespace {

// Each kind of digest begins with a word of its own, so that none can stand for another.
constexpr std::string_view line_word = "sparekey-journal-line-1";
constexpr std::string_view lines_word = "sparekey-journal-lines-1";
constexpr std::string_view seal_word = "sparekey-journal-seal-1";

void append_number(Bytes& to, std::int64_t value) {
    append_u64(to, static_cast<std::uint64_t>(value));
}

void append_sized(Bytes& to, BytesView octets) {
    append_u64(to, octets.size());
    append(to, octets);
}

std::uint64_t start_of(const Digest& digest) { return read_u64(digest, 0).value(); }

Bytes entries_of(const std::vector<LineSeal>& lines) {
    Bytes entries;
    entries.reserve(lines.size() * entry_octets);
    for (const auto& line : lines) {
        append_number(entries, line.id);
        append_u64(entries, start_of(line.digest));
    }
    return entries;
}

}  // namespace

Digest line_digest(const StoredLine& line, Bytes& buffer) {
    buffer.clear();
    append(buffer, bytes_of(line_word));
    append_number(buffer, line.id);
    append_number(buffer, line.account);
    append_number(buffer, line.previous);
    append_number(buffer, line.at);
    append_sized(buffer, bytes_of(line.kind));
    append_sized(buffer, bytes_of(line.client));
    append_sized(buffer, bytes_of(line.detail));
    return crypto::sha256(buffer);
}

SealedEntry entry_of(const LineSeal& line) { return {line.id, start_of(line.digest)}; }

std::optional<std::vector<SealedEntry>> parse_entries(BytesView entries) {
    if (entries.size() % entry_octets != 0) return std::nullopt;
    std::vector<SealedEntry> parsed;
    parsed.reserve(entries.size() / entry_octets);
    for (std::size_t at = 0; at < entries.size(); at += entry_octets) {
        const auto id = static_cast<std::int64_t>(read_u64(entries, at).value());
        if (!parsed.empty() && id <= parsed.back().id) return std::nullopt;
        parsed.push_back({id, read_u64(entries, at + 8).value()});
    }
    return parsed;
}

Digest lines_digest_of(const std::vector<LineSeal>& lines) {
    Bytes all;
    all.reserve(lines_word.size() + 8 + lines.size() * sizeof(Digest));
    append(all, bytes_of(lines_word));
    append_u64(all, lines.size());
    for (const auto& line : lines) append(all, line.digest);
    return crypto::sha256(all);
}

Digest digest_of(const Seal& seal) {
    Bytes all;
    append(all, bytes_of(seal_word));
    append_number(all, seal.position);
    append(all, seal.previous);
    append_number(all, seal.range.after_id);
    append_number(all, seal.range.upto_id);
    append_number(all, seal.late ? 1 : 0);
    append_number(all, to_micros(seal.sealed_at));
    append_number(all, seal.line_count);
    append_sized(all, seal.entries);
    append(all, seal.lines_digest);
    return crypto::sha256(all);
}

Digest mac_of(const crypto::SigningKey& key, const Digest& seal) {
    return key.authenticate(seal_word, seal);
}

Seal make_seal(const crypto::SigningKey& key, const ChainEnd& end, Range range, bool late,
               const std::vector<LineSeal>& lines, Time now) {
    ENSURE(!lines.empty() && lines.size() <= seal_lines_max);
    ENSURE(lines.front().id > range.after_id && lines.back().id <= range.upto_id);
    Seal seal;
    seal.position = end.position + 1;
    seal.previous = end.digest;
    seal.range = range;
    seal.late = late;
    seal.sealed_at = now;
    seal.line_count = static_cast<std::int64_t>(lines.size());
    seal.entries = entries_of(lines);
    seal.lines_digest = lines_digest_of(lines);
    seal.digest = digest_of(seal);
    seal.mac = mac_of(key, seal.digest);
    return seal;
}

}  // namespace sparekey::journal

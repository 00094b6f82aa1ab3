#include "journal/seal.h"

#include <doctest/doctest.h>

#include <set>

using namespace sparekey;
using namespace sparekey::journal;
using namespace std::chrono_literals;

namespace {

const Time noon{1'800'000'000s};

Digest digest_of_line(const StoredLine& line) {
    Bytes buffer;
    return line_digest(line, buffer);
}

const StoredLine plain{7, 11, 3, 1'800'000'000'000'000, "signed_in", "203.0.113.7", "3"};

std::vector<LineSeal> three_lines() {
    std::vector<LineSeal> lines;
    for (std::int64_t id = 5; id < 8; ++id) {
        auto line = plain;
        line.id = id;
        lines.push_back({id, digest_of_line(line)});
    }
    return lines;
}

}  // namespace

TEST_CASE("a line's digest is what doc/journal.md says, so that others can compute it") {
    CHECK(to_hex(digest_of_line(plain)) ==
          "dd8cf0b63d003e587de64d9412503dec11df9505fe8d7d6ae73f6b10a45d4af9");
}

TEST_CASE("every column of a line is in its digest, and none can lend octets to its neighbour") {
    std::set<Digest> seen{digest_of_line(plain)};
    auto differs = [&](StoredLine line) { return seen.insert(digest_of_line(line)).second; };
    auto with = [](auto change) {
        auto line = plain;
        change(line);
        return line;
    };
    CHECK(differs(with([](auto& l) { l.id = 8; })));
    CHECK(differs(with([](auto& l) { l.account = 12; })));
    CHECK(differs(with([](auto& l) { l.previous = 4; })));
    CHECK(differs(with([](auto& l) { l.at += 1; })));
    CHECK(differs(with([](auto& l) { l.kind = "signed_out"; })));
    CHECK(differs(with([](auto& l) { l.client = "203.0.113.8"; })));
    CHECK(differs(with([](auto& l) { l.detail = ""; })));
    CHECK(differs(with([](auto& l) {
        l.client = "203.0.113.73";
        l.detail = "";
    })));
    CHECK(differs(with([](auto& l) {
        l.kind = "signed_in203.0.113.7";
        l.client = "";
    })));
    CHECK_FALSE(differs(plain));
}

TEST_CASE("every column of a seal is in its digest") {
    const auto key = crypto::SigningKey::in_memory();
    const auto seal = make_seal(key, {}, {0, 7}, false, three_lines(), noon);
    CHECK(seal.position == 1);
    CHECK(seal.line_count == 3);
    CHECK(seal.digest == digest_of(seal));
    CHECK(seal.mac == mac_of(key, seal.digest));
    CHECK(seal.mac != mac_of(crypto::SigningKey::in_memory(), seal.digest));

    std::set<Digest> seen{seal.digest};
    auto differs = [&](auto change) {
        auto changed = seal;
        change(changed);
        return seen.insert(digest_of(changed)).second;
    };
    CHECK(differs([](Seal& s) { s.position = 2; }));
    CHECK(differs([](Seal& s) { s.previous[0] = std::byte{1}; }));
    CHECK(differs([](Seal& s) { s.range.after_id = 1; }));
    CHECK(differs([](Seal& s) { s.range.upto_id = 8; }));
    CHECK(differs([](Seal& s) { s.late = true; }));
    CHECK(differs([](Seal& s) { s.sealed_at += 1us; }));
    CHECK(differs([](Seal& s) { s.line_count = 2; }));
    CHECK(differs([](Seal& s) { s.entries.back() ^= std::byte{1}; }));
    CHECK(differs([](Seal& s) { s.lines_digest[31] ^= std::byte{1}; }));
}

TEST_CASE("a seal covers the whole digests of its lines, not only their beginnings") {
    auto lines = three_lines();
    const auto before = lines_digest_of(lines);
    const auto entry = entry_of(lines[1]);
    lines[1].digest[31] ^= std::byte{1};
    CHECK(entry_of(lines[1]).digest_start == entry.digest_start);
    CHECK(lines_digest_of(lines) != before);
    std::swap(lines[0], lines[2]);
    CHECK(lines_digest_of(lines) != before);
    lines.pop_back();
    CHECK(lines_digest_of(lines) != before);
}

TEST_CASE("a seal goes on from the one before, and lists its lines") {
    const auto key = crypto::SigningKey::in_memory();
    const auto first = make_seal(key, {}, {0, 7}, false, three_lines(), noon);
    auto line = plain;
    line.id = 20;
    const auto second = make_seal(key, {first.position, first.digest}, {7, 20}, false,
                                  {{20, digest_of_line(line)}}, noon + 1s);
    CHECK(second.position == 2);
    CHECK(second.previous == first.digest);
    const auto entries = parse_entries(first.entries);
    REQUIRE(entries.has_value());
    REQUIRE(entries->size() == 3);
    CHECK(entries->at(2).id == 7);
    CHECK(entries->at(2).digest_start == entry_of(three_lines()[2]).digest_start);
}

TEST_CASE("a list of lines that is not whole, or out of order, is none") {
    const auto key = crypto::SigningKey::in_memory();
    const auto entries = make_seal(key, {}, {0, 7}, false, three_lines(), noon).entries;
    CHECK(parse_entries({})->empty());
    CHECK_FALSE(parse_entries(BytesView{entries}.first(47)).has_value());
    auto twice = entries;
    append(twice, BytesView{entries}.last(entry_octets));
    CHECK_FALSE(parse_entries(twice).has_value());
}

// Signed heads: what the chain of seals ended with on a day. They leave the database as lines of a
// file, so that whoever cuts off the newest part of it is found against a copy.
//
//   {"day":"2026-11-23","position":4711,"digest":"<hex>","signed_at_us":1795392000250000,
//    "signature":"<hex>","key":"<hex>"}
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "crypto/signing_key.h"
#include "journal/seal.h"

namespace sparekey::journal {

struct Head {
    std::int64_t day = 0;  // From 1970-01-01 UTC.
    ChainEnd end;
    Time signed_at;
    Bytes signature;
};

[[nodiscard]] std::int64_t day_of(Time);
[[nodiscard]] std::string day_text(std::int64_t day);

[[nodiscard]] Head sign_head(const crypto::SigningKey&, const ChainEnd&, Time now);
[[nodiscard]] bool is_signed_by(const crypto::PublicKey&, const Head&);

// A line of the file, without its end. Parsing is of what head_text() makes: the same members, in
// any order.
[[nodiscard]] std::string head_text(const Head&, const crypto::PublicKey&);
[[nodiscard]] std::optional<Head> parse_head(std::string_view line);

inline constexpr std::size_t heads_file_octets_max = 16 * 1024 * 1024;  // A century of days.

struct HeadsFile {
    std::vector<Head> heads;
    int lines_not_understood = 0;
};
// Throws Failure{unavailable} where it cannot be read, or is longer than heads_file_octets_max.
[[nodiscard]] HeadsFile read_heads_file(const std::filesystem::path&);

// Appends those heads that the file lacks, and makes it if need be, 0600; on the disk when it
// returns. Throws Failure{unavailable}. How many were appended.
int append_heads(const std::filesystem::path&, const std::vector<Head>&, const crypto::PublicKey&);

}  // namespace sparekey::journal

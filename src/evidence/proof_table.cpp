#include "evidence/proof_table.h"

#include <charconv>
#include <string>

#include "base/text.h"

namespace sparekey::evidence {
namespace {

constexpr std::string_view name = "evidence_proof";  // "<microseconds> good" or "... bad".

}  // namespace

void save_proof(store::Transaction& tx, const Proof& proof, Time now) {
    tx.execute(
        "INSERT INTO meta (name, value) VALUES ($1, $2) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {name, std::to_string(to_micros(now)) + (proof.is_good() ? " good" : " bad")});
}

std::optional<LastProof> last_proof(store::Reader& reader) {
    const auto rows = reader.query("SELECT value FROM meta WHERE name = $1", {name});
    if (rows.empty()) return std::nullopt;
    const auto parts = split(rows.front().text(0), ' ');
    std::int64_t at = 0;
    const auto end = parts[0].data() + parts[0].size();
    const auto [stopped, error] = std::from_chars(parts[0].data(), end, at);
    if (parts.size() != 2 || error != std::errc{} || stopped != end) return std::nullopt;
    return LastProof{from_micros(at), parts[1] == "good"};
}

}  // namespace sparekey::evidence

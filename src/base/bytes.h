// Octets, and the two texts they travel as: hexadecimal and base64url (RFC 4648 5, unpadded).
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sparekey {

using Bytes = std::vector<std::byte>;
using BytesView = std::span<const std::byte>;

[[nodiscard]] inline BytesView bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view text_of(BytesView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
[[nodiscard]] inline Bytes to_bytes(BytesView view) { return {view.begin(), view.end()}; }

void append(Bytes& to, BytesView more);
// Big-endian, eight octets: the order RFC 4226 uses for its counter.
void append_u64(Bytes& to, std::uint64_t value);
// nullopt when fewer than eight octets stand at `offset`.
[[nodiscard]] std::optional<std::uint64_t> read_u64(BytesView from, std::size_t offset);

[[nodiscard]] std::string to_hex(BytesView bytes);
// nullopt on an odd length or a character outside 0-9a-fA-F.
[[nodiscard]] std::optional<Bytes> parse_hex(std::string_view text);

[[nodiscard]] std::string to_base64url(BytesView bytes);
// Strict: no padding, no white space, unused bits zero; nullopt otherwise.
[[nodiscard]] std::optional<Bytes> parse_base64url(std::string_view text);

}  // namespace sparekey

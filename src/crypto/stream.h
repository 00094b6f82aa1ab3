// Sealing what arrives piece by piece and is never whole in memory: libsodium's secretstream
// (XChaCha20-Poly1305). A piece that was changed, moved, left out or cut off at the end is noticed.
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "base/bytes.h"

namespace sparekey::crypto {

inline constexpr std::size_t stream_key_octets = 32;
inline constexpr std::size_t stream_header_octets = 24;
inline constexpr std::size_t stream_piece_more = 17;  // What a sealed piece is longer by.

// libsodium's state, wiped when it goes.
class StreamState {
   public:
    StreamState() = default;
    ~StreamState();
    StreamState(const StreamState&) = delete;
    StreamState& operator=(const StreamState&) = delete;
    [[nodiscard]] std::byte* data() { return octets_.data(); }

   private:
    alignas(8) std::array<std::byte, 64> octets_{};
};

class StreamSealer {
   public:
    // A key may seal any number of streams: each draws its own header, which is stored before it.
    explicit StreamSealer(BytesView key);
    [[nodiscard]] BytesView header() const { return header_; }
    // Into `sealed`, which is stream_piece_more longer than `plain`; the two do not overlap. After
    // the last piece there is no other.
    void push(BytesView plain, BytesView associated_data, bool is_last,
              std::span<std::byte> sealed);

   private:
    StreamState state_;
    std::array<std::byte, stream_header_octets> header_;
};

class StreamOpener {
   public:
    // `header` is exactly stream_header_octets; anything will do, and then no piece opens.
    StreamOpener(BytesView key, BytesView header);
    // Into `plain`, which is stream_piece_more shorter than `sealed`. Whether that was the last
    // piece; nullopt when it is not the next piece of this stream, or not with this data.
    [[nodiscard]] std::optional<bool> pull(BytesView sealed, BytesView associated_data,
                                           std::span<std::byte> plain);

   private:
    StreamState state_;
};

}  // namespace sparekey::crypto

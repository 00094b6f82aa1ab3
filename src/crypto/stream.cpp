#include "crypto/stream.h"

#include <sodium.h>

#include "base/check.h"
#include "crypto/secret.h"

namespace sparekey::crypto {
namespace {

using State = crypto_secretstream_xchacha20poly1305_state;

static_assert(crypto_secretstream_xchacha20poly1305_KEYBYTES == stream_key_octets);
static_assert(crypto_secretstream_xchacha20poly1305_HEADERBYTES == stream_header_octets);
static_assert(crypto_secretstream_xchacha20poly1305_ABYTES == stream_piece_more);
static_assert(sizeof(State) <= 64 && alignof(State) <= 8);

State* state_in(StreamState& state) { return reinterpret_cast<State*>(state.data()); }

const unsigned char* raw(BytesView octets) {
    return reinterpret_cast<const unsigned char*>(octets.data());
}
unsigned char* raw(std::span<std::byte> octets) {
    return reinterpret_cast<unsigned char*>(octets.data());
}

}  // namespace

StreamState::~StreamState() { wipe(std::span{octets_}); }

StreamSealer::StreamSealer(BytesView key) {
    ENSURE(key.size() == stream_key_octets);
    crypto_secretstream_xchacha20poly1305_init_push(state_in(state_),
                                                    raw(std::span<std::byte>{header_}), raw(key));
}

void StreamSealer::push(BytesView plain, BytesView associated_data, bool is_last,
                        std::span<std::byte> sealed) {
    ENSURE(sealed.size() == plain.size() + stream_piece_more);
    const unsigned char tag = is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                      : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    crypto_secretstream_xchacha20poly1305_push(state_in(state_), raw(sealed), nullptr, raw(plain),
                                               plain.size(), raw(associated_data),
                                               associated_data.size(), tag);
}

StreamOpener::StreamOpener(BytesView key, BytesView header) {
    ENSURE(key.size() == stream_key_octets && header.size() == stream_header_octets);
    // It cannot fail: the header is a nonce, and any nonce is one.
    ENSURE(crypto_secretstream_xchacha20poly1305_init_pull(state_in(state_), raw(header),
                                                           raw(key)) == 0);
}

std::optional<bool> StreamOpener::pull(BytesView sealed, BytesView associated_data,
                                       std::span<std::byte> plain) {
    if (sealed.size() != plain.size() + stream_piece_more) return std::nullopt;
    unsigned char tag = 0;
    const int failed = crypto_secretstream_xchacha20poly1305_pull(
        state_in(state_), raw(plain), nullptr, &tag, raw(sealed), sealed.size(),
        raw(associated_data), associated_data.size());
    if (failed != 0) return std::nullopt;
    return tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
}

}  // namespace sparekey::crypto

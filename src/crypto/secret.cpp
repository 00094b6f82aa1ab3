#include "crypto/secret.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "base/failure.h"
#include "base/random.h"
#include "crypto/start.h"

namespace sparekey::crypto {

void wipe(std::span<std::byte> octets) { sodium_memzero(octets.data(), octets.size()); }

void wipe(std::string& text) {
    // Up to the capacity: a text that was longer before has left its end there.
    text.resize(text.capacity());
    sodium_memzero(text.data(), text.size());
    text.clear();
}

bool constant_time_equal(BytesView a, BytesView b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Secret::Secret(BytesView octets)
    : octets_(std::make_unique<std::byte[]>(octets.size())), size_(octets.size()) {
    std::ranges::copy(octets, octets_.get());
}

Secret::Secret(std::string_view text) : Secret(bytes_of(text)) {}

Secret::~Secret() { wipe(writable()); }

Secret::Secret(Secret&& other) noexcept
    : octets_(std::move(other.octets_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
    std::swap(octets_, other.octets_);
    std::swap(size_, other.size_);
    return *this;
}

Secret Secret::random(std::size_t octets) {
    auto secret = zeros(octets);
    fill_random(secret.writable());
    return secret;
}

Secret Secret::zeros(std::size_t octets) {
    Secret secret;
    secret.octets_ = std::make_unique<std::byte[]>(octets);
    secret.size_ = octets;
    return secret;
}

Secret Secret::taking(std::string&& text) {
    Secret secret{std::string_view{text}};
    wipe(text);
    return secret;
}

Secret Secret::taking(Bytes&& octets) {
    Secret secret{BytesView{octets}};
    wipe(octets);
    octets.clear();
    return secret;
}

Secret Secret::clone() const { return Secret{view()}; }

void LockedSecret::Free::operator()(std::byte* octets) const { sodium_free(octets); }

LockedSecret::LockedSecret(BytesView octets) : size_(octets.size()) {
    start();
    octets_.reset(static_cast<std::byte*>(sodium_malloc(octets.size())));
    if (!octets_) {
        throw Failure{Failure::Kind::unavailable, "no memory page is left for a key"};
    }
    std::ranges::copy(octets, octets_.get());
    sodium_mprotect_readonly(octets_.get());
}

}  // namespace sparekey::crypto

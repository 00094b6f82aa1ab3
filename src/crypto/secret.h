// Octets that nobody else may see: wiped when they go, not copyable, not printable, compared in
// constant time.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace sparekey::crypto {

// Not elided by the compiler, as memset may be.
void wipe(std::span<std::byte> octets);
// The text is empty afterwards, and so is what its buffer held.
void wipe(std::string& text);

// The time depends on the sizes only; texts of different size are unequal.
[[nodiscard]] bool constant_time_equal(BytesView a, BytesView b);

// Always on the heap, so that a move leaves no copy behind on a stack.
class Secret {
   public:
    Secret() = default;
    explicit Secret(BytesView octets);
    explicit Secret(std::string_view text);
    ~Secret();
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;

    [[nodiscard]] static Secret random(std::size_t octets);
    [[nodiscard]] static Secret zeros(std::size_t octets);
    // Copies, then wipes what it was given: for what a library could only return as a plain text.
    [[nodiscard]] static Secret taking(std::string&& text);
    [[nodiscard]] static Secret taking(Bytes&& octets);
    // A copy is a decision, so it is said.
    [[nodiscard]] Secret clone() const;

    [[nodiscard]] BytesView view() const { return {octets_.get(), size_}; }
    [[nodiscard]] std::string_view text() const { return text_of(view()); }
    [[nodiscard]] std::span<std::byte> writable() { return {octets_.get(), size_}; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    friend bool operator==(const Secret& a, const Secret& b) {
        return constant_time_equal(a.view(), b.view());
    }

   private:
    std::unique_ptr<std::byte[]> octets_;
    std::size_t size_ = 0;
};

// A key that lives as long as the process: in pages of its own, locked against swapping where the
// system allows it, left out of core dumps, read-only once written (sodium_malloc).
class LockedSecret {
   public:
    // Throws Failure{unavailable} when the system has no such page left.
    explicit LockedSecret(BytesView octets);

    [[nodiscard]] BytesView view() const { return {octets_.get(), size_}; }

   private:
    struct Free {
        void operator()(std::byte* octets) const;
    };
    std::unique_ptr<std::byte, Free> octets_;
    std::size_t size_;
};

}  // namespace sparekey::crypto

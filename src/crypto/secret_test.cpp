#include "crypto/secret.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <ostream>
#include <type_traits>

namespace {

// Memory may only be looked at until it is given back, so the moment it is given back is watched.
struct Watch {
    const void* memory = nullptr;
    std::size_t size = 0;
    bool given_back = false;
    bool was_zero = false;
};
thread_local Watch watch;

void give_back(void* memory) {
    if (memory != nullptr && memory == watch.memory) {
        const auto* octets = static_cast<const unsigned char*>(memory);
        watch.given_back = true;
        watch.was_zero = std::all_of(octets, octets + watch.size, [](auto o) { return o == 0; });
    }
    std::free(memory);
}

}  // namespace

void* operator new[](std::size_t size) {
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc{};
}
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give_back(memory); }

namespace sparekey::crypto {
namespace {

void watch_memory_of(const Secret& secret) {
    watch = {secret.view().data(), secret.size(), false, false};
}

bool watched_was_wiped() { return watch.given_back && watch.was_zero; }

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
    out << value;
};

TEST_CASE("a secret is not copied, printed or made from a text by accident") {
    static_assert(!std::is_copy_constructible_v<Secret>);
    static_assert(!std::is_copy_assignable_v<Secret>);
    static_assert(!std::is_copy_constructible_v<LockedSecret>);
    static_assert(!Printable<Secret>);
    static_assert(!std::is_convertible_v<std::string, Secret>);
    static_assert(!std::is_convertible_v<Secret, std::string_view>);
    static_assert(std::is_nothrow_move_constructible_v<Secret>);
    static_assert(std::is_nothrow_move_assignable_v<Secret>);
}

TEST_CASE("a secret is wiped when it goes") {
    {
        const Secret secret{std::string_view{"correct horse"}};
        watch_memory_of(secret);
    }
    CHECK(watched_was_wiped());
}

TEST_CASE("a secret that another one replaces is wiped when the other one goes") {
    Secret secret{std::string_view{"old"}};
    watch_memory_of(secret);
    secret = Secret{std::string_view{"new"}};
    CHECK(watched_was_wiped());
    CHECK(secret.text() == "new");
}

TEST_CASE("a moved secret keeps its one place in memory") {
    Secret first{std::string_view{"correct horse"}};
    const auto* place = first.view().data();
    const Secret second{std::move(first)};
    CHECK(second.view().data() == place);
    CHECK(second.text() == "correct horse");
    CHECK(first.empty());
}

TEST_CASE("a clone is a copy of its own") {
    auto first = Secret::random(16);
    const auto second = first.clone();
    CHECK(first == second);
    first.writable()[0] ^= std::byte{1};
    CHECK_FALSE(first == second);
}

TEST_CASE("what a secret takes is wiped where it was") {
    std::string text = "a text that is too long to be kept inside of the string itself";
    text.resize(40);
    const char* place = text.data();
    const auto capacity = text.capacity();
    const auto secret = Secret::taking(std::move(text));
    CHECK(secret.size() == 40);
    CHECK(text.empty());
    REQUIRE(text.data() == place);
    // The string still owns its whole capacity: the end of the longer text must be gone as well.
    CHECK(std::all_of(place, place + capacity, [](char c) { return c == 0; }));

    Bytes octets = to_bytes(bytes_of("0123456789"));
    const auto* octets_place = octets.data();
    CHECK(Secret::taking(std::move(octets)).text() == "0123456789");
    CHECK(octets.empty());
    octets.resize(10, std::byte{1});
    CHECK(octets.data() == octets_place);
}

TEST_CASE("wiping octets leaves zeros of the same number") {
    Bytes octets = to_bytes(bytes_of("secret"));
    wipe(octets);
    CHECK(octets == Bytes(6));
}

TEST_CASE("equality is of all octets and of the size") {
    const auto equal = [](std::string_view a, std::string_view b) {
        return constant_time_equal(bytes_of(a), bytes_of(b));
    };
    CHECK(equal("", ""));
    CHECK(equal("abc", "abc"));
    CHECK_FALSE(equal("abc", "abd"));
    CHECK_FALSE(equal("abc", "bbc"));
    CHECK_FALSE(equal("abc", "ab"));
    CHECK_FALSE(equal("", "a"));
}

TEST_CASE("random secrets differ, zeros do not") {
    CHECK_FALSE(Secret::random(32) == Secret::random(32));
    CHECK(Secret::zeros(3).text() == std::string_view{"\0\0\0", 3});
    CHECK(Secret::random(0).empty());
    CHECK(Secret{}.empty());
}

TEST_CASE("a locked secret holds what it was given") {
    const LockedSecret key{bytes_of("0123456789abcdef")};
    CHECK(text_of(key.view()) == "0123456789abcdef");
}

}  // namespace
}  // namespace sparekey::crypto

// A fuzz target's input as the text it stands for.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sparekey::test {

inline std::string_view text_of_input(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

}  // namespace sparekey::test

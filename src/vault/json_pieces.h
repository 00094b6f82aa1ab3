// A large JSON object taken apart by its text: ten thousand entries as one tree take more memory,
// and four times as long, as one small tree after another.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sparekey::vault {

struct JsonPieces {
    std::string rest;  // The object with each of these arrays empty.
    // By the place of their name: the texts of the elements, not looked into yet.
    std::vector<std::vector<std::string_view>> arrays;
};

// Takes arrays that are members of the object itself out of it. Only brackets and quotes are looked
// at: whether the pieces are JSON is for their parser, which sees every octet in one of them.
// nullopt where brackets or quotes do not close.
[[nodiscard]] std::optional<JsonPieces> take_arrays_out(std::string_view object,
                                                        std::span<const std::string_view> names);

}  // namespace sparekey::vault

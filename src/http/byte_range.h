// Range requests (RFC 9110 14): the one range of octets that a video player asks for.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace sparekey::http {

struct ByteRange {
    enum class Kind {
        whole,         // None was asked for, or one that we may ignore: 200.
        part,          // 206, with `from` and `length`.
        unsatisfiable  // 416.
    };
    Kind kind = Kind::whole;
    std::int64_t from = 0, length = 0;
    bool operator==(const ByteRange&) const = default;
};

// 14.2: "A server MAY ignore the Range header field." So we do where it is not a single range of
// octets. `total` is the length of the whole, greater than zero.
[[nodiscard]] ByteRange parse_range(std::optional<std::string_view> header, std::int64_t total);

}  // namespace sparekey::http

// As much of protobuf's wire format as one small message takes.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace sparekey::transfer {

struct WireField {
    std::uint32_t number = 0;
    std::uint64_t value = 0;  // Of a varint, or of four or eight octets.
    BytesView octets;         // Of a length-delimited one.
};

class WireReader {
   public:
    explicit WireReader(BytesView message) : rest_(message) {}
    // nullopt at the end, and where it is broken: ask broken().
    [[nodiscard]] std::optional<WireField> next();
    [[nodiscard]] bool broken() const { return broken_; }

   private:
    std::optional<std::uint64_t> varint();
    std::optional<WireField> fail();
    BytesView rest_;
    bool broken_ = false;
};

class WireWriter {
   public:
    // Negative numbers take ten octets, as int32 and int64 do.
    void number(std::uint32_t field, std::int64_t value);
    void octets(std::uint32_t field, BytesView value);
    [[nodiscard]] const Bytes& message() const { return message_; }

   private:
    void varint(std::uint64_t value);
    Bytes message_;
};

}  // namespace sparekey::transfer

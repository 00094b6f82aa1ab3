#include "transfer/protobuf.h"

namespace sparekey::transfer {
namespace {

enum Wire : std::uint32_t { varint_wire = 0, eight_wire = 1, length_wire = 2, four_wire = 5 };

}  // namespace

std::optional<std::uint64_t> WireReader::varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
        if (rest_.empty()) return std::nullopt;
        const auto octet = std::to_integer<std::uint64_t>(rest_.front());
        rest_ = rest_.subspan(1);
        // Of a tenth octet only one bit is left.
        if (shift == 63 && octet > 1) return std::nullopt;
        value |= (octet & 0x7f) << shift;
        if ((octet & 0x80) == 0) return value;
    }
    return std::nullopt;
}

std::optional<WireField> WireReader::fail() {
    broken_ = true;
    return std::nullopt;
}

std::optional<WireField> WireReader::next() {
    if (rest_.empty() || broken_) return std::nullopt;
    const auto tag = varint();
    if (!tag || (*tag >> 3) == 0 || (*tag >> 3) > UINT32_MAX >> 3) return fail();
    WireField field;
    field.number = static_cast<std::uint32_t>(*tag >> 3);
    const auto wire = static_cast<std::uint32_t>(*tag & 7);
    if (wire == varint_wire) {
        const auto value = varint();
        if (!value) return fail();
        field.value = *value;
        return field;
    }
    std::uint64_t size = wire == eight_wire ? 8 : 4;
    if (wire == length_wire) {
        const auto given = varint();
        if (!given) return fail();
        size = *given;
    } else if (wire != eight_wire && wire != four_wire) {
        return fail();
    }
    if (size > rest_.size()) return fail();
    field.octets = rest_.first(static_cast<std::size_t>(size));
    rest_ = rest_.subspan(static_cast<std::size_t>(size));
    return field;
}

void WireWriter::varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) {
        message_.push_back(static_cast<std::byte>(value & 0x7f) | std::byte{0x80});
    }
    message_.push_back(static_cast<std::byte>(value));
}

void WireWriter::number(std::uint32_t field, std::int64_t value) {
    varint(std::uint64_t{field} << 3 | varint_wire);
    varint(static_cast<std::uint64_t>(value));
}

void WireWriter::octets(std::uint32_t field, BytesView value) {
    varint(std::uint64_t{field} << 3 | length_wire);
    varint(value.size());
    append(message_, value);
}

}  // namespace sparekey::transfer

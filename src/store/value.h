// What travels between a rule and a database: five kinds of value, and rows of them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/time.h"

namespace sparekey::store {

struct Null {
    auto operator<=>(const Null&) const = default;
};

// One argument or column. Times travel as microseconds since 1970 UTC, ids as integers.
class Value {
   public:
    using Variant = std::variant<Null, std::int64_t, bool, std::string, Bytes>;

    Value() = default;
    Value(Null) {}
    Value(std::int64_t v) : value_(v) {}
    Value(int v) : value_(std::int64_t{v}) {}
    Value(std::uint32_t v) : value_(std::int64_t{v}) {}
    Value(bool v) : value_(v) {}
    Value(std::string v) : value_(std::move(v)) {}
    Value(std::string_view v) : value_(std::string{v}) {}
    Value(const char* v) : value_(std::string{v}) {}
    Value(Bytes v) : value_(std::move(v)) {}
    Value(BytesView v) : value_(to_bytes(v)) {}
    Value(Time v) : value_(to_micros(v)) {}
    template <class Tag>
    Value(Id<Tag> v) : value_(v.value) {}

    [[nodiscard]] const Variant& variant() const { return value_; }
    bool operator==(const Value&) const = default;

   private:
    Variant value_;
};

using Values = std::vector<Value>;

// Throws Failure{broken} on text that holds a NUL: PostgreSQL cannot keep one, so neither engine
// takes it.
void require_text(const Value& value);

// A result row. A getter of the wrong kind, or of NULL, is a bug and aborts; ask is_null first.
class Row {
   public:
    Row() = default;
    explicit Row(Values values) : values_(std::move(values)) {}

    [[nodiscard]] std::size_t size() const { return values_.size(); }
    [[nodiscard]] bool is_null(std::size_t column) const;
    [[nodiscard]] std::int64_t integer(std::size_t column) const;
    [[nodiscard]] bool boolean(std::size_t column) const;  // SQLite answers 0 and 1.
    [[nodiscard]] const std::string& text(std::size_t column) const;
    [[nodiscard]] const Bytes& bytes(std::size_t column) const;
    [[nodiscard]] Time time(std::size_t column) const { return from_micros(integer(column)); }
    template <class AnyId>
    [[nodiscard]] AnyId id(std::size_t column) const {
        return AnyId{integer(column)};
    }

   private:
    Values values_;
};

using Rows = std::vector<Row>;

}  // namespace sparekey::store

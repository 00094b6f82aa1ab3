#include "store/value.h"

#include "base/check.h"
#include "base/failure.h"

namespace sparekey::store {
namespace {

template <class T>
const T& held(const Values& values, std::size_t column) {
    ENSURE(column < values.size());
    const auto* value = std::get_if<T>(&values[column].variant());
    ENSURE(value != nullptr);
    return *value;
}

}  // namespace

void require_text(const Value& value) {
    const auto* text = std::get_if<std::string>(&value.variant());
    if (text == nullptr || text->find('\0') == std::string::npos) return;
    throw Failure{Failure::Kind::broken, "a text holds a NUL"};
}

bool Row::is_null(std::size_t column) const {
    ENSURE(column < values_.size());
    return std::holds_alternative<Null>(values_[column].variant());
}

std::int64_t Row::integer(std::size_t column) const { return held<std::int64_t>(values_, column); }

bool Row::boolean(std::size_t column) const {
    ENSURE(column < values_.size());
    if (const auto* value = std::get_if<bool>(&values_[column].variant())) return *value;
    const auto number = held<std::int64_t>(values_, column);
    ENSURE(number == 0 || number == 1);
    return number == 1;
}

const std::string& Row::text(std::size_t column) const {
    return held<std::string>(values_, column);
}

const Bytes& Row::bytes(std::size_t column) const { return held<Bytes>(values_, column); }

}  // namespace sparekey::store

#include "store/postgres/arguments.h"

#include <charconv>

namespace sparekey::store::postgres {
namespace {

constexpr int as_text = 0;
constexpr int as_octets = 1;

}  // namespace

void Arguments::add(std::int64_t number) {
    auto& digits = digits_.emplace_back();
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size() - 1, number).ptr;
    *end = '\0';
    add_raw(nullptr, static_cast<std::size_t>(end - digits.data()), as_text);
    digits_at_.back() = static_cast<int>(digits_.size()) - 1;
}

void Arguments::add(const Value& value) {
    struct Add {
        Arguments& to;
        void operator()(const Null&) const { to.add_raw(nullptr, 0, as_text); }
        void operator()(std::int64_t v) const { to.add(v); }
        void operator()(bool v) const { to.add_raw(v ? "t" : "f", 1, as_text); }
        // Text in its binary form is its octets with a length.
        void operator()(const std::string& v) const { to.add_raw(v.data(), v.size(), as_octets); }
        void operator()(const Bytes& v) const {
            // A null pointer would be NULL, and an empty vector has one.
            const auto* octets = v.empty() ? "" : reinterpret_cast<const char*>(v.data());
            to.add_raw(octets, v.size(), as_octets);
        }
    };
    require_text(value);
    std::visit(Add{*this}, value.variant());
}

const char* const* Arguments::pointers() {
    for (std::size_t i = 0; i < pointers_.size(); ++i) {
        if (digits_at_[i] >= 0)
            pointers_[i] = digits_[static_cast<std::size_t>(digits_at_[i])].data();
    }
    return pointers_.data();
}

void Arguments::add_raw(const char* octets, std::size_t length, int format) {
    pointers_.push_back(octets);
    lengths_.push_back(static_cast<int>(length));
    formats_.push_back(format);
    digits_at_.push_back(-1);
}

}  // namespace sparekey::store::postgres

// A statement's arguments as libpq takes them: numbers as text, text and octets as they are.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "store/value.h"

namespace sparekey::store::postgres {

// Borrows the values' octets: used up before they change.
class Arguments {
   public:
    void add(std::int64_t number);
    // Failure{broken} on text with a NUL, which PostgreSQL cannot keep.
    void add(const Value& value);
    void add(const Values& values) {
        for (const auto& value : values) add(value);
    }

    [[nodiscard]] int count() const { return static_cast<int>(lengths_.size()); }
    [[nodiscard]] const char* const* pointers();
    [[nodiscard]] const int* lengths() const { return lengths_.data(); }
    [[nodiscard]] const int* formats() const { return formats_.data(); }

   private:
    void add_raw(const char* octets, std::size_t length, int format);
    using Digits = std::array<char, 24>;

    // A number's digits are found through their place, as this vector moves while it grows.
    std::vector<Digits> digits_;
    std::vector<int> digits_at_;  // For each argument: its place in digits_, or -1.
    std::vector<const char*> pointers_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

}  // namespace sparekey::store::postgres

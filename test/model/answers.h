// The real rooms' answers in the model's words.
#pragma once
#include <string>

#include "account/refusal.h"

namespace sparekey::model {

[[nodiscard]] std::string text_of(const account::Refusal&);

template <class T>
[[nodiscard]] std::string answer_of(const account::Result<T>& result, const std::string& granted) {
    if (const auto* refusal = std::get_if<account::Refusal>(&result)) return text_of(*refusal);
    return granted;
}

}  // namespace sparekey::model

// What kind of answer each refusal is: status, slug and words. The web has words of its own for
// people, by the slug.
#pragma once
#include <string_view>

#include "account/refusal.h"

namespace sparekey::http {

struct RefusalWords {
    int status;
    std::string_view slug, title, detail;
};

[[nodiscard]] RefusalWords words_of(account::Why);

}  // namespace sparekey::http

// The letters in English. Another language is another such file.
#pragma once
#include <string>
#include <vector>

#include "mail/facts.h"

namespace sparekey::mail {

struct Words {
    std::string subject;
    // Wrapped and set apart by empty lines. One that begins with a space is set as it is: a code or
    // a link.
    std::vector<std::string> paragraphs;
};

[[nodiscard]] Words english(outbox::Kind kind, const Facts& facts);

}  // namespace sparekey::mail

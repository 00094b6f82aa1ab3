// The letters about an appeal, in English. Another language is another such file.
#pragma once
#include "mail/letters_en.h"

namespace sparekey::mail {

// Of the kinds appeal_*; throws Failure{broken} for another.
[[nodiscard]] Words english_of_appeal(outbox::Kind kind, const Facts& facts);

}  // namespace sparekey::mail

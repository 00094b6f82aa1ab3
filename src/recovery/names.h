// What an appeal is called by: a case number for forms and mails, two words by which people tell
// our pages and letters from a thief's, a receipt code that only the applicant has, and the code
// that is written on the paper of the picture.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/ids.h"
#include "crypto/pepper.h"
#include "crypto/secret.h"

namespace sparekey::recovery {

// "K7Q4-M2XR": 40 bits of base32. No secret; unique by the index that it is reserved in.
[[nodiscard]] std::string draw_case_number();
// Grouping and case do not matter. nullopt for what is none.
[[nodiscard]] std::optional<std::string> parse_case_number(std::string_view typed);

// "amber otter". Says nothing of the account, and is no secret from its owner's letters.
[[nodiscard]] std::string draw_words();
inline constexpr std::size_t words_octets_max = 40;
// Case and white space around do not matter.
[[nodiscard]] bool are_words(std::string_view typed, std::string_view words);

// 80 bits as 16 characters of base32: whoever shows it goes on with the case, and nobody else.
// "ABCD EFGH IJKL MNOP", as it is shown.
[[nodiscard]] crypto::Secret draw_receipt();
// What is kept of it. Grouping and case of what was typed do not matter; nullopt for what is none.
[[nodiscard]] std::optional<Bytes> receipt_digest(const crypto::Pepper&, AccountId, AppealId,
                                                  std::string_view typed);

// "K7Q4-M2XR" too, and another one each day.
[[nodiscard]] inline std::string draw_paper_code() { return draw_case_number(); }

}  // namespace sparekey::recovery

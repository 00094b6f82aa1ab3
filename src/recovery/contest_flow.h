// "It was not me", from any notice of an appeal: without a factor it contests, once an appeal and
// once more in its hold. Looking changes nothing. And whether a letter is ours.
#pragma once
#include <optional>
#include <string>

#include "account/refusal.h"
#include "account/token.h"
#include "base/async.h"
#include "recovery/case.h"
#include "recovery/office.h"

namespace sparekey::recovery {

struct ContestNotice {
    std::string number;
    std::string words;
    State state = State::draft;
    Time at{};  // Of the letter.
    Time expires_at{};
};
[[nodiscard]] Awaitable<std::optional<ContestNotice>> look_at_contest(const account::Services&,
                                                                      const account::Token& link,
                                                                      Time now);

enum class ContestResult {
    contested,  // The appeal stands still until the owner or a lead answers.
    noted       // Staff see it; nothing else changes.
};
[[nodiscard]] Awaitable<account::Result<ContestResult>> contest(const Office&,
                                                                const account::Client&,
                                                                const account::Token& link);

// Whether a case of this number has these words: the answer for a letter that claims to be ours.
[[nodiscard]] Awaitable<bool> is_genuine(const account::Services&, std::string number,
                                         std::string words);

}  // namespace sparekey::recovery

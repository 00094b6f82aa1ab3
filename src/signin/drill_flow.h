// "Written down?": what a signed-in person types back from paper, and putting the question off.
#pragma once
#include <string>

#include "account/refusal.h"
#include "account/services.h"
#include "account/token.h"

namespace sparekey::signin {

struct WrittenDown {
    int key_group = 0;  // The one that was asked for; of any other, nothing matches.
    std::string group_text;
    std::string code_ending;
};

struct WhatMatched {
    bool key = false;
    bool code = false;
};

// Records what matched and consumes nothing. Every answer is charged, right or wrong, to a budget
// of its own: 20 a day, so that this is no way to find a code's end.
[[nodiscard]] Awaitable<account::Result<WhatMatched>> prove_written_down(
    const account::Services&, const account::Client&, const account::Token& session, WrittenDown);

[[nodiscard]] Awaitable<account::Result<account::Done>> snooze_drill(const account::Services&,
                                                                     const account::Client&,
                                                                     const account::Token& session);

}  // namespace sparekey::signin

// How a letter leaves: by SMTP, or into a folder. Calls block: they are made on the courier's
// thread.
#pragma once
#include <stop_token>
#include <string>

#include "mail/letter.h"

namespace sparekey::mail {

enum class Handover {
    taken,        // It is the other side's now.
    later,        // This letter was not taken this time; others may be.
    refused,      // The recipient's server will never take it.
    unreachable,  // No letter can be handed over now: the server is down, or does not prove who it
                  // is, or does not want us.
};

struct Answer {
    Handover handover;
    std::string reason;  // For the log: no personal data, no secret. "" when taken.
};

class Transport {
   public:
    virtual ~Transport() = default;
    // Gives up soon after a stop is asked for.
    [[nodiscard]] virtual Answer hand_over(const Letter& letter, std::stop_token stop) = 0;
};

}  // namespace sparekey::mail

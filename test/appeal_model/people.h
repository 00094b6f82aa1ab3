// Who takes part: the owner, a thief with some of what the owner has, and staff of whom one may be
// bribed.
#pragma once
#include <string>

namespace sparekey::appeal_model {

// Whose evidence an appeal shows. Honest staff pass the owner's and nobody else's.
enum class Party { owner, thief };

struct Thief {
    bool mailbox = false;
    bool password = false;
    bool phone = false;  // With its one-time codes.
    bool paper = false;  // The backup codes.
    bool reviewer = false;

    [[nodiscard]] bool has_factor() const { return phone || paper; }
};

inline std::string told(const Thief& thief) {
    std::string text = "a thief with";
    if (thief.mailbox) text += " mailbox";
    if (thief.password) text += " password";
    if (thief.phone) text += " phone";
    if (thief.paper) text += " paper";
    if (thief.reviewer) text += " a reviewer";
    return text;
}

}  // namespace sparekey::appeal_model

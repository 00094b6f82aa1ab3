// Who takes part: the owner, a thief with some of what the owner has, and staff of whom one may be
// bribed.
#pragma once
#include <string>
#include <vector>

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
    // Whoever can, is the owner for the site: with a factor and the mailbox a new password is made
    // by a link. No appeal can be kept from being ended by its owner.
    [[nodiscard]] bool can_sign_in() const { return has_factor() && (password || mailbox); }
};

// Every subset.
inline std::vector<Thief> all_thieves() {
    std::vector<Thief> all;
    for (int bits = 0; bits < 32; ++bits) {
        all.push_back(
            {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0});
    }
    return all;
}

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

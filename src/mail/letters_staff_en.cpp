#include "mail/letters_staff_en.h"

#include <fmt/format.h>

#include "mail/letter_parts_en.h"

namespace sparekey::mail {
namespace {

std::string what_happened(const Facts& facts) {
    if (facts.what == "added") return "was invited to the staff";
    if (facts.what == "certified") return "was certified for another 365 days";
    if (facts.what == "suspended") return "was suspended, and can no longer sign in";
    return "was invited again, and has no seat for 72 hours";
}

std::string member(const Facts& facts) {
    std::string text;
    if (!facts.name.empty()) text += "Name: " + facts.name + ". ";
    if (!facts.roles.empty()) text += "Role: " + facts.roles + ". ";
    if (!facts.address.empty()) text += "Address: " + facts.address + ".";
    return text;
}

}  // namespace

Words staff_invited(const Facts& facts) {
    return {"Your place at the desk of " + facts.site,
            {fmt::format("You are asked to join the staff who decide appeals at {}. This link sets "
                         "your password and your authenticator for it:",
                         facts.site),
             set_apart(facts.link),
             facts.until ? fmt::format("It works once, until {}.", time_text(*facts.until)) : "",
             when_and_where(facts),
             "The desk, where you sign in afterwards:", set_apart(facts.lost_access),
             "Did you not ask for it? Then do not open the link, and tell whoever runs the site."}};
}

Words staff_changed(const Facts& facts) {
    return {
        "The staff of the desk changed at " + facts.site,
        {fmt::format("Whoever runs the server of {} changed the staff of its desk. This member "
                     "{}:",
                     facts.site, what_happened(facts)),
         member(facts), when_and_where(facts),
         "You are told because you are a lead. Was it not you? Then ask who did it: nobody can but "
         "on the server. The desk:",
         set_apart(facts.lost_access)}};
}

}  // namespace sparekey::mail

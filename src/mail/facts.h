// What a letter may tell, taken from a mail's details. Whatever a stranger could have chosen is
// checked here or left out: mail programs make links of whatever looks like one.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "mail/letter.h"

namespace sparekey::mail {

struct Facts {
    std::string site;
    std::string home;          // The site's first page.
    std::string lost_access;   // The guide to the three paths.
    std::string code;          // The mailed digits, in two groups of four.
    std::string link;          // What a letter with a token leads to.
    Time at;                   // When it happened.
    std::string client;        // From which network address, "" unknown.
    std::string_view browser;  // "Firefox"; "" unknown.
    std::string_view system;   // "Windows"; "" unknown.
    std::string address;       // The e-mail address it is about, "" none.
    std::optional<int> left;
    std::optional<Time> hold_until;
    std::optional<Time> codes_back_at;
    // Of a letter about an appeal. Its dates are texts in the applicant's zone already.
    std::string case_number;
    std::string words;
    std::string by;
    std::string first_review_by;
    std::string second_review_by;
    std::string link_from;
    std::string hold_until_text;
    bool frozen = false;
    std::string appeal;         // The page where it stands.
    std::string veto;           // The page where the owner ends it, with a code and the password.
    std::string genuine;        // The page that says whether a letter is ours.
    bool to_staff = false;      // It is about a member of the desk's staff.
    bool by_operator = false;   // Its person signs in at the operator's own pages.
    std::optional<Time> until;  // How long the letter's link is good.
    std::string what;           // What happened to a member: a word of ours.
    std::string name, roles;    // The member's, as the operator wrote them.
};

// Throws as render.
[[nodiscard]] Facts facts_of(const outbox::Claimed& mail, const Letterhead& head);

}  // namespace sparekey::mail

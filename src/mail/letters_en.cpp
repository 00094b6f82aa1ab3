#include "mail/letters_en.h"

#include <fmt/format.h>

#include "base/failure.h"
#include "mail/letter_parts_en.h"
#include "mail/letters_appeal_en.h"
#include "mail/letters_staff_en.h"
#include "mail/letters_vault_en.h"

namespace sparekey::mail {
namespace {

using outbox::Kind;

Words code_letter(const Facts& facts, std::string subject, std::string what,
                  std::vector<std::string> not_asked) {
    Words words{std::move(subject),
                {std::move(what), set_apart(facts.code),
                 "It is good for 15 minutes, in the browser that asked for it. Type it there and "
                 "nowhere else.",
                 when_and_where(facts)}};
    for (auto& paragraph : not_asked) words.paragraphs.push_back(std::move(paragraph));
    return words;
}

Words sign_up_code(const Facts& facts) {
    return code_letter(
        facts, "Your code for " + facts.site,
        fmt::format("This code confirms your address and makes your account at {}:", facts.site),
        {"Did you not ask for it? Then somebody typed your address, perhaps by mistake. Do "
         "nothing: "
         "without the code there is no account."});
}

Words sign_up_taken(const Facts& facts) {
    return {"You already have an account at " + facts.site,
            {fmt::format("Somebody, perhaps you, tried to sign up at {} with this address. It "
                         "already has an account. "
                         "Nothing was changed.",
                         facts.site),
             when_and_where(facts), "Was it you? Sign in:", set_apart(facts.home),
             "You cannot sign in? This page shows the ways back:", set_apart(facts.lost_access),
             "Was it not you? Then do nothing. Nobody got in."}};
}

Words password_link(const Facts& facts) {
    return {
        "A new password for " + facts.site,
        {fmt::format("Somebody, we hope you, asked to set a new password at {}. This link does it:",
                     facts.site),
         set_apart(facts.link),
         "It works once, and not for long. Nothing changes until you have typed the new password "
         "there. If "
         "two-factor sign-in is on, the page asks for a code too.",
         when_and_where(facts),
         "Did you not ask for it? Then do not open the link: your password stays as it is. This "
         "page says how to "
         "keep your account safe:",
         set_apart(facts.lost_access)}};
}

Words relief_link(const Facts& facts) {
    return {"Go on signing in to " + facts.site,
            {fmt::format("There were too many wrong tries to sign in to your account at {}, so we "
                         "paused. This link gives "
                         "5 more tries to the browser you open it in:",
                         facts.site),
             set_apart(facts.link), "Nothing changes until you press the button there.",
             when_and_where(facts),
             "Did you not ask for it? Then do not open the link. This page says how to keep your "
             "account safe:",
             set_apart(facts.lost_access)}};
}

Words enable_code(const Facts& facts) {
    return code_letter(
        facts, "Your code to turn on two-factor sign-in",
        fmt::format("This code goes on with turning on two-factor sign-in at {}:", facts.site),
        {"Did you not ask for it? Then somebody knows your password. Change it now. This page says "
         "how to "
         "keep your account safe:",
         set_apart(facts.lost_access)});
}

Words address_code(const Facts& facts) {
    return code_letter(facts, "Your code to confirm this address",
                       fmt::format("This code adds this address to an account at {}:", facts.site),
                       {"Did you not ask for it? Then somebody typed your address, perhaps by "
                        "mistake. Do nothing: "
                        "without the code it is not added. If you have an account there, this page "
                        "says how to keep it safe:",
                        set_apart(facts.lost_access)});
}

Words stolen_code(const Facts& facts) {
    return code_letter(
        facts, "Your code to report a stolen phone",
        fmt::format(
            "This code confirms that your phone was stolen. Then {} takes no code from your "
            "authenticator for 72 hours, and every session ends:",
            facts.site),
        {"Did you not ask for it? Then somebody knows your password. Give the code to nobody, and "
         "change "
         "the password. This page says how:",
         set_apart(facts.lost_access)});
}

Words signed_in_by_backup_code(const Facts& facts) {
    std::vector<std::string> what{
        fmt::format("One of your backup codes was used to sign in at {}.", facts.site)};
    if (facts.left) what.push_back(fmt::format("Backup codes left: {}.", *facts.left));
    what.push_back(
        "Was it you? Your old phone still stands between you and the next sign-in. Set up a new "
        "authenticator now.");
    return notice(facts, "Signed in with a backup code at " + facts.site, std::move(what));
}

// What the operator's server gave of a person: nobody here saw a password.
Words factor_wrong_at_operator(const Facts& facts) {
    return notice(facts, "A wrong code for your account at " + facts.site,
                  {fmt::format("Somebody gave a wrong code for your account at {}. It was refused.",
                               facts.site),
                   "Was it you? Then all is well. Codes change every 30 seconds: wait for the next "
                   "one and try again.",
                   "If it was somebody else, they may know your password. Change it now."});
}

Words factor_wrong_after_password(const Facts& facts) {
    if (facts.by_operator) return factor_wrong_at_operator(facts);
    return notice(
        facts, "Right password, wrong code at " + facts.site,
        {fmt::format(
             "Somebody gave your right password at {}, and then a wrong code. They did not get in.",
             facts.site),
         "Was it you? Then all is well. Codes change every 30 seconds: wait for the next one and "
         "try again.",
         facts.to_staff ? "If it was somebody else, they know your password."
                        : "If it was somebody else, they know your password. Change it now."});
}

Words budget_reached(const Facts& facts) {
    return notice(facts, "Too many tries at " + facts.site,
                  {fmt::format("There were so many wrong tries to sign in to your account at {} "
                               "that we pause. The tries did "
                               "not get in.",
                               facts.site),
                   "A browser in which you signed in before has tries of its own.",
                   facts.what == "vault"
                       ? "A device that is in the vault goes on as before; a new passphrase, set "
                         "there, gives the tries back."
                   : facts.to_staff || facts.by_operator
                       ? "Otherwise wait: an hour at most."
                       : "If those have run out too, the sign-in page sends you a link "
                         "to go on."});
}

Words factor_enabled(const Facts& facts) {
    return notice(facts, "Two-factor sign-in is on at " + facts.site,
                  {fmt::format("Two-factor sign-in was turned on for your account at {}. From now "
                               "on, signing in takes your "
                               "password and a code from your authenticator.",
                               facts.site),
                   "Keep the setup key and the backup codes on paper, not with the phone. They are "
                   "your way back when the "
                   "phone is lost."});
}

Words factor_replaced(const Facts& facts) {
    return notice(facts, "A new authenticator at " + facts.site,
                  {fmt::format("The authenticator of your account at {} was replaced. The old one "
                               "and the old backup codes no "
                               "longer sign in.",
                               facts.site)});
}

Words factor_disabled(const Facts& facts) {
    return notice(facts, "Two-factor sign-in is off at " + facts.site,
                  {fmt::format("Two-factor sign-in was turned off for your account at {}. The "
                               "password alone now signs in.",
                               facts.site)});
}

Words codes_viewed(const Facts& facts) {
    return notice(
        facts, "Your backup codes were shown at " + facts.site,
        {fmt::format("The backup codes of your account at {} were shown. They have not changed.",
                     facts.site)});
}

Words codes_regenerated(const Facts& facts) {
    return notice(facts, "New backup codes at " + facts.site,
                  {fmt::format("New backup codes were made for your account at {}. The old ones no "
                               "longer sign in: destroy the old paper.",
                               facts.site)});
}

std::string the_address(const Facts& facts) {
    return facts.address.empty() ? "An address" : "The address " + facts.address;
}

Words address_added(const Facts& facts) {
    return notice(
        facts, "An address was added at " + facts.site,
        {fmt::format(
            "{} was added to your account at {}. It hears of everything that happens there.",
            the_address(facts), facts.site)});
}

Words address_removed(const Facts& facts) {
    return notice(
        facts, "An address was removed at " + facts.site,
        {fmt::format(
            "{} was removed from your account at {}. It hears of changes for 90 more days.",
            the_address(facts), facts.site)});
}

Words address_made_primary(const Facts& facts) {
    return notice(facts, "Your main address changed at " + facts.site,
                  {fmt::format("{} is now the main one of your account at {}.", the_address(facts),
                               facts.site)});
}

Words password_changed(const Facts& facts) {
    return notice(
        facts, "Your password was changed at " + facts.site,
        {fmt::format(
            "The password of your account at {} was changed. The old one no longer signs in.",
            facts.site)});
}

Words password_reset(const Facts& facts) {
    return notice(facts, "Your password was reset at " + facts.site,
                  {fmt::format("A new password was set for your account at {}, by a link that we "
                               "mailed. The old one no longer signs in.",
                               facts.site)});
}

Words password_pending(const Facts& facts) {
    return notice(facts, "A new password waits at " + facts.site,
                  {fmt::format("Somebody set a new password for your account at {} by a link that "
                               "we mailed, without the "
                               "second factor. Your password has not changed.",
                               facts.site),
                   "The new one does not sign in. It is good only to begin an appeal for a lost "
                   "second factor."});
}

Words identity_entered(const Facts& facts) {
    return notice(facts, "An identity record was entered at " + facts.site,
                  {fmt::format("An identity record was entered for your account at {}. It can be "
                               "used in an appeal after 30 days.",
                               facts.site)});
}

Words identity_imported(const Facts& facts) {
    return notice(facts, "Your identity record was changed at " + facts.site,
                  {fmt::format("{} put another identity record in place of yours. An appeal is "
                               "compared with it from now on. If you know of no reason, ask.",
                               facts.site)});
}

Words stolen_reported(const Facts& facts) {
    const auto until = facts.codes_back_at ? fmt::format("Until {} no code from it is accepted.",
                                                         time_text(*facts.codes_back_at))
                                           : std::string{
                                                 "No code from it is accepted until you replace "
                                                 "it, or take this back with a backup "
                                                 "code."};
    return notice(facts, "Your phone was reported stolen at " + facts.site,
                  {fmt::format("The phone with your authenticator was reported stolen at {}. All "
                               "sessions have ended. {}",
                               facts.site, until),
                   "Your backup codes still sign in."});
}

Words stolen_taken_back(const Facts& facts) {
    return notice(facts, "Your phone is no longer reported stolen at " + facts.site,
                  {fmt::format("The report that your phone was stolen was taken back at {}. Codes "
                               "from your authenticator sign "
                               "in again.",
                               facts.site)});
}

Words change_undone(const Facts& facts) {
    return notice(facts, "A change was undone at " + facts.site,
                  {fmt::format("A change of your account at {} was undone. What it had replaced is "
                               "back. All sessions have "
                               "ended.",
                               facts.site)});
}

Words enabling_undone(const Facts& facts) {
    return notice(
        facts, "Two-factor sign-in was undone at " + facts.site,
        {fmt::format("Turning on two-factor sign-in was undone for your account at {}. The "
                     "password alone now signs "
                     "in.",
                     facts.site),
         facts.hold_until
             ? fmt::format("Until {} the authenticator and the password together take this back.",
                           time_text(*facts.hold_until))
             : ""});
}

Words account_closed(const Facts& facts) {
    return notice(facts, "Your account was closed at " + facts.site,
                  {fmt::format("Your account at {} was closed. Nobody can sign in to it any more.",
                               facts.site)});
}

Words account_made_again(const Facts& facts) {
    return notice(
        facts, "An account was made again at " + facts.site,
        {fmt::format("{} deleted the account that this address belonged to, and has made it again, "
                     "with no second factor and perhaps with other addresses. If you know of no "
                     "reason, ask.",
                     facts.site)});
}

Words few_codes_left(const Facts& facts) {
    return notice(
        facts, "Few backup codes are left at " + facts.site,
        {facts.left ? fmt::format("Backup codes left at {}: {}.", facts.site, *facts.left)
                    : fmt::format("You have few backup codes left at {}.", facts.site),
         facts.by_operator
             ? "Make new ones before the last is used. Write them on paper."
             : "Make new ones in the security centre before the last is used. Write them on "
               "paper."});
}

Words body(Kind kind, const Facts& facts) {
    switch (kind) {
    case Kind::sign_up_code: return sign_up_code(facts);
    case Kind::sign_up_taken: return sign_up_taken(facts);
    case Kind::password_link: return password_link(facts);
    case Kind::relief_link: return relief_link(facts);
    case Kind::enable_code: return enable_code(facts);
    case Kind::address_code: return address_code(facts);
    case Kind::stolen_code: return stolen_code(facts);
    case Kind::signed_in_by_backup_code: return signed_in_by_backup_code(facts);
    case Kind::factor_wrong_after_password: return factor_wrong_after_password(facts);
    case Kind::budget_reached: return budget_reached(facts);
    case Kind::factor_enabled: return factor_enabled(facts);
    case Kind::factor_replaced: return factor_replaced(facts);
    case Kind::factor_disabled: return factor_disabled(facts);
    case Kind::codes_viewed: return codes_viewed(facts);
    case Kind::codes_regenerated: return codes_regenerated(facts);
    case Kind::address_added: return address_added(facts);
    case Kind::address_removed: return address_removed(facts);
    case Kind::address_made_primary: return address_made_primary(facts);
    case Kind::password_changed: return password_changed(facts);
    case Kind::password_reset: return password_reset(facts);
    case Kind::password_pending: return password_pending(facts);
    case Kind::identity_entered: return identity_entered(facts);
    case Kind::identity_imported: return identity_imported(facts);
    case Kind::stolen_reported: return stolen_reported(facts);
    case Kind::stolen_taken_back: return stolen_taken_back(facts);
    case Kind::change_undone: return change_undone(facts);
    case Kind::enabling_undone: return enabling_undone(facts);
    case Kind::account_closed: return account_closed(facts);
    case Kind::few_codes_left: return few_codes_left(facts);
    // clang-format off
    case Kind::appeal_code: case Kind::appeal_opened: case Kind::appeal_waiting:
    case Kind::appeal_next: case Kind::appeal_continued: case Kind::appeal_submitted:
    case Kind::appeal_material: case Kind::appeal_received: case Kind::appeal_video:
    case Kind::appeal_second_review: case Kind::appeal_escalated: case Kind::appeal_late:
    case Kind::appeal_contested: case Kind::appeal_approved: case Kind::appeal_link:
    case Kind::appeal_link_sent: case Kind::appeal_link_lapsed: case Kind::appeal_reset:
    case Kind::appeal_hold_anew: case Kind::appeal_completed: case Kind::appeal_rejected:
    case Kind::appeal_refused: case Kind::appeal_withdrawn: case Kind::appeal_expired:
    case Kind::appeal_cancelled: case Kind::appeal_reversed:
        return english_of_appeal(kind, facts);
        // clang-format on
    case Kind::staff_invited: return staff_invited(facts);
    case Kind::staff_changed: return staff_changed(facts);
    case Kind::vault_changed: return vault_changed(facts);
    case Kind::account_made_again: return account_made_again(facts);
    }
    throw Failure{Failure::Kind::broken, "a letter is of no kind"};
}

}  // namespace

Words english(Kind kind, const Facts& facts) {
    auto words = body(kind, facts);
    auto& paragraphs = words.paragraphs;
    // No name: a letter is also sent to addresses that have no account, and must not tell which
    // have one.
    paragraphs.insert(paragraphs.begin(), "Hello,");
    paragraphs.push_back(
        fmt::format("Nobody at {} asks for a password or a code by mail. Do not answer this mail.",
                    facts.site));
    paragraphs.push_back(facts.site);
    std::erase(paragraphs, "");
    return words;
}

}  // namespace sparekey::mail

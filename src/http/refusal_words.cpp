#include "http/refusal_words.h"

namespace sparekey::http {

using account::Why;

RefusalWords words_of(Why why) {
    switch (why) {
    case Why::not_signed_in:
        return {401, "not-signed-in", "Nobody is signed in here.", "Sign in and try again."};
    case Why::not_accepted:
        return {401, "not-accepted", "Not accepted.",
                "Not accepted. After several tries we pause for up to an hour; you can get a link "
                "by mail to go on."};
    case Why::no_challenge:
        return {401, "no-challenge", "The sign-in must begin again.",
                "It took too long, or too many codes were wrong."};
    case Why::restricted:
        return {403, "restricted", "Not possible now.",
                "The account is on hold or frozen; this must wait until it ends."};
    case Why::password_wrong:
        return {403, "password-wrong", "The password did not match.", "Try again."};
    case Why::code_needed:
        return {403, "code-needed", "A code is needed too.", "Give a code of the second factor."};
    case Why::code_wrong:
        return {403, "code-wrong", "That code did not match.",
                "Codes change every 30 seconds: wait for the next one."};
    case Why::code_already_used:
        return {409, "code-already-used", "That code was used already.",
                "Wait for the next one, or take another."};
    case Why::code_expired:
        return {410, "code-expired", "That code is too old.", "Ask for a new one."};
    case Why::backup_code_not_enough:
        return {403, "backup-code-not-enough", "A backup code does not count here.",
                "Give a one-time code, or replace the authenticator first."};
    case Why::last_backup_code:
        return {409, "last-backup-code", "This is the last backup code.",
                "Say that it may be spent: without a new authenticator there is no other."};
    case Why::too_many_tries:
        return {429, "too-many-tries", "Too many tries.",
                "Wait, or ask for a link by mail to go on in this browser."};
    case Why::too_many_mails:
        return {429, "too-many-mails", "Too many mails.", "Wait before asking for another."};
    case Why::factor_suspended:
        return {403, "factor-suspended", "One-time codes are suspended.",
                "The phone was reported stolen. A backup code still works."};
    case Why::changed_meanwhile:
        return {409, "changed-meanwhile", "Something changed meanwhile.",
                "Look again, and try again."};
    case Why::no_factor:
        return {409, "no-factor", "There is no second factor.", "Turn it on first."};
    case Why::factor_already_enabled:
        return {409, "factor-already-enabled", "The second factor is on already.",
                "Replace it instead."};
    case Why::no_enrolment:
        return {409, "no-enrolment", "Nothing waits to be confirmed.",
                "Begin again: a new key lives for 10 minutes."};
    case Why::no_sign_up:
        return {409, "no-sign-up", "No sign-up waits here.", "Begin again in this browser."};
    case Why::no_stolen_report:
        return {409, "no-stolen-report", "No report waits here.", "Begin again in this browser."};
    case Why::stolen_recently:
        return {409, "stolen-recently", "Reported already.",
                "By mailed code it can be reported once in 30 days."};
    case Why::not_suspended:
        return {409, "not-suspended", "One-time codes work.", "There is nothing to take back."};
    case Why::nothing_to_undo:
        return {409, "nothing-to-undo", "There is nothing to undo.",
                "Both the password and the factor are in force."};
    case Why::link_invalid:
        return {410, "link-invalid", "This link does not work.",
                "It was used, is too old, or was replaced by a newer one."};
    case Why::codes_not_viewable:
        return {409, "codes-not-viewable", "The codes cannot be shown.",
                "Make new ones: the old ones stop at once."};
    case Why::password_too_short:
        return {422, "password-too-short", "The password is too short.", "Take a longer one."};
    case Why::password_common:
        return {422, "password-blocked", "That password is too easy to guess.",
                "It is on lists that thieves try first."};
    case Why::password_too_similar:
        return {422, "password-blocked", "That password is too easy to guess.",
                "It is too similar to the address."};
    case Why::password_site_name:
        return {422, "password-blocked", "That password is too easy to guess.",
                "It is too similar to the site's name."};
    case Why::not_found:
        return {404, "not-found", "There is no such thing.", "It may be gone already."};
    case Why::last_address:
        return {409, "last-address", "It is the only address.", "Add another one first."};
    case Why::too_many_addresses:
        return {409, "too-many-addresses", "There are too many addresses.", "Remove one first."};
    case Why::identity_by_operator:
        return {409, "identity-by-operator", "The site keeps this record.",
                "Ask the site to correct it."};
    }
    return {500, "internal", "Something went wrong.", "It is not your fault. Try again later."};
}

}  // namespace sparekey::http

#include "http/refusal_words.h"

#include <array>

#include "base/check.h"

namespace sparekey::http {
namespace {

using enum account::Why;

struct Entry {
    account::Why why;
    RefusalWords words;
};

// In the order of the enumeration, so that a missing one does not compile.
constexpr std::array entries{
    Entry{not_signed_in,
          {401, "not-signed-in", "Nobody is signed in here.", "Sign in and try again."}},
    Entry{not_accepted,
          {401, "not-accepted", "Not accepted.",
           "Not accepted. After several tries we pause for up to an hour; you can get a link "
           "by mail to go on."}},
    Entry{no_challenge,
          {401, "no-challenge", "The sign-in must begin again.",
           "It took too long, or too many codes were wrong."}},
    Entry{restricted,
          {403, "restricted", "Not possible now.",
           "The account is on hold or frozen; this must wait until it ends."}},
    Entry{password_wrong, {403, "password-wrong", "The password did not match.", "Try again."}},
    Entry{code_needed,
          {403, "code-needed", "A code is needed too.", "Give a code of the second factor."}},
    Entry{code_wrong,
          {403, "code-wrong", "That code did not match.",
           "Codes change every 30 seconds: wait for the next one."}},
    Entry{code_already_used,
          {409, "code-already-used", "That code was used already.",
           "Wait for the next one, or take another."}},
    Entry{code_expired, {410, "code-expired", "That code is too old.", "Ask for a new one."}},
    Entry{backup_code_not_enough,
          {403, "backup-code-not-enough", "A backup code does not count here.",
           "Give a one-time code, or replace the authenticator first."}},
    Entry{last_backup_code,
          {409, "last-backup-code", "This is the last backup code.",
           "Say that it may be spent: without a new authenticator there is no other."}},
    Entry{codes_withdrawn,
          {409, "codes-withdrawn", "These backup codes have ended.",
           "The site was restored from a backup, which cannot know which were used since. Make new "
           "ones."}},
    Entry{too_many_tries,
          {429, "too-many-tries", "Too many tries.",
           "Wait, or ask for a link by mail to go on in this browser."}},
    Entry{too_many_mails,
          {429, "too-many-mails", "Too many mails.", "Wait before asking for another."}},
    Entry{factor_suspended,
          {403, "factor-suspended", "One-time codes are suspended.",
           "The phone was reported stolen. A backup code still works."}},
    Entry{changed_meanwhile,
          {409, "changed-meanwhile", "Something changed meanwhile.", "Look again, and try again."}},
    Entry{no_factor, {409, "no-factor", "There is no second factor.", "Turn it on first."}},
    Entry{
        factor_already_enabled,
        {409, "factor-already-enabled", "The second factor is on already.", "Replace it instead."}},
    Entry{no_enrolment,
          {409, "no-enrolment", "Nothing waits to be confirmed.",
           "Begin again: a new key lives for 10 minutes."}},
    Entry{no_sign_up,
          {409, "no-sign-up", "No sign-up waits here.", "Begin again in this browser."}},
    Entry{no_stolen_report,
          {409, "no-stolen-report", "No report waits here.", "Begin again in this browser."}},
    Entry{stolen_recently,
          {409, "stolen-recently", "Reported already.",
           "By mailed code it can be reported once in 30 days."}},
    Entry{not_suspended,
          {409, "not-suspended", "One-time codes work.", "There is nothing to take back."}},
    Entry{nothing_to_undo,
          {409, "nothing-to-undo", "There is nothing to undo.",
           "Both the password and the factor are in force."}},
    Entry{link_invalid,
          {410, "link-invalid", "This link does not work.",
           "It was used, is too old, or was replaced by a newer one."}},
    Entry{codes_not_viewable,
          {409, "codes-not-viewable", "The codes cannot be shown.",
           "Make new ones: the old ones stop at once."}},
    Entry{password_too_short,
          {422, "password-too-short", "The password is too short.", "Take a longer one."}},
    Entry{password_common,
          {422, "password-blocked", "That password is too easy to guess.",
           "It is on lists that thieves try first."}},
    Entry{password_too_similar,
          {422, "password-blocked", "That password is too easy to guess.",
           "It is too similar to the address."}},
    Entry{password_site_name,
          {422, "password-blocked", "That password is too easy to guess.",
           "It is too similar to the site's name."}},
    Entry{not_found, {404, "not-found", "There is no such thing.", "It may be gone already."}},
    Entry{last_address, {409, "last-address", "It is the only address.", "Add another one first."}},
    Entry{too_many_addresses,
          {409, "too-many-addresses", "There are too many addresses.", "Remove one first."}},
    Entry{identity_by_operator,
          {409, "identity-by-operator", "The site keeps this record.",
           "Ask the site to correct it."}},
    Entry{no_appeal,
          {401, "no-appeal", "No appeal is open here.",
           "Open it in the browser in which it began, or go on with the receipt code."}},
    Entry{wrong_state,
          {409, "wrong-state", "That is not possible at this step.",
           "The appeal has moved on. Look at where it stands."}},
    Entry{no_identity_record,
          {409, "no-identity-record", "There is nothing to compare a document with.",
           "The site has no usable identity record of this account, so an appeal cannot be "
           "decided."}},
    Entry{too_many_appeals,
          {429, "too-many-appeals", "Too many appeals wait already.", "Try again tomorrow."}},
    Entry{appeal_barred,
          {403, "appeal-barred", "This password opens no appeal.",
           "The owner stopped an appeal that was opened with it. Change the password first."}},
    Entry{incomplete,
          {422, "incomplete", "Something is missing.", "Add what is listed, and submit it then."}},
    Entry{receipt_wrong,
          {403, "receipt-wrong", "That receipt code did not match.", "Type it as it was shown."}},
    Entry{mailed_code_needed,
          {403, "mailed-code-needed", "A code from your mail is needed too.",
           "The phone was reported stolen, so a code that it may show is not enough. The mailed "
           "code or a backup code is."}},
    Entry{not_allowed,
          {403, "not-allowed", "That is not for you.",
           "Somebody with another role at the desk can do it."}},
    Entry{not_assigned,
          {404, "not-assigned", "This case is not yours.",
           "It never was, or its time with you is over. Take the next one."}},
    Entry{evidence_changed,
          {409, "evidence-changed", "The evidence changed meanwhile.",
           "Look at what is there now, and decide then."}},
    Entry{checklist_incomplete,
          {422, "checklist-incomplete", "The checklist does not fit the verdict.",
           "A pass takes a yes to every question; a verdict against names at least one no."}},
    Entry{no_video,
          {409, "no-video", "There is no video.", "Nobody passes without one. Ask for it."}},
    Entry{evidence_unchecked,
          {409, "evidence-unchecked", "A picture was not looked at yet.",
           "The machine has not opened it so far. Wait a moment, or ask for it again."}},
    Entry{needs_second_person,
          {409, "needs-second-person", "Nobody else can confirm it.",
           "Refusing as fraud takes two people, and the desk has no other now."}},
    Entry{camera_needed,
          {422, "camera-needed", "This picture is by camera only.",
           "Take it in the page, so that nobody can use an old one."}},
    Entry{too_many_items,
          {409, "too-many-items", "There are too many pictures.",
           "Remove one first, or submit what is there."}},
    Entry{picture_unreadable,
          {422, "picture-unreadable", "This picture could not be opened.",
           "Take it again, or choose another."}},
    Entry{picture_too_large,
          {422, "picture-too-large", "This picture is too large.",
           "At most 40 megapixels, and no side longer than 20,000 points."}},
    Entry{video_unreadable,
          {422, "video-unreadable", "This video cannot be played.", "Record it again."}},
    Entry{video_too_large,
          {422, "video-too-large", "This video is too long.",
           "At most 60 MiB and 90 seconds. Record it again."}},
    Entry{upload_broken_off,
          {408, "request-timeout", "The request took too long to arrive.",
           "Nothing was changed. Send it again."}},
    Entry{key_not_accepted,
          {401, "key-not-accepted", "This key is not accepted.",
           "There is none in the request, or it is not one of this site, or it was revoked."}},
    Entry{scope_missing,
          {403, "scope-missing", "This key may not do that.",
           "It was made without the scope that this call needs."}},
    Entry{unknown_account,
          {404, "unknown-account", "There is no account with this id.",
           "It was not made here, or it was deleted. Let nobody in by that."}},
    Entry{account_exists,
          {409, "account-exists", "There is an account with this id.",
           "Nothing was changed. Look at it, or take another id."}},
    Entry{account_deleted,
          {409, "account-deleted", "The account with this id was deleted not long ago.",
           "It can be made again 7 days after that, so that nobody loses the second factor that "
           "way unnoticed."}},
    Entry{idempotency_key_reused,
          {422, "idempotency-key-reused", "This Idempotency-Key belongs to another call.",
           "Take a new key for each call, and the same one only to repeat it as it was."}},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (static_cast<std::size_t>(entries[i].why) != i) return false;
    }
    return entries.back().why == idempotency_key_reused;
}
static_assert(in_order());

}  // namespace

RefusalWords words_of(account::Why why) {
    const auto index = static_cast<std::size_t>(why);
    ENSURE(index < entries.size());
    return entries[index].words;
}

}  // namespace sparekey::http

#include "mail/letters_appeal_en.h"

#include <fmt/format.h>

#include "base/failure.h"
#include "mail/letter_parts_en.h"

namespace sparekey::mail {
namespace {

using outbox::Kind;

std::string frozen(const Facts& facts) {
    return facts.frozen ? "The account is frozen meanwhile: nobody can sign in, and nothing of it "
                          "can be changed. Signing in with the password and a code ends that at "
                          "once, and the appeal with it."
                        : "";
}

std::string on_hold(const Facts& facts) {
    if (facts.hold_until_text.empty()) return "";
    return fmt::format("Until {} the account is on hold: you can sign in, but most changes wait.",
                       facts.hold_until_text);
}

std::string until(const Facts& facts, std::string_view what) {
    return facts.by.empty() ? std::string{} : fmt::format("{} {}.", what, facts.by);
}

// What every letter of an appeal ends with: how to stop it, how to tell that it is ours, and what
// nobody here ever asks.
void close(const Facts& facts, std::vector<std::string>& paragraphs) {
    paragraphs.push_back(when_and_where(facts));
    if (facts.link != facts.lost_access) {
        paragraphs.emplace_back(
            "Was it not you? Open this page. Nothing changes until you press its button:");
        paragraphs.push_back(set_apart(facts.link));
        paragraphs.emplace_back(
            "If you have the old phone or a backup code, sign in with it: that stops an appeal at "
            "once.");
    } else {
        paragraphs.emplace_back("Was it not you? This page says what to do now:");
        paragraphs.push_back(set_apart(facts.lost_access));
    }
    paragraphs.push_back(fmt::format(
        "Case {}, words: {}. Both stand on its pages and in every letter about it, except "
        "one with a code that you asked for. This page says whether a letter is ours:",
        facts.case_number, facts.words));
    paragraphs.push_back(set_apart(facts.genuine));
    paragraphs.push_back(fmt::format(
        "An appeal is free of charge. {} never asks for your password or codes by mail or phone, "
        "and never for money.",
        facts.site));
}

Words letter(const Facts& facts, std::string subject, std::vector<std::string> what) {
    Words words{fmt::format("{} (case {})", subject, facts.case_number), std::move(what)};
    close(facts, words.paragraphs);
    return words;
}

// The step of an appeal that leads its applicant back to where it stands.
Words step(const Facts& facts, std::string subject, std::vector<std::string> what) {
    what.emplace_back("Where it stands:");
    what.push_back(set_apart(facts.appeal));
    return letter(facts, std::move(subject), std::move(what));
}

Words code(const Facts& facts) {
    return {"Your code to begin an appeal",
            {fmt::format("This code begins or continues an appeal for a lost second factor at {}:",
                         facts.site),
             set_apart(facts.code),
             "It is good for 15 minutes, in the browser that asked for it. Type it there and "
             "nowhere else. The password is needed too.",
             when_and_where(facts),
             "Did you not ask for it? Then give the code to nobody. Without it and your password "
             "nothing happens. This page says how to keep your account safe:",
             set_apart(facts.lost_access),
             fmt::format("An appeal is free of charge. {} never asks for your password or codes "
                         "by mail or phone, and never for money.",
                         facts.site)}};
}

Words opened(const Facts& facts) {
    return step(facts, "Somebody began an appeal at " + facts.site,
                {fmt::format("Somebody, we hope you, gave the password of your account at {} and "
                             "the code of a mail, and began an appeal to reset two-factor sign-in.",
                             facts.site),
                 "Nothing is frozen and nothing has changed. What is not submitted lapses by "
                 "itself.",
                 until(facts, "The draft is kept until")});
}

Words waiting(const Facts& facts) {
    return step(facts, "An appeal waits behind another at " + facts.site,
                {fmt::format("More than one appeal was begun for your account at {}. This one "
                             "waits until the one before it has ended. Its time does not run "
                             "meanwhile.",
                             facts.site)});
}

Words next(const Facts& facts) {
    return step(facts, "Your appeal can go on at " + facts.site,
                {fmt::format("The appeal before yours at {} has ended. Yours is next: complete it "
                             "and submit it.",
                             facts.site),
                 until(facts, "The draft is kept until")});
}

Words continued(const Facts& facts) {
    return step(facts, "An appeal goes on elsewhere at " + facts.site,
                {fmt::format("Somebody showed the receipt code of the appeal at {} and the code of "
                             "a mail, and goes on with it in another browser.",
                             facts.site)});
}

Words submitted(const Facts& facts) {
    std::vector<std::string> what{
        fmt::format("An appeal to reset two-factor sign-in was submitted for your account at {}.",
                    facts.site),
        frozen(facts)};
    if (!facts.first_review_by.empty())
        what.push_back("First answer by " + facts.first_review_by + ".");
    if (!facts.second_review_by.empty())
        what.push_back(
            fmt::format("If it is passed on, a second person looks at it by {}. If we are late we "
                        "tell you, and when.",
                        facts.second_review_by));
    if (!facts.link_from.empty())
        what.push_back(
            fmt::format("Nothing is reset before {}, whatever is decided.", facts.link_from));
    return step(facts, "Appeal received at " + facts.site, std::move(what));
}

Words material(const Facts& facts) {
    return step(facts, "Your appeal needs something more at " + facts.site,
                {fmt::format("Something must be sent again, or is needed besides, for the appeal "
                             "at {}. Its page says what and why.",
                             facts.site),
                 until(facts, "Please send it by"), frozen(facts)});
}

Words received(const Facts& facts) {
    return step(facts, "Received for your appeal at " + facts.site,
                {fmt::format("What was asked for in the appeal at {} is here. You need to do "
                             "nothing now.",
                             facts.site),
                 frozen(facts)});
}

Words video(const Facts& facts) {
    return step(facts, "A video for your appeal at " + facts.site,
                {fmt::format("The next thing in the appeal at {} is a video of about a minute, "
                             "recorded in the browser in which the appeal is open, or in one where "
                             "the receipt code is shown.",
                             facts.site),
                 until(facts, "Please record it by"), frozen(facts)});
}

Words second_review(const Facts& facts) {
    return step(
        facts, "Second review of the appeal at " + facts.site,
        {fmt::format("One person has passed the appeal at {}. Another one, who does not know that "
                     "decision, looks at it now.",
                     facts.site),
         until(facts, "They decide by"),
         facts.link_from.empty()
             ? ""
             : fmt::format("Nothing is reset before {}, whatever they decide.", facts.link_from),
         frozen(facts)});
}

Words escalated(const Facts& facts) {
    return step(facts, "Senior review of the appeal at " + facts.site,
                {fmt::format("A senior reviewer, who has not decided about it before, looks at "
                             "the appeal at {}.",
                             facts.site),
                 until(facts, "They decide by"), frozen(facts)});
}

Words late(const Facts& facts) {
    return step(facts, "We are late with the appeal at " + facts.site,
                {fmt::format("We had promised an answer about the appeal at {} by now, and have "
                             "none. We are sorry. A senior reviewer has it from now on.",
                             facts.site),
                 until(facts, "The new date is"), frozen(facts)});
}

Words contested(const Facts& facts) {
    return letter(
        facts, "The appeal was contested at " + facts.site,
        {fmt::format("Somebody said that the appeal at {} is not theirs. It stands still, and any "
                     "link to reset two-factor sign-in no longer works.",
                     facts.site),
         until(facts,
               "A code of the old authenticator, or a backup code, and the password stop it "
               "for good on this page until"),
         set_apart(facts.veto), "Without one a senior reviewer looks at it then.", frozen(facts)});
}

Words approved(const Facts& facts) {
    return step(facts, "The appeal was passed at " + facts.site,
                {fmt::format("Two people have passed the appeal at {}.", facts.site),
                 facts.link_from.empty()
                     ? ""
                     : fmt::format("A link to reset two-factor sign-in is mailed on {}, so that "
                                   "whoever did not ask for it has time to say so.",
                                   facts.link_from),
                 frozen(facts)});
}

Words reset_link(const Facts& facts) {
    Words words{
        fmt::format("Reset two-factor sign-in at {} (case {})", facts.site, facts.case_number),
        {fmt::format("The appeal at {} was passed. This link sets up a new authenticator:",
                     facts.site),
         set_apart(facts.link), "It works once, together with the password and the receipt code.",
         until(facts, "It ends on"), when_and_where(facts),
         "Did you not ask for it? Do not open the link. With the old phone or a backup code, and "
         "your password, this page stops all of it:",
         set_apart(facts.veto),
         "Another letter, which you have got too, says how to stop it without them. This page says "
         "what to do besides:",
         set_apart(facts.lost_access),
         fmt::format("Case {}, words: {}. This page says whether a letter is ours:",
                     facts.case_number, facts.words),
         set_apart(facts.genuine),
         fmt::format("An appeal is free of charge. {} never asks for your password or "
                     "codes by mail or phone, and never for money.",
                     facts.site)}};
    return words;
}

Words link_sent(const Facts& facts) {
    return step(facts, "A reset link was mailed at " + facts.site,
                {fmt::format("A link to reset two-factor sign-in of your account at {} was mailed "
                             "to the address with which the appeal began.",
                             facts.site),
                 until(facts, "It works until"), frozen(facts)});
}

Words link_lapsed(const Facts& facts) {
    return step(facts, "The reset link no longer works at " + facts.site,
                {fmt::format("The link to reset two-factor sign-in at {} was not used in time, or "
                             "too many passwords were wrong. One more can be asked for, with a "
                             "mailed code, the password and the receipt code.",
                             facts.site),
                 until(facts, "That is possible until"), frozen(facts)});
}

Words was_reset(const Facts& facts) {
    return letter(
        facts, "Two-factor sign-in was reset at " + facts.site,
        {fmt::format("A new authenticator was set up for your account at {} by an appeal. "
                     "The old one and the old backup codes no longer sign in. All "
                     "sessions have ended.",
                     facts.site),
         on_hold(facts),
         "If you have the old phone or an old backup code, it brings back what was "
         "replaced, with the password, on this page:",
         set_apart(facts.veto)});
}

Words hold_anew(const Facts& facts) {
    return letter(
        facts, "The reset stands at " + facts.site,
        {fmt::format("A senior reviewer has looked at what was said against the reset at {}, and "
                     "lets it stand. The new authenticator signs in again.",
                     facts.site),
         on_hold(facts)});
}

Words completed(const Facts& facts) {
    return letter(
        facts, "The appeal is completed at " + facts.site,
        {fmt::format("The appeal at {} is over. The new authenticator is the account's.",
                     facts.site),
         "For seven days more an old code and the password bring back what was replaced."});
}

Words rejected(const Facts& facts) {
    return step(facts, "The appeal was rejected at " + facts.site,
                {fmt::format("The appeal at {} was rejected. Nothing was reset. Its page says why, "
                             "and how to ask for one review of the decision within 7 days.",
                             facts.site),
                 on_hold(facts)});
}

Words refused(const Facts& facts) {
    return letter(facts, "The appeal was refused at " + facts.site,
                  {fmt::format("The appeal at {} was refused by two people. Nothing of it stands. "
                               "At the next sign-in the password must be changed: somebody else "
                               "may know it.",
                               facts.site),
                   on_hold(facts)});
}

Words withdrawn(const Facts& facts) {
    return letter(facts, "The appeal was withdrawn at " + facts.site,
                  {fmt::format("The appeal at {} was withdrawn by whoever made it. Nothing was "
                               "reset.",
                               facts.site),
                   on_hold(facts)});
}

Words expired(const Facts& facts) {
    return letter(facts, "The appeal has lapsed at " + facts.site,
                  {fmt::format("The time of the appeal at {} was over before it was done. Nothing "
                               "was reset. Another one can be made at any time.",
                               facts.site),
                   on_hold(facts)});
}

Words cancelled(const Facts& facts) {
    return letter(facts, "The appeal was stopped at " + facts.site,
                  {fmt::format("Somebody with the password and a second factor of your account at "
                               "{} stopped the appeal. Nothing was reset, and nothing is frozen.",
                               facts.site),
                   "Did you not make this appeal? Then somebody else knows your password: change "
                   "it now.",
                   on_hold(facts)});
}

Words reversed(const Facts& facts) {
    return letter(facts, "The reset was reversed at " + facts.site,
                  {fmt::format("The reset of two-factor sign-in at {} was taken back. The old "
                               "authenticator signs in again, the new one is gone, and all "
                               "sessions have ended. The password must be changed at the next "
                               "sign-in.",
                               facts.site),
                   on_hold(facts)});
}

}  // namespace

Words english_of_appeal(Kind kind, const Facts& facts) {
    // The kinds of other letters have their own switch, which knows every one.
    if (kind == Kind::appeal_code) return code(facts);
    if (kind == Kind::appeal_opened) return opened(facts);
    if (kind == Kind::appeal_waiting) return waiting(facts);
    if (kind == Kind::appeal_next) return next(facts);
    if (kind == Kind::appeal_continued) return continued(facts);
    if (kind == Kind::appeal_submitted) return submitted(facts);
    if (kind == Kind::appeal_material) return material(facts);
    if (kind == Kind::appeal_received) return received(facts);
    if (kind == Kind::appeal_video) return video(facts);
    if (kind == Kind::appeal_second_review) return second_review(facts);
    if (kind == Kind::appeal_escalated) return escalated(facts);
    if (kind == Kind::appeal_late) return late(facts);
    if (kind == Kind::appeal_contested) return contested(facts);
    if (kind == Kind::appeal_approved) return approved(facts);
    if (kind == Kind::appeal_link) return reset_link(facts);
    if (kind == Kind::appeal_link_sent) return link_sent(facts);
    if (kind == Kind::appeal_link_lapsed) return link_lapsed(facts);
    if (kind == Kind::appeal_reset) return was_reset(facts);
    if (kind == Kind::appeal_hold_anew) return hold_anew(facts);
    if (kind == Kind::appeal_completed) return completed(facts);
    if (kind == Kind::appeal_rejected) return rejected(facts);
    if (kind == Kind::appeal_refused) return refused(facts);
    if (kind == Kind::appeal_withdrawn) return withdrawn(facts);
    if (kind == Kind::appeal_expired) return expired(facts);
    if (kind == Kind::appeal_cancelled) return cancelled(facts);
    if (kind == Kind::appeal_reversed) return reversed(facts);
    throw Failure{Failure::Kind::broken, "a letter is of no kind of an appeal"};
}

}  // namespace sparekey::mail

#include "sparekeyd/staff_administration.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "account/plan.h"
#include "base/run.h"
#include "base/text.h"
#include "staff/roster_flow.h"

namespace sparekey::sparekeyd {
namespace {

namespace json = boost::json;
using staff::NotDone;

std::string text_of(NotDone why) {
    switch (why) {
    case NotDone::no_such_member: return "There is no such member of the staff.\n";
    case NotDone::member_already: return "This address is a member's already.\n";
    case NotDone::suspended:
        return "This member is suspended; `sparekeyd staff reinvite` brings them back.\n";
    case NotDone::suspended_already: return "This member is suspended already.\n";
    }
    return "";
}

std::string invitation_text(const Realms& realms, const std::string& to,
                            const staff::Invitation& invitation) {
    return fmt::format(
        "The invitation is mailed to {}, and works once until {}:\n\n    {}/desk/join#{}\n\n", to,
        account::time_text(invitation.expires_at), realms.staff.settings.public_url,
        invitation.token.text().text());
}

Answered add(const Realms& realms, const StaffRequest& asked, const std::string& email) {
    staff::NewMember added{email, asked.name, {}, {}};
    if (!staff::is_name(asked.name)) {
        return {false, fmt::format("A member has a name, of one line and at most {} characters.\n",
                                   staff::name_characters_max)};
    }
    for (const auto& word : asked.roles) {
        const auto role = staff::parse_role(word);
        if (!role) return {false, "A role is reviewer, lead or auditor; not " + word + ".\n"};
        added.roles.add(*role);
    }
    if (added.roles.none()) {
        return {false, "A member has a role: reviewer, lead or auditor, or several.\n"};
    }
    if (!asked.account.empty()) {
        const auto own = find_account(realms.site, asked.account);
        if (!own) return {false, "There is no such account at the site: " + asked.account + ".\n"};
        added.own_account = *own;
    }
    const auto done = run(staff::add_member(realms.staff, added));
    if (const auto* why = std::get_if<NotDone>(&done)) return {false, text_of(*why)};
    return {true, invitation_text(realms, email, std::get<staff::Invitation>(done)) +
                      "No case is given to a member before `sparekeyd staff certify`.\n"};
}

Answered reinvite(const Realms& realms, const std::string& email) {
    const auto done = run(staff::reinvite(realms.staff, email));
    if (const auto* why = std::get_if<NotDone>(&done)) return {false, text_of(*why)};
    return {true, invitation_text(realms, email, std::get<staff::Invitation>(done)) +
                      "The old password is gone and every session has ended; the old authenticator "
                      "goes when the\nnew one is confirmed. No case for 72 hours after that. The "
                      "leads are told.\n"};
}

Answered answer_of(std::optional<NotDone> why, std::string_view done) {
    if (why) return {false, text_of(*why)};
    return {true, std::string(done)};
}

std::string state_text(const staff::Member& member, Time now) {
    auto text = std::string(staff::slug(staff::status_of(member)));
    if (staff::is_certified(member, now)) {
        text += ", certified until " + account::time_text(staff::certified_until(member));
    } else {
        text += ", not certified";
    }
    if (now < member.no_seat_before)
        text += ", no case before " + account::time_text(member.no_seat_before);
    return text;
}

Answered list(const Realms& realms) {
    const auto now = wall_clock();
    std::string text;
    for (const auto& [member, email] : run(staff::roster(realms.staff))) {
        text += fmt::format("{}  {}  ({}; {})\n", email, member.name, staff::text_of(member.roles),
                            state_text(member, now));
    }
    return {true, text.empty() ? "There is nobody on the staff.\n" : text};
}

std::string text_member(const json::object& object, std::string_view name) {
    const auto* member = object.if_contains(name);
    const auto* text = member == nullptr ? nullptr : member->if_string();
    return text == nullptr ? std::string{} : std::string(*text);
}

}  // namespace

std::string_view name(StaffVerb verb) {
    switch (verb) {
    case StaffVerb::add: return "add";
    case StaffVerb::list: return "list";
    case StaffVerb::certify: return "certify";
    case StaffVerb::suspend: return "suspend";
    case StaffVerb::reinvite: return "reinvite";
    }
    return "";
}

const std::vector<StaffVerb>& staff_verbs() {
    static const std::vector<StaffVerb> all{StaffVerb::add, StaffVerb::list, StaffVerb::certify,
                                            StaffVerb::suspend, StaffVerb::reinvite};
    return all;
}

Answered administer_staff(const Realms& realms, const StaffRequest& asked) {
    if (asked.verb == StaffVerb::list) return list(realms);
    const auto email = canonical_email(asked.who);
    if (!email) return {false, "A member is named by an e-mail address.\n"};
    switch (asked.verb) {
    case StaffVerb::add: return add(realms, asked, *email);
    case StaffVerb::list: break;
    case StaffVerb::certify:
        return answer_of(run(staff::certify(realms.staff, *email)),
                         "Certified for 365 days. The leads are told.\n");
    case StaffVerb::suspend:
        return answer_of(run(staff::suspend(realms.staff, *email)),
                         "Suspended: the password is gone and every session has ended. The leads "
                         "are told.\n");
    case StaffVerb::reinvite: return reinvite(realms, *email);
    }
    return {false, ""};
}

std::string request_text(const StaffRequest& asked) {
    return json::serialize(
        json::object{{"staff", name(asked.verb)},
                     {"who", asked.who},
                     {"name", asked.name},
                     {"roles", json::array(asked.roles.begin(), asked.roles.end())},
                     {"account", asked.account}});
}

std::optional<StaffRequest> parse_staff_request(const std::string& request) {
    boost::system::error_code malformed;
    const auto parsed = json::parse(request, malformed);
    const auto* object = malformed ? nullptr : parsed.if_object();
    if (object == nullptr) return std::nullopt;
    const auto wanted = text_member(*object, "staff");
    const auto verb =
        std::ranges::find_if(staff_verbs(), [&](StaffVerb known) { return name(known) == wanted; });
    if (verb == staff_verbs().end()) return std::nullopt;
    StaffRequest asked{*verb,
                       text_member(*object, "who"),
                       text_member(*object, "name"),
                       {},
                       text_member(*object, "account")};
    const auto* roles = object->if_contains("roles");
    if (roles == nullptr || !roles->is_array()) return std::nullopt;
    for (const auto& role : roles->get_array()) {
        if (!role.is_string()) return std::nullopt;
        asked.roles.emplace_back(role.get_string());
    }
    return asked;
}

}  // namespace sparekey::sparekeyd

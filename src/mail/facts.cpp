#include "mail/facts.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/failure.h"
#include "base/text.h"
#include "base/user_agent.h"

namespace sparekey::mail {
namespace {

using outbox::Kind;

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

std::optional<Time> parse_time(std::string_view text) {
    const auto micros = parse_integer(text);
    if (!micros || *micros <= 0) return std::nullopt;
    return from_micros(*micros);
}

// An IPv4 or IPv6 address or prefix, by its characters.
std::string network_address(std::string_view text) {
    constexpr std::string_view characters = "0123456789abcdefABCDEF.:/";
    constexpr std::size_t longest = 43;  // An IPv6 address with its prefix length.
    const bool good =
        text.size() <= longest && text.find_first_not_of(characters) == std::string_view::npos;
    return good ? std::string{text} : std::string{};
}

std::string email_address(std::string_view text) {
    return canonical_email(text) == text ? std::string{text} : std::string{};
}

// What of the site's pages a letter of this kind leads to, or nullptr where it brings a code. With
// a token every notice leads to where it can be undone.
const char* page_of(Kind kind) {
    switch (kind) {
    case Kind::sign_up_code:
    case Kind::enable_code:
    case Kind::address_code:
    case Kind::stolen_code:
    case Kind::appeal_code: return nullptr;
    case Kind::password_link: return "/reset#";
    case Kind::relief_link: return "/relief#";
    case Kind::staff_invited: return "/desk/join#";
    case Kind::sign_up_taken:
    case Kind::signed_in_by_backup_code:
    case Kind::factor_wrong_after_password:
    case Kind::budget_reached:
    case Kind::factor_enabled:
    case Kind::factor_replaced:
    case Kind::factor_disabled:
    case Kind::codes_viewed:
    case Kind::codes_regenerated:
    case Kind::address_added:
    case Kind::address_removed:
    case Kind::address_made_primary:
    case Kind::password_changed:
    case Kind::password_reset:
    case Kind::password_pending:
    case Kind::identity_entered:
    case Kind::identity_imported:
    case Kind::stolen_reported:
    case Kind::stolen_taken_back:
    case Kind::change_undone:
    case Kind::enabling_undone:
    case Kind::account_closed:
    case Kind::few_codes_left:
    case Kind::staff_changed:
    case Kind::vault_changed:
    case Kind::account_made_again: return "/not-me#";
    case Kind::appeal_link: return "/appeal/reset#";
    case Kind::appeal_opened:
    case Kind::appeal_waiting:
    case Kind::appeal_next:
    case Kind::appeal_continued:
    case Kind::appeal_submitted:
    case Kind::appeal_material:
    case Kind::appeal_received:
    case Kind::appeal_video:
    case Kind::appeal_second_review:
    case Kind::appeal_escalated:
    case Kind::appeal_late:
    case Kind::appeal_contested:
    case Kind::appeal_approved:
    case Kind::appeal_link_sent:
    case Kind::appeal_link_lapsed:
    case Kind::appeal_reset:
    case Kind::appeal_hold_anew:
    case Kind::appeal_completed:
    case Kind::appeal_rejected:
    case Kind::appeal_refused:
    case Kind::appeal_withdrawn:
    case Kind::appeal_expired:
    case Kind::appeal_cancelled:
    case Kind::appeal_reversed: return "/appeal/not-me#";
    }
    throw Failure{Failure::Kind::broken, "a letter is of no kind"};
}

bool needs_secret(Kind kind) {
    const auto* page = page_of(kind);
    if (page == nullptr) return true;
    const std::string_view text{page};
    return text != "/not-me#" && text != "/appeal/not-me#";
}

// Letters, digits and what stands between them in a date, a case number or two words of ours.
std::string plain_words(std::string_view text) {
    constexpr std::size_t longest = 64;
    const auto is_plain = [](unsigned char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               std::string_view{" ,:()+-"}.find(static_cast<char>(c)) != std::string_view::npos;
    };
    const bool good = text.size() <= longest && std::all_of(text.begin(), text.end(), is_plain);
    return good ? std::string{text} : std::string{};
}

void take_appeal(Facts& facts, const outbox::Claimed& mail, const Letterhead& head) {
    facts.case_number = plain_words(mail.get("case_number"));
    facts.words = plain_words(mail.get("words"));
    facts.by = plain_words(mail.get("by"));
    facts.first_review_by = plain_words(mail.get("first_review_by"));
    facts.second_review_by = plain_words(mail.get("second_review_by"));
    facts.link_from = plain_words(mail.get("link_from"));
    facts.hold_until_text = plain_words(mail.get("hold_until_text"));
    facts.frozen = mail.get("frozen") == "yes";
    facts.appeal = head.public_url + "/appeal/status";
    facts.veto = head.public_url + "/appeal/veto";
    facts.genuine = head.public_url + "/appeal/genuine";
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_';
    });
}

void take_secret(Facts& facts, const outbox::Claimed& mail, const Letterhead& head) {
    if (!mail.secret && !needs_secret(mail.kind)) {
        facts.link = facts.lost_access;
        return;
    }
    if (!mail.secret || !is_token(mail.secret->text())) {
        throw Failure{Failure::Kind::broken,
                      "a mail lacks its code or token: " + std::string{slug(mail.kind)}};
    }
    if (const auto* page = page_of(mail.kind)) {
        facts.link = head.public_url + page + std::string{mail.secret->text()};
    } else {
        facts.code = group_in_fours(mail.secret->text());
    }
}

}  // namespace

Facts facts_of(const outbox::Claimed& mail, const Letterhead& head) {
    if (mail.unreadable) throw Failure{Failure::Kind::broken, "a mail cannot be read"};
    Facts facts;
    facts.site = head.site;
    facts.home = head.public_url + "/";
    facts.to_staff = mail.get("realm") == "staff";
    facts.by_operator = mail.get("realm") == "operator";
    facts.lost_access = head.public_url + (facts.to_staff ? "/desk" : "/lost-access");
    facts.at = parse_time(mail.get("at")).value_or(mail.made_at);
    facts.client = network_address(mail.get("client"));
    const auto agent = parse_agent_text(mail.get("agent"));
    facts.browser = agent.browser;
    facts.system = agent.system;
    facts.address = email_address(mail.get("address"));
    if (const auto left = parse_integer(mail.get("left")); left && *left >= 0 && *left <= 1000) {
        facts.left = static_cast<int>(*left);
    }
    facts.hold_until = parse_time(mail.get("hold_until"));
    facts.codes_back_at = parse_time(mail.get("codes_back_at"));
    take_appeal(facts, mail, head);
    facts.until = parse_time(mail.get("until"));
    facts.what = mail.get("what");
    facts.name = mail.get("name");
    facts.roles = mail.get("roles");
    take_secret(facts, mail, head);
    return facts;
}

}  // namespace sparekey::mail

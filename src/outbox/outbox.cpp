#include "outbox/outbox.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/append_id.h"
#include "base/text.h"
#include "crypto/seal.h"

namespace sparekey::outbox {
namespace {

// In the order of Kind.
constexpr std::array<std::string_view, kind_count> slugs{
    "sign_up_code",
    "sign_up_taken",
    "password_link",
    "relief_link",
    "enable_code",
    "address_code",
    "stolen_code",
    "signed_in_by_backup_code",
    "factor_wrong_after_password",
    "budget_reached",
    "factor_enabled",
    "factor_replaced",
    "factor_disabled",
    "codes_viewed",
    "codes_regenerated",
    "address_added",
    "address_removed",
    "address_made_primary",
    "password_changed",
    "password_reset",
    "password_pending",
    "identity_entered",
    "identity_imported",
    "stolen_reported",
    "stolen_taken_back",
    "change_undone",
    "enabling_undone",
    "account_closed",
    "few_codes_left",
    "appeal_code",
    "appeal_opened",
    "appeal_waiting",
    "appeal_next",
    "appeal_continued",
    "appeal_submitted",
    "appeal_material",
    "appeal_received",
    "appeal_video",
    "appeal_second_review",
    "appeal_escalated",
    "appeal_late",
    "appeal_contested",
    "appeal_approved",
    "appeal_link",
    "appeal_link_sent",
    "appeal_link_lapsed",
    "appeal_reset",
    "appeal_hold_anew",
    "appeal_completed",
    "appeal_rejected",
    "appeal_refused",
    "appeal_withdrawn",
    "appeal_expired",
    "appeal_cancelled",
    "appeal_reversed",
    "staff_invited",
    "staff_changed",
    "vault_changed",
    "account_made_again",
};
static_assert(static_cast<int>(Kind::account_made_again) + 1 == kind_count);

const store::Save insert_mail{
    "INSERT INTO outbox (mail_id, account_id, recipient, kind, detail, secret, made_at, due_at) "
    "SELECT $3, $1, $4, $5, $6, $7, $8, $8 WHERE @won"};

constexpr std::string_view insert_in_transaction =
    "INSERT INTO outbox (mail_id, account_id, recipient, kind, detail, secret, made_at, due_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";

std::string replaced(std::string_view text, bool also_beyond_ascii) {
    std::string clean{text};
    for (char& c : clean) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet < 0x20 || octet == 0x7f) c = ' ';
        if (also_beyond_ascii && octet >= 0x80) c = '?';
    }
    return clean;
}

std::string cleaned(std::string_view value) {
    bool cut = false;
    if (value.size() > detail_octets_max) {
        auto end = detail_octets_max;
        // Not within a character: octets that continue one begin with the bits 10.
        while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xc0) == 0x80) --end;
        cut = true;
        value = value.substr(0, end);
    }
    auto clean = replaced(value, false);
    if (!is_valid_utf8(clean) || has_control_characters(clean)) clean = replaced(clean, true);
    return cut ? clean + "..." : clean;
}

std::string detail_text(const Event& event) {
    boost::json::object object;
    for (const auto& [name, value] : event.detail) object[name] = cleaned(value);
    return boost::json::serialize(object);
}

struct Mail {
    std::int64_t id;
    std::string recipient;
    std::string detail;
    store::Value secret;
};

std::vector<Mail> mails_of(const crypto::KeyRing& ring, AccountId account,
                           const std::vector<std::string>& recipients, const Event& event,
                           Time now) {
    const auto detail = detail_text(event);
    std::vector<Mail> mails;
    for (const auto& recipient : recipients) {
        if (canonical_email(recipient) != recipient) {
            throw Failure{Failure::Kind::broken,
                          "a mail's recipient is no canonical e-mail address"};
        }
        Mail mail{next_append_id(now), recipient, detail, store::Null{}};
        if (event.secret != nullptr) {
            mail.secret =
                crypto::seal(ring, event.secret->view(), secret_binding(account, mail.id));
        }
        mails.push_back(std::move(mail));
    }
    return mails;
}

}  // namespace

std::string_view slug(Kind kind) { return slugs[static_cast<std::size_t>(kind)]; }

std::optional<Kind> parse_kind(std::string_view text) {
    const auto found = std::find(slugs.begin(), slugs.end(), text);
    if (found == slugs.end()) return std::nullopt;
    return static_cast<Kind>(found - slugs.begin());
}

Bytes secret_binding(AccountId account, std::int64_t mail_id) {
    return crypto::associated_data("outbox.secret", account, mail_id);
}

std::vector<store::SaveCall> post(const crypto::KeyRing& ring, AccountId account,
                                  const std::vector<std::string>& recipients, const Event& event,
                                  Time now) {
    std::vector<store::SaveCall> calls;
    for (auto& mail : mails_of(ring, account, recipients, event, now)) {
        calls.push_back({insert_mail,
                         {mail.id, std::move(mail.recipient), slug(event.kind),
                          std::move(mail.detail), std::move(mail.secret), now}});
    }
    return calls;
}

void post(store::Transaction& tx, const crypto::KeyRing& ring, AccountId account,
          const std::vector<std::string>& recipients, const Event& event) {
    for (auto& mail : mails_of(ring, account, recipients, event, tx.now())) {
        tx.execute(insert_in_transaction,
                   {mail.id, account, std::move(mail.recipient), slug(event.kind),
                    std::move(mail.detail), std::move(mail.secret), tx.now()});
    }
}

}  // namespace sparekey::outbox

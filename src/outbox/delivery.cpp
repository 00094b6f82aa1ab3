#include "outbox/delivery.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/append_id.h"
#include "crypto/seal.h"

namespace sparekey::outbox {
namespace {

// `due_at` is asked for twice: two workers may select the same rows, and whoever comes second finds
// them moved.
constexpr std::string_view claim_query =
    "UPDATE outbox SET claimed_until = $1, due_at = $1"
    " WHERE state = 'waiting' AND due_at <= $2 AND mail_id IN"
    " (SELECT mail_id FROM outbox WHERE state = 'waiting' AND due_at <= $2 ORDER BY due_at LIMIT "
    "$3)"
    " RETURNING mail_id, account_id, recipient, kind, detail, secret, made_at, attempts";

constexpr std::string_view finish_statement =
    "UPDATE outbox SET state = $2, secret = NULL WHERE mail_id = $1 AND state = 'waiting'";

constexpr std::string_view postpone_statement =
    "UPDATE outbox SET attempts = $3, due_at = $4 WHERE mail_id = $1 AND state = 'waiting' AND "
    "claimed_until = $2";

constexpr std::string_view give_up_statement =
    "UPDATE outbox SET attempts = $3, state = 'failed', secret = NULL"
    " WHERE mail_id = $1 AND state = 'waiting' AND claimed_until = $2";

// Ids are made by time, so old rows are found by the primary key.
constexpr std::string_view sweep_statement =
    "DELETE FROM outbox WHERE mail_id IN (SELECT mail_id FROM outbox"
    " WHERE (mail_id < $1 AND state IN ('sent', 'failed')) OR (mail_id < $2 AND state = 'bounced')"
    " ORDER BY mail_id LIMIT $3)";

using Detail = std::vector<std::pair<std::string, std::string>>;

std::optional<Detail> parse_detail(const std::string& text) {
    boost::system::error_code error;
    const auto value = boost::json::parse(text, error);
    const auto* object = error ? nullptr : value.if_object();
    if (object == nullptr) return std::nullopt;
    Detail detail;
    for (const auto& [name, member] : *object) {
        if (const auto* string = member.if_string()) detail.emplace_back(name, *string);
    }
    return detail;
}

// A row that cannot be read is handed out all the same: it must not hold up the others.
Claimed claimed_of(const store::Row& row, const crypto::KeyRing& ring, Time claimed_until) {
    const auto kind = parse_kind(row.text(3));
    auto detail = parse_detail(row.text(4));

    Claimed mail;
    mail.mail_id = row.integer(0);
    mail.account = row.id<AccountId>(1);
    mail.recipient = row.text(2);
    mail.kind = kind.value_or(Kind{});
    mail.unreadable = !kind || !detail;
    mail.detail = std::move(detail).value_or(Detail{});
    if (!row.is_null(5)) {
        mail.secret = crypto::open(ring, row.bytes(5), secret_binding(mail.account, mail.mail_id));
        mail.unreadable = mail.unreadable || !mail.secret;
    }
    mail.made_at = row.time(6);
    mail.attempts = static_cast<int>(row.integer(7));
    mail.claimed_until = claimed_until;
    return mail;
}

bool carries_code(Kind kind) {
    return kind == Kind::sign_up_code || kind == Kind::enable_code || kind == Kind::address_code ||
           kind == Kind::stolen_code || kind == Kind::appeal_code;
}

}  // namespace

std::string_view Claimed::get(std::string_view name) const {
    for (const auto& [key, value] : detail) {
        if (key == name) return value;
    }
    return {};
}

std::vector<Claimed> claim(store::Transaction& tx, const crypto::KeyRing& ring, Duration lease,
                           int mails_max) {
    const auto until = tx.now() + lease;
    std::vector<Claimed> mails;
    for (const auto& row : tx.query(claim_query, {until, tx.now(), mails_max})) {
        mails.push_back(claimed_of(row, ring, until));
    }
    // RETURNING keeps no order.
    std::sort(mails.begin(), mails.end(),
              [](const auto& a, const auto& b) { return a.mail_id < b.mail_id; });
    return mails;
}

void delivered(store::Transaction& tx, const Claimed& mail) {
    tx.execute(finish_statement, {mail.mail_id, "sent"});
}

void bounced(store::Transaction& tx, const Claimed& mail) {
    tx.execute(finish_statement, {mail.mail_id, "bounced"});
}

Fate failed(store::Transaction& tx, const Claimed& mail) {
    const int attempts = mail.attempts + 1;
    const auto due = tx.now() + back_off(attempts);
    const bool last = attempts >= attempts_max ||
                      (carries_code(mail.kind) && due >= mail.made_at + code_lifetime);
    const auto touched =
        last ? tx.execute(give_up_statement, {mail.mail_id, mail.claimed_until, attempts})
             : tx.execute(postpone_statement, {mail.mail_id, mail.claimed_until, attempts, due});
    if (touched == 0) return Fate::not_claimed;
    return last ? Fate::given_up : Fate::later;
}

Duration back_off(int attempts) {
    constexpr Duration first = std::chrono::seconds{30};
    constexpr Duration longest = std::chrono::hours{1};
    constexpr int doublings_max = 7;  // 30 s doubled seven times is over an hour.
    return std::min(first * (1 << std::clamp(attempts - 1, 0, doublings_max)), longest);
}

std::optional<Time> next_due(store::Reader& reader) {
    const auto rows =
        reader.query("SELECT due_at FROM outbox WHERE state = 'waiting' ORDER BY due_at LIMIT 1");
    if (rows.empty()) return std::nullopt;
    return rows.front().time(0);
}

std::vector<std::string> bounced_recipients(store::Reader& reader, AccountId account) {
    std::vector<std::string> recipients;
    const auto rows = reader.query(
        "SELECT DISTINCT recipient FROM outbox WHERE account_id = $1 AND state = 'bounced' ORDER "
        "BY recipient",
        {account});
    for (const auto& row : rows) recipients.push_back(row.text(0));
    return recipients;
}

std::int64_t sweep(store::Transaction& tx) {
    return tx.execute(sweep_statement,
                      {first_append_id_at(tx.now() - done_kept),
                       first_append_id_at(tx.now() - bounced_kept), sweep_rows_max});
}

}  // namespace sparekey::outbox

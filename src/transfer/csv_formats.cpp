#include "transfer/csv_formats.h"

#include <algorithm>

#include "base/text.h"

namespace sparekey::transfer {
namespace {

struct Columns {
    std::optional<std::size_t> totp, name, username, group;
};

Columns columns_of(const std::vector<std::string>& heads) {
    Columns found;
    for (std::size_t i = 0; i < heads.size(); ++i) {
        const auto head = lower_ascii(trim(heads[i]));
        if (head == "totp" || head == "login_totp") found.totp = i;
        if (head == "title" || head == "name") found.name = i;
        if (head == "username" || head == "login_username") found.username = i;
        if (head == "group") found.group = i;
    }
    return found;
}

std::string at(const std::vector<std::string>& row, std::optional<std::size_t> column) {
    return column && *column < row.size() ? row[*column] : std::string{};
}

// KeePassXC's older attribute: "step;digits" or "step;S" are not in the column, but KeeOtp's query
// is: key=..&size=8&step=25&otpHashMode=Sha256.
std::optional<Draft> keeotp_draft(std::string_view text) {
    if (!text.starts_with("key=")) return std::nullopt;
    Draft draft;
    for (const auto pair : split(text, '&')) {
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = lower_ascii(pair.substr(0, equals));
        const std::string value{pair.substr(std::min(equals + 1, pair.size()))};
        const auto number = [&]() -> std::optional<std::int64_t> {
            std::int64_t all = 0;
            for (const char c : value) {
                if (c < '0' || c > '9' || all > 1'000'000) return -1;
                all = all * 10 + (c - '0');
            }
            return all;
        };
        if (name == "key") draft.secret = value;
        if (name == "size") draft.digits = number();
        if (name == "step") draft.period = number();
        if (name == "otphashmode") draft.algorithm = value;
    }
    std::ranges::replace(draft.secret, '%', '=');
    draft.secret = draft.secret.substr(0, draft.secret.find('='));
    return draft;
}

// The group without the root that every database has.
std::string group_tag(std::string_view group) {
    const auto slash = group.find('/');
    return slash == group.npos ? std::string{} : std::string{group.substr(slash + 1)};
}

void take_row(const std::vector<std::string>& row, const Columns& columns, Collector& collector) {
    const auto totp = at(row, columns.totp);
    if (trim(totp).empty()) return;
    const auto name = at(row, columns.name);
    const auto username = at(row, columns.username);
    if (auto draft = keeotp_draft(totp)) {
        draft->issuer = name;
        draft->account = username;
        return collector.take(std::move(*draft));
    }
    if (!columns.group) return take_bitwarden_totp(totp, name, username, collector);
    Draft more;
    more.issuer = name;
    more.account = username;
    if (auto tag = group_tag(at(row, columns.group)); !tag.empty()) more.tags.push_back(tag);
    if (totp.find("://") == totp.npos) {
        more.secret = totp;
        return collector.take(std::move(more));
    }
    collector.take_uri(totp, std::move(more));
}

}  // namespace

std::optional<std::vector<std::vector<std::string>>> parse_csv(std::string_view text) {
    std::vector<std::vector<std::string>> rows{{{}}};
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto& row = rows.back();
        const char c = text[i];
        if (quoted) {
            const bool doubled = c == '"' && i + 1 < text.size() && text[i + 1] == '"';
            if (doubled) ++i;
            if (c == '"' && !doubled) {
                quoted = false;
            } else {
                row.back() += c;
            }
        } else if (c == '"' && row.back().empty()) {
            quoted = true;
        } else if (c == ',') {
            if (row.size() == columns_max) return std::nullopt;
            row.emplace_back();
        } else if (c == '\n') {
            rows.push_back({{}});
        } else if (c != '\r') {
            row.back() += c;
        }
    }
    if (quoted) return std::nullopt;
    if (rows.back().size() == 1 && rows.back().front().empty()) rows.pop_back();
    return rows;
}

bool is_csv_with_codes(std::string_view text) {
    const auto heads = parse_csv(text.substr(0, std::min<std::size_t>(text.find('\n'), 4096)));
    return heads && !heads->empty() && heads->front().size() > 1 &&
           columns_of(heads->front()).totp.has_value();
}

Result read_csv(std::string_view text) {
    const auto rows = parse_csv(text);
    if (!rows || rows->empty()) return damaged("It is cut off: a quote never ends.");
    const auto columns = columns_of(rows->front());
    if (!columns.totp) return damaged("It has no column for codes.");
    Collector collector;
    for (std::size_t i = 1; i < rows->size(); ++i) take_row((*rows)[i], columns, collector);
    return collector.end("a table with codes");
}

}  // namespace sparekey::transfer

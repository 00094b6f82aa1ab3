#include "person/claim.h"

#include <boost/json.hpp>
#include <charconv>

#include "base/text.h"
#include "person/compare.h"
#include "person/money.h"
#include "person/phone.h"

namespace sparekey::person {
namespace {

namespace chrono = std::chrono;
namespace json = boost::json;

constexpr int first_year_of_birth = 1900;
constexpr int first_year_of_a_site = 1990;
// Somewhere it is tomorrow.
constexpr Duration ahead_max = chrono::hours{24};

// `digits` must be nothing else.
std::optional<int> parse_number(std::string_view digits) {
    if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{}) return std::nullopt;
    return value;
}

class Checked {
   public:
    explicit Checked(Time now) : now_(now) {}

    void text(std::string path, const std::string& value, std::size_t characters_max) {
        if (!is_valid_utf8(value) || has_control_characters(value)) {
            wrong(std::move(path), "has characters that cannot be printed.");
        } else if (code_points(value) > characters_max) {
            wrong(std::move(path), "is too long.");
        }
    }
    void birth_date(const std::string& value) {
        if (!value.empty() && !is_birth_date(value, now_))
            wrong("birth_date", "is not a day of birth, as 1990-12-31.");
    }
    void phone(const std::string& value) {
        text("phone", value, phone_max);
        if (!value.empty() && !parse_phone(value)) wrong("phone", "is not a phone number.");
    }
    void month(std::string path, const std::string& value) {
        if (!value.empty() && !is_month(value, now_))
            wrong(std::move(path), "is not a month that has been, as 2024-05.");
    }
    void money(std::string path, const std::string& value) {
        if (!value.empty() && !parse_money(value))
            wrong(std::move(path), "is not an amount, as 1234.50 EUR.");
    }
    void list(const std::string& path, const std::vector<std::string>& values, std::size_t max) {
        if (values.size() > max) wrong(path, "are too many.");
        for (const auto& value : values) money(path, value);
    }
    void wrong(std::string path, std::string why) {
        found_.push_back({std::move(path), std::move(why)});
    }
    std::vector<Wrong> take() { return std::move(found_); }

   private:
    Time now_;
    std::vector<Wrong> found_;
};

bool is_country(std::string_view text) {
    const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
    return text.empty() || (text.size() == 2 && is_letter(text[0]) && is_letter(text[1]));
}

json::array array_of(const std::vector<std::string>& texts) {
    json::array array;
    for (const auto& text : texts) array.emplace_back(text);
    return array;
}

// What one of our own objects has; anything else makes the whole unreadable.
class Members {
   public:
    explicit Members(const json::value& from) : object_(from.if_object()) {
        readable_ = object_ != nullptr;
    }
    std::string text(std::string_view name) {
        const auto* member = take(name);
        const auto* text = member == nullptr ? nullptr : member->if_string();
        if (text == nullptr) readable_ = false;
        return text == nullptr ? std::string{} : std::string{*text};
    }
    std::vector<std::string> texts(std::string_view name) {
        const auto* member = take(name);
        const auto* array = member == nullptr ? nullptr : member->if_array();
        readable_ = readable_ && array != nullptr;
        std::vector<std::string> texts;
        if (array == nullptr) return texts;
        for (const auto& one : *array) {
            if (!one.is_string()) readable_ = false;
            if (one.is_string()) texts.emplace_back(one.get_string());
        }
        return texts;
    }
    const json::value* take(std::string_view name) {
        if (object_ == nullptr) return nullptr;
        ++taken_;
        return object_->if_contains(name);
    }
    [[nodiscard]] bool all_read() const { return readable_ && object_->size() == taken_; }

   private:
    const json::object* object_;
    bool readable_;
    std::size_t taken_ = 0;
};

std::optional<json::value> parse(std::string_view text) {
    if (text.size() > claim_octets_max) return std::nullopt;
    boost::system::error_code malformed;
    auto parsed = json::parse(text, malformed);
    if (malformed) return std::nullopt;
    return parsed;
}

std::optional<ClaimedFacts> claimed_facts(const json::value* from) {
    if (from == nullptr) return std::nullopt;
    Members members{*from};
    ClaimedFacts facts;
    facts.registered_month = members.text("registered_month");
    facts.transaction_amount = members.text("transaction_amount");
    facts.transaction_currency = members.text("transaction_currency");
    facts.deposits = members.texts("deposits");
    if (!members.all_read()) return std::nullopt;
    return facts;
}

}  // namespace

bool is_birth_date(std::string_view typed, Time now) {
    if (typed.size() != 10 || typed[4] != '-' || typed[7] != '-') return false;
    const auto year = parse_number(typed.substr(0, 4));
    const auto month = parse_number(typed.substr(5, 2));
    const auto day = parse_number(typed.substr(8, 2));
    if (!year || !month || !day || *year < first_year_of_birth) return false;
    const chrono::year_month_day date{chrono::year{*year},
                                      chrono::month{static_cast<unsigned>(*month)},
                                      chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() && chrono::sys_days{date} < now;
}

bool is_month(std::string_view typed, Time now) {
    if (typed.size() != 7 || typed[4] != '-') return false;
    const auto year = parse_number(typed.substr(0, 4));
    const auto month = parse_number(typed.substr(5, 2));
    if (!year || !month || *year < first_year_of_a_site) return false;
    const chrono::year_month_day first{
        chrono::year{*year}, chrono::month{static_cast<unsigned>(*month)}, chrono::day{1}};
    return first.ok() && chrono::sys_days{first} <= now + ahead_max;
}

std::vector<Wrong> wrong_in(const Claimed& claimed, Time now) {
    Checked checked{now};
    checked.text("legal_name", claimed.legal_name, legal_name_max);
    checked.birth_date(claimed.birth_date);
    checked.text("id_number", claimed.id_number, id_number_max);
    if (!is_country(claimed.id_country)) checked.wrong("id_country", "is not a country, as DE.");
    checked.phone(claimed.phone);
    const auto& facts = claimed.facts;
    checked.month("facts.registered_month", facts.registered_month);
    checked.money("facts.transaction_amount", facts.transaction_amount);
    if (!facts.transaction_currency.empty() && !parse_currency(facts.transaction_currency))
        checked.wrong("facts.transaction_currency", "is not a currency, as EUR.");
    checked.list("facts.deposits", facts.deposits, deposits_max);
    return checked.take();
}

std::vector<Wrong> wrong_in(const Record& record, Time now) {
    Checked checked{now};
    checked.text("legal_name", record.legal_name, legal_name_max);
    checked.birth_date(record.birth_date);
    checked.text("id_number", record.id_number, id_number_max);
    checked.phone(record.phone);
    return checked.take();
}

std::vector<Wrong> wrong_in(const Facts& facts, Time now) {
    Checked checked{now};
    checked.month("registered_month", facts.registered_month);
    checked.list("transactions", facts.transactions, known_amounts_max);
    checked.list("deposits", facts.deposits, known_amounts_max);
    return checked.take();
}

std::vector<std::string> missing_in(const Claimed& claimed) {
    std::vector<std::string> missing;
    if (trim(claimed.legal_name).empty()) missing.emplace_back("legal_name");
    if (trim(claimed.id_number).empty()) missing.emplace_back("id_number");
    return missing;
}

std::vector<std::string> missing_in(const Record& record) {
    std::vector<std::string> missing;
    if (trim(record.legal_name).empty()) missing.emplace_back("legal_name");
    if (record.birth_date.empty()) missing.emplace_back("birth_date");
    if (plain_id_number(record.id_number).empty()) missing.emplace_back("id_number");
    return missing;
}

Claimed trimmed(Claimed claimed) {
    auto& facts = claimed.facts;
    for (auto* text : {&claimed.legal_name, &claimed.birth_date, &claimed.id_number,
                       &claimed.id_country, &claimed.phone, &facts.registered_month,
                       &facts.transaction_amount, &facts.transaction_currency}) {
        *text = std::string{trim(*text)};
    }
    for (auto& deposit : facts.deposits) deposit = std::string{trim(deposit)};
    std::erase_if(facts.deposits, [](const std::string& deposit) { return deposit.empty(); });
    return claimed;
}

std::string to_json(const Claimed& claimed) {
    const auto& facts = claimed.facts;
    return json::serialize(json::object{{"legal_name", claimed.legal_name},
                                        {"birth_date", claimed.birth_date},
                                        {"id_number", claimed.id_number},
                                        {"id_country", claimed.id_country},
                                        {"phone", claimed.phone},
                                        {"facts",
                                         {{"registered_month", facts.registered_month},
                                          {"transaction_amount", facts.transaction_amount},
                                          {"transaction_currency", facts.transaction_currency},
                                          {"deposits", array_of(facts.deposits)}}}});
}

std::string to_json(const Record& record) {
    return json::serialize(json::object{{"legal_name", record.legal_name},
                                        {"birth_date", record.birth_date},
                                        {"id_number", record.id_number},
                                        {"phone", record.phone}});
}

std::string to_json(const Facts& facts) {
    return json::serialize(json::object{{"registered_month", facts.registered_month},
                                        {"transactions", array_of(facts.transactions)},
                                        {"deposits", array_of(facts.deposits)}});
}

std::optional<Claimed> parse_claimed(std::string_view text) {
    const auto parsed = parse(text);
    if (!parsed) return std::nullopt;
    Members members{*parsed};
    Claimed claimed;
    claimed.legal_name = members.text("legal_name");
    claimed.birth_date = members.text("birth_date");
    claimed.id_number = members.text("id_number");
    claimed.id_country = members.text("id_country");
    claimed.phone = members.text("phone");
    auto facts = claimed_facts(members.take("facts"));
    if (!facts || !members.all_read()) return std::nullopt;
    claimed.facts = std::move(*facts);
    return claimed;
}

std::optional<Record> parse_record(std::string_view text) {
    const auto parsed = parse(text);
    if (!parsed) return std::nullopt;
    Members members{*parsed};
    Record record;
    record.legal_name = members.text("legal_name");
    record.birth_date = members.text("birth_date");
    record.id_number = members.text("id_number");
    record.phone = members.text("phone");
    if (!members.all_read()) return std::nullopt;
    return record;
}

std::optional<Facts> parse_facts(std::string_view text) {
    const auto parsed = parse(text);
    if (!parsed) return std::nullopt;
    Members members{*parsed};
    Facts facts;
    facts.registered_month = members.text("registered_month");
    facts.transactions = members.texts("transactions");
    facts.deposits = members.texts("deposits");
    if (!members.all_read()) return std::nullopt;
    return facts;
}

}  // namespace sparekey::person

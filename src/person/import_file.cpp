#include "person/import_file.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/text.h"

namespace sparekey::person {
namespace {

namespace json = boost::json;

constexpr std::string_view names_text =
    "email, legal_name, birth_date, id_number, phone, registered_month, transactions, deposits";
constexpr std::array<std::string_view, 6> text_names{"email",     "legal_name", "birth_date",
                                                     "id_number", "phone",      "registered_month"};
constexpr std::array<std::string_view, 2> list_names{"transactions", "deposits"};
constexpr char list_separator = '|';
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

template <std::size_t N>
std::size_t place(const std::array<std::string_view, N>& names, std::string_view name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

// What a line says, before it is judged.
struct Said {
    std::array<std::string, text_names.size()> texts;
    std::array<std::vector<std::string>, list_names.size()> lists;

    [[nodiscard]] Record record() const { return {texts[1], texts[2], texts[3], texts[4]}; }
    [[nodiscard]] Facts facts() const { return {texts[5], lists[0], lists[1]}; }
};

void add_missing(std::string& why, const std::vector<std::string>& missing) {
    for (const auto& name : missing) why += name + " is missing. ";
}

void add_wrong(std::string& why, const std::vector<Wrong>& wrong) {
    for (const auto& one : wrong) why += one.path + " " + one.why + " ";
}

ImportedLine judged(const Said& said, Time now) {
    ImportedPerson person;
    std::string why;
    const auto email = canonical_email(said.texts[0]);
    if (!email) why += "email is not an e-mail address. ";
    person.email = email.value_or("");
    if (said.record() != Record{}) {
        person.record = said.record();
        add_missing(why, missing_in(*person.record));
        add_wrong(why, wrong_in(*person.record, now));
    }
    if (!said.facts().empty()) {
        person.facts = said.facts();
        add_wrong(why, wrong_in(*person.facts, now));
    }
    if (!person.record && !person.facts) why += "It says nothing but an address. ";
    if (!why.empty()) return Unread{std::string{trim(why)}};
    return person;
}

bool say_text(Said& said, std::string_view name, const json::value& member) {
    const auto at = place(text_names, name);
    if (at == text_names.size() || !member.is_string()) return false;
    said.texts[at] = std::string{trim(std::string_view{member.get_string()})};
    return true;
}

bool say_list(Said& said, std::string_view name, const json::value& member) {
    const auto at = place(list_names, name);
    if (at == list_names.size() || !member.is_array()) return false;
    for (const auto& one : member.get_array()) {
        if (!one.is_string()) return false;
        said.lists[at].emplace_back(trim(std::string_view{one.get_string()}));
    }
    return true;
}

void say_column(Said& said, std::string_view name, std::string_view field) {
    const auto at = place(text_names, name);
    if (at < text_names.size()) {
        said.texts[at] = std::string{trim(field)};
        return;
    }
    for (const auto part : split(field, list_separator)) {
        if (!trim(part).empty()) said.lists[place(list_names, name)].emplace_back(trim(part));
    }
}

bool is_column(std::string_view name) {
    return place(text_names, name) < text_names.size() ||
           place(list_names, name) < list_names.size();
}

// One quoted field, from behind its first quote; moves `at` behind its last.
std::optional<std::string> quoted(std::string_view line, std::size_t& at) {
    std::string field;
    while (true) {
        const auto quote = line.find('"', at);
        if (quote == std::string_view::npos) return std::nullopt;
        field += line.substr(at, quote - at);
        at = quote + 1;
        if (at == line.size() || line[at] != '"') return field;
        field += '"';  // RFC 4180 2.7: a quote is written twice.
        ++at;
    }
}

}  // namespace

ImportedLine parse_json_line(std::string_view line, Time now) {
    boost::system::error_code malformed;
    const auto parsed = json::parse(line, malformed);
    const auto* object = malformed ? nullptr : parsed.if_object();
    if (object == nullptr) return Unread{"It is not a JSON object."};
    Said said;
    for (const auto& member : *object) {
        const std::string_view name{member.key()};
        if (!say_text(said, name, member.value()) && !say_list(said, name, member.value()))
            return Unread{"A member is not known, or of the wrong kind."};
    }
    return judged(said, now);
}

std::string to_json_line(const ImportedPerson& person) {
    json::object object{{"email", person.email}};
    if (person.record) {
        object["legal_name"] = person.record->legal_name;
        object["birth_date"] = person.record->birth_date;
        object["id_number"] = person.record->id_number;
        object["phone"] = person.record->phone;
    }
    if (person.facts) {
        object["registered_month"] = person.facts->registered_month;
        object["transactions"] = json::value_from(person.facts->transactions);
        object["deposits"] = json::value_from(person.facts->deposits);
    }
    return json::serialize(object);
}

std::optional<std::vector<std::string>> csv_fields(std::string_view line, char separator) {
    std::vector<std::string> fields;
    std::size_t at = 0;
    while (true) {
        if (at < line.size() && line[at] == '"') {
            auto field = quoted(line, ++at);
            if (!field || (at < line.size() && line[at] != separator)) return std::nullopt;
            fields.push_back(std::move(*field));
        } else {
            const auto end = std::min(line.find(separator, at), line.size());
            const auto field = line.substr(at, end - at);
            if (field.find('"') != std::string_view::npos) return std::nullopt;
            fields.emplace_back(field);
            at = end;
        }
        if (at == line.size()) return fields;
        ++at;  // The separator; a last empty field may follow it.
    }
}

ImportFile::ImportFile(std::istream& from) : from_(from) {
    std::string line;
    auto got = read_line(line);
    if (line.starts_with(byte_order_mark)) line.erase(0, byte_order_mark.size());
    while (got == Got::line && trim(line).empty()) got = read_line(line);
    if (got == Got::too_long) fault_ = "the first line is too long";
    if (got != Got::line) return;
    if (trim(line).starts_with('{')) {
        first_ = std::move(line);
    } else {
        read_header(line);
    }
}

void ImportFile::read_header(const std::string& line) {
    for (const char separator : {',', ';', '\t'}) {
        const auto fields = csv_fields(line, separator);
        if (!fields || fields->size() < 2) continue;
        separator_ = separator;
        for (const auto& field : *fields) columns_.emplace_back(trim(field));
        break;
    }
    std::vector<std::string> sorted = columns_;
    std::sort(sorted.begin(), sorted.end());
    const bool twice = std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
    const bool known = std::all_of(columns_.begin(), columns_.end(), is_column);
    const bool has_email = std::find(columns_.begin(), columns_.end(), "email") != columns_.end();
    if (twice || !known || !has_email) {
        fault_ = "the first line is neither JSON nor a header; a header has email and some of " +
                 std::string{names_text} + ", each once";
    }
}

ImportFile::Got ImportFile::read_line(std::string& line) {
    line.clear();
    bool too_long = false;
    bool any = false;
    for (char c = 0; from_.get(c);) {
        any = true;
        if (c == '\n') break;
        too_long = too_long || line.size() == import_line_octets_max;
        if (!too_long) line += c;
    }
    if (!any) return Got::nothing;
    ++line_;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return too_long ? Got::too_long : Got::line;
}

ImportedLine ImportFile::parse(const std::string& line, Time now) const {
    if (columns_.empty()) return parse_json_line(line, now);
    const auto fields = csv_fields(line, separator_);
    if (!fields) return Unread{"A quote stands where none may, or is not closed on its line."};
    if (fields->size() != columns_.size())
        return Unread{"It has not as many fields as the header."};
    Said said;
    for (std::size_t i = 0; i < fields->size(); ++i) say_column(said, columns_[i], (*fields)[i]);
    return judged(said, now);
}

std::optional<ImportFile::Numbered> ImportFile::next(Time now) {
    if (fault_) return std::nullopt;
    std::string line;
    if (first_) {
        line = std::move(*first_);
        first_.reset();
        return Numbered{line_, parse(line, now)};
    }
    auto got = read_line(line);
    while (got == Got::line && trim(line).empty()) got = read_line(line);
    if (got == Got::nothing) return std::nullopt;
    if (got == Got::too_long) return Numbered{line_, Unread{"The line is too long."}};
    return Numbered{line_, parse(line, now)};
}

}  // namespace sparekey::person

#include "http/json.h"

#include <algorithm>
#include <span>

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"

namespace sparekey::http {
namespace {

namespace json = boost::json;

// RFC 6901 3.
std::string pointer_to(std::string_view name) {
    std::string pointer = "/";
    for (const char c : name) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
    return pointer;
}

std::string longer_than(std::size_t octets_max) {
    return "is longer than " + std::to_string(octets_max) + " octets.";
}

}  // namespace

std::optional<json::value> parse_json(std::string_view text) {
    return sparekey::parse_json(text, json_depth_max);
}

struct Fields::State {
    std::optional<json::value> value;
    const json::object* object = nullptr;  // nullptr: the body is no object.
    std::vector<std::string_view> asked;
    json::array errors;
    std::string within;  // The pointer of this object in the body; empty for the body itself.
    std::vector<std::pair<std::string, std::unique_ptr<Fields>>> nested;

    void reject(std::string_view name, std::string_view detail) {
        if (!object || errors.size() == field_errors_max) return;
        errors.push_back({{"pointer", within + pointer_to(name)}, {"detail", detail}});
    }
};

Fields::Fields(std::string_view body) : state_(std::make_unique<State>()) {
    state_->value = parse_json(body);
    if (state_->value) state_->object = state_->value->if_object();
}

Fields::Fields(std::unique_ptr<State> state) : state_(std::move(state)) {}

Fields::Fields(const Request& request) : Fields(std::string_view{request.body}) {}

Fields::~Fields() = default;

const json::value* Fields::take(std::string_view name, bool required) {
    if (!state_->object) return nullptr;
    const auto* member = state_->object->find(name);
    if (member == state_->object->end()) {
        if (required) reject(name, "is missing.");
        return nullptr;
    }
    state_->asked.push_back(member->key());
    if (member->value().is_null() && !required) return nullptr;
    return &member->value();
}

const json::string* Fields::take_string(std::string_view name, std::size_t octets_max,
                                        bool required) {
    const auto* value = take(name, required);
    if (!value) return nullptr;
    const auto* string = value->if_string();
    if (!string) {
        reject(name, "must be a text.");
    } else if (string->empty()) {
        reject(name, "must not be empty.");
    } else if (string->size() > octets_max) {
        reject(name, longer_than(octets_max));
    } else {
        return string;
    }
    return nullptr;
}

std::optional<std::string> Fields::take_text(std::string_view name, std::size_t octets_max,
                                             bool required) {
    const auto* string = take_string(name, octets_max, required);
    if (!string) return {};
    if (has_control_characters(*string)) {
        reject(name, "must not hold control characters.");
        return {};
    }
    return std::string(*string);
}

std::string Fields::text(std::string_view name, std::size_t octets_max) {
    return take_text(name, octets_max, true).value_or("");
}

std::optional<std::string> Fields::optional_text(std::string_view name, std::size_t octets_max) {
    return take_text(name, octets_max, false);
}

std::string Fields::draft_text(std::string_view name, std::size_t octets_max) {
    const auto* value = take(name, false);
    const auto* string = value ? value->if_string() : nullptr;
    if (string && string->empty()) return {};
    return optional_text(name, octets_max).value_or("");
}

crypto::Secret Fields::secret(std::string_view name, std::size_t octets_max) {
    const auto* string = take_string(name, octets_max, true);
    return string ? crypto::Secret{std::string_view{*string}} : crypto::Secret{};
}

std::optional<crypto::Secret> Fields::optional_secret(std::string_view name,
                                                      std::size_t octets_max) {
    const auto* string = take_string(name, octets_max, false);
    if (!string) return {};
    return crypto::Secret{std::string_view{*string}};
}

std::int64_t Fields::integer(std::string_view name, std::int64_t min, std::int64_t max) {
    return take_integer(name, min, max, true).value_or(0);
}

std::optional<std::int64_t> Fields::optional_integer(std::string_view name, std::int64_t min,
                                                     std::int64_t max) {
    return take_integer(name, min, max, false);
}

std::optional<std::int64_t> Fields::take_integer(std::string_view name, std::int64_t min,
                                                 std::int64_t max, bool required) {
    const auto* value = take(name, required);
    if (!value) return {};
    const auto* number = value->if_int64();
    if (number && *number >= min && *number <= max) return *number;
    reject(name, "must be a whole number from " + std::to_string(min) + " to " +
                     std::to_string(max) + ".");
    return {};
}

std::optional<bool> Fields::take_boolean(std::string_view name, bool required) {
    const auto* value = take(name, required);
    if (!value) return {};
    if (const auto* yes = value->if_bool()) return *yes;
    reject(name, "must be true or false.");
    return {};
}

bool Fields::boolean(std::string_view name) { return take_boolean(name, true).value_or(false); }

bool Fields::optional_boolean(std::string_view name, bool otherwise) {
    return take_boolean(name, false).value_or(otherwise);
}

std::vector<std::string> Fields::texts(std::string_view name, std::size_t count_max,
                                       std::size_t octets_max) {
    return take_texts(name, count_max, octets_max, true);
}

std::vector<std::string> Fields::optional_texts(std::string_view name, std::size_t count_max,
                                                std::size_t octets_max) {
    return take_texts(name, count_max, octets_max, false);
}

std::vector<std::string> Fields::take_texts(std::string_view name, std::size_t count_max,
                                            std::size_t octets_max, bool required) {
    const auto* value = take(name, required);
    if (!value) return {};
    const auto* array = value->if_array();
    if (!array || array->size() > count_max) {
        reject(name, "must be a list of at most " + std::to_string(count_max) + " texts.");
        return {};
    }
    std::vector<std::string> texts;
    for (const auto& element : *array) {
        const auto* string = element.if_string();
        if (!string || string->empty() || string->size() > octets_max ||
            has_control_characters(*string)) {
            reject(name, "must hold texts of 1 to " + std::to_string(octets_max) +
                             " octets without control characters.");
            return {};
        }
        texts.emplace_back(*string);
    }
    return texts;
}

Fields& Fields::object(std::string_view name) { return take_object(name, true); }

Fields& Fields::optional_object(std::string_view name) { return take_object(name, false); }

Fields& Fields::take_object(std::string_view name, bool required) {
    ENSURE(std::ranges::none_of(state_->nested,
                                [&](const auto& known) { return known.first == name; }));
    const auto* value = take(name, required);
    if (value && !value->is_object()) reject(name, "must be an object.");
    return nest(std::string{name}, state_->within + pointer_to(name), value);
}

std::vector<Fields*> Fields::objects(std::string_view name, std::size_t count_max) {
    const auto* value = take(name, true);
    if (!value) return {};
    const auto* array = value->if_array();
    if (!array || array->size() > count_max) {
        reject(name, "must be a list of at most " + std::to_string(count_max) + " objects.");
        return {};
    }
    std::vector<Fields*> all;
    for (const auto& element : *array) {
        if (!element.is_object()) {
            reject(name, "must hold objects.");
            return {};
        }
        const auto place = std::string{name} + "/" + std::to_string(all.size());
        all.push_back(&nest(
            place, state_->within + pointer_to(name) + "/" + std::to_string(all.size()), &element));
    }
    return all;
}

Fields& Fields::nest(std::string name, std::string within, const json::value* value) {
    auto state = std::make_unique<State>();
    state->within = std::move(within);
    if (value) state->object = value->if_object();
    state_->nested.emplace_back(std::move(name),
                                std::unique_ptr<Fields>(new Fields(std::move(state))));
    return *state_->nested.back().second;
}

void Fields::reject(std::string_view name, std::string_view detail) {
    state_->reject(name, detail);
}

void Fields::reject_unasked() const {
    if (!state_->object) return;
    for (const auto& member : *state_->object) {
        if (std::ranges::find(state_->asked, std::string_view{member.key()}) != state_->asked.end())
            continue;
        const auto pointer = state_->within + pointer_to(member.key());
        const auto is_noted = [&](const json::value& noted) {
            return noted.at("pointer").as_string() == pointer;
        };
        if (std::ranges::none_of(state_->errors, is_noted)) {
            state_->reject(member.key(), "is not a member of this request.");
        }
    }
}

void Fields::gather() const {
    reject_unasked();
    for (const auto& [name, fields] : state_->nested) {
        fields->gather();
        for (auto& error : fields->state_->errors) {
            if (state_->errors.size() < field_errors_max) state_->errors.push_back(error);
        }
    }
}

std::optional<Response> Fields::problem() const {
    if (!state_->object) {
        return http::problem(Problem{
            400, "malformed-json", "The body is not the JSON object it should be.",
            "The body must be one JSON object in valid UTF-8, without members given twice."});
    }
    gather();
    if (state_->errors.empty()) return {};
    Problem invalid{422, "invalid-fields", "Some fields cannot be accepted.",
                    "Look at the fields named below and send them again."};
    // Copied with a memory of its own: the answer outlives these fields.
    invalid.more["errors"] = json::array(state_->errors, json::storage_ptr{});
    return http::problem(std::move(invalid));
}

}  // namespace sparekey::http

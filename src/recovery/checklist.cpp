#include "recovery/checklist.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

namespace sparekey::recovery {
namespace {

namespace json = boost::json;

constexpr std::array<Question, checklist_size> all{{
    {"The document is of a kind that is accepted here.", false},
    {"It is valid on the day it was sent.", false},
    {"All its corners are in the picture, front and back.", false},
    {"It is the document itself: no print-out, no screen.", false},
    {"Letters and lines are as on other documents of its kind.", false},
    {"Its hologram or relief is seen moving in the video.", true},
    {"The machine-readable lines say what is printed.", true},
    {"The name fits the record.", false},
    {"The number fits the record.", false},
    {"The portrait and the selfie show the same person.", false},
    {"The portrait could be as old as the document.", false},
    {"The paper has the right words, today's date and the right code.", false},
    {"It is written by hand, and was not put in afterwards.", false},
    {"The video shows the person of the selfie.", false},
    {"Every prompt is answered, in its order and in its time.", false},
    {"Lips and voice belong together.", true},
    {"Nobody else is there, or helps.", false},
}};

std::optional<std::size_t> place_of(std::string_view number) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    const bool whole = error == std::errc{} && end == number.data() + number.size();
    if (!whole || value < 1 || value > checklist_size || number.front() == '0') return std::nullopt;
    return value - 1;
}

}  // namespace

const std::array<Question, checklist_size>& questions() { return all; }

std::string_view slug(Answer answer) {
    switch (answer) {
    case Answer::yes: return "yes";
    case Answer::no: return "no";
    case Answer::not_applicable: return "na";
    }
    return "";
}

std::optional<Answer> parse_answer(std::string_view text) {
    for (const auto answer : {Answer::yes, Answer::no, Answer::not_applicable}) {
        if (slug(answer) == text) return answer;
    }
    return std::nullopt;
}

bool Checklist::allows_pass() const {
    for (std::size_t i = 0; i < checklist_size; ++i) {
        const bool fine = answers[i] == Answer::yes ||
                          (answers[i] == Answer::not_applicable && all[i].may_not_apply);
        if (!fine) return false;
    }
    return true;
}

bool Checklist::names_a_flaw() const {
    return std::ranges::any_of(answers, [](const auto& answer) { return answer == Answer::no; });
}

std::string to_json(const Checklist& list) {
    json::object object;
    for (std::size_t i = 0; i < checklist_size; ++i) {
        if (list.answers[i]) object[std::to_string(i + 1)] = slug(*list.answers[i]);
    }
    return json::serialize(object);
}

std::optional<Checklist> parse_checklist(std::string_view text) {
    boost::system::error_code malformed;
    const auto value = json::parse(text, malformed);
    const auto* object = malformed ? nullptr : value.if_object();
    if (object == nullptr) return std::nullopt;
    Checklist list;
    for (const auto& [number, answered] : *object) {
        const auto place = place_of(number);
        const auto* word = answered.if_string();
        const auto answer = word == nullptr ? std::nullopt : parse_answer(*word);
        if (!place || !answer) return std::nullopt;
        list.answers.at(*place) = *answer;
    }
    return list;
}

}  // namespace sparekey::recovery

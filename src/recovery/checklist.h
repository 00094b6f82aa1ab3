// What whoever decides an appeal looks at, one by one: seventeen questions with an answer each. A
// verdict for the applicant answers all of them; one against names what is not right.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace sparekey::recovery {

inline constexpr std::size_t checklist_size = 17;

struct Question {
    std::string_view text;
    bool may_not_apply;  // Some documents have none of it.
};
// In their order; people know them by their number, from 1.
[[nodiscard]] const std::array<Question, checklist_size>& questions();

enum class Answer { yes, no, not_applicable };
[[nodiscard]] std::string_view slug(Answer);  // "yes", "no", "na".
[[nodiscard]] std::optional<Answer> parse_answer(std::string_view slug);

struct Checklist {
    std::array<std::optional<Answer>, checklist_size> answers;

    // Every question has a yes, or does not apply where that can be.
    [[nodiscard]] bool allows_pass() const;
    [[nodiscard]] bool names_a_flaw() const;  // At least one no.
    bool operator==(const Checklist&) const = default;
};

// {"1":"yes","17":"na"}: what was answered.
[[nodiscard]] std::string to_json(const Checklist&);
// nullopt for what to_json() did not write.
[[nodiscard]] std::optional<Checklist> parse_checklist(std::string_view json);

}  // namespace sparekey::recovery

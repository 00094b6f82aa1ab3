// Why something is asked for again, and why an appeal is rejected: a fixed list, each with its
// class. About quality the applicant reads exactly that; about matching one sentence stands for
// all, so that nobody learns what was right; of fraud nothing.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sparekey::recovery {

enum class ReasonClass { quality, match, fraud };
[[nodiscard]] std::string_view slug(ReasonClass);

struct Reason {
    std::string slug;
    ReasonClass of = ReasonClass::quality;
    std::string text;                // For staff.
    std::vector<std::string> kinds;  // Of evidence that it can be about; none: the whole case.
};

// What the applicant is told of a decision.
struct Told {
    std::string slug;
    ReasonClass of = ReasonClass::quality;
};

class Reasons {
   public:
    // The list that is in force without a file.
    Reasons();
    // A file in its place, one reason a line: "blurred | quality | id_front id_back | The picture
    // is blurred." Throws Failure{refused}, naming the line.
    explicit Reasons(const std::filesystem::path& file);

    [[nodiscard]] const std::vector<Reason>& all() const { return all_; }
    // nullptr where there is none of that name.
    [[nodiscard]] const Reason* find(std::string_view slug) const;
    [[nodiscard]] std::vector<Told> told_to_applicant(const std::vector<std::string>& slugs) const;

   private:
    std::vector<Reason> all_;
};

}  // namespace sparekey::recovery

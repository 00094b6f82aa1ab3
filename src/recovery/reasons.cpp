#include "recovery/reasons.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include "base/failure.h"
#include "base/text.h"

namespace sparekey::recovery {
namespace {

constexpr std::size_t reasons_in_file_max = 100;
constexpr std::size_t line_octets_max = 500;

std::vector<Reason> built_in() {
    const std::vector<std::string> pictures{"id_front", "id_back", "selfie"};
    const std::vector<std::string> documents{"id_front", "id_back"};
    using enum ReasonClass;
    return {
        {"unreadable",
         quality,
         "The file could not be read.",
         {"id_front", "id_back", "selfie", "extra"}},
        {"blurred", quality, "The picture is blurred.", pictures},
        {"dark", quality, "The picture is too dark.", pictures},
        {"glare", quality, "Light hides a part of it.", pictures},
        {"cut_off", quality, "A part is cut off.", pictures},
        {"too_small", quality, "It is too small to read.", pictures},
        {"wrong_document", quality, "It is not an identity document.", documents},
        {"expired_document", quality, "The document has expired.", documents},
        {"copy", quality, "It is a copy or a screen, not the document.", documents},
        {"face_hidden", quality, "The face cannot be seen.", {"selfie", "video"}},
        {"paper_missing", quality, "The paper is missing or cannot be read.", {"selfie"}},
        {"paper_code", quality, "The paper shows another code.", {"selfie"}},
        {"paper_date", quality, "The paper shows another date.", {"selfie"}},
        {"no_sound", quality, "The video has no sound.", {"video"}},
        {"prompts_missed", quality, "The video does not show what was asked.", {"video"}},
        {"asked", quality, "Something more is needed.", {"extra"}},
        {"name_differs", match, "The name does not match.", {}},
        {"number_differs", match, "The ID number does not match.", {}},
        {"phone_differs", match, "The phone does not match.", {}},
        {"facts_differ", match, "The account facts do not match.", {}},
        {"person_differs", match, "The person is not the one of the document.", {}},
        {"altered", fraud, "The document or picture was altered.", {}},
        {"synthetic", fraud, "The picture or video was made by a machine.", {}},
        {"used_elsewhere", fraud, "The same evidence was used for another account.", {}},
        {"under_pressure", fraud, "The person seems to be made to do this.", {}},
    };
}

std::optional<ReasonClass> parse_class(std::string_view text) {
    for (const auto of : {ReasonClass::quality, ReasonClass::match, ReasonClass::fraud}) {
        if (slug(of) == text) return of;
    }
    return std::nullopt;
}

bool is_slug(std::string_view text) {
    return !text.empty() && text.size() <= 40 &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
               std::string_view::npos;
}

std::optional<Reason> parse_reason(std::string_view line) {
    const auto parts = split(line, '|');
    if (parts.size() != 4) return std::nullopt;
    Reason reason;
    reason.slug = std::string{trim(parts[0])};
    const auto of = parse_class(trim(parts[1]));
    reason.text = std::string{trim(parts[3])};
    if (!is_slug(reason.slug) || !of || reason.text.empty()) return std::nullopt;
    reason.of = *of;
    for (const auto kind : split(trim(parts[2]), ' ')) {
        if (!kind.empty()) reason.kinds.emplace_back(kind);
    }
    return reason;
}

}  // namespace

std::string_view slug(ReasonClass of) {
    switch (of) {
    case ReasonClass::quality: return "quality";
    case ReasonClass::match: return "match";
    case ReasonClass::fraud: return "fraud";
    }
    return "";
}

Reasons::Reasons() : all_(built_in()) {}

Reasons::Reasons(const std::filesystem::path& file) {
    const auto refuse = [&](const std::string& why) {
        throw Failure{Failure::Kind::refused, file.string() + ": " + why};
    };
    std::ifstream in{file};
    if (!in) refuse("cannot be read");
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        const auto text = trim(line);
        if (text.empty() || text.starts_with('#')) continue;
        auto reason = line.size() <= line_octets_max ? parse_reason(text) : std::nullopt;
        if (!reason || all_.size() >= reasons_in_file_max || find(reason->slug) != nullptr)
            refuse("line " + std::to_string(number) + " is no reason");
        all_.push_back(*std::move(reason));
    }
    // What the machine itself says must be there.
    if (find("unreadable") == nullptr) refuse("lacks the reason \"unreadable\"");
}

const Reason* Reasons::find(std::string_view name) const {
    const auto found = std::ranges::find(all_, name, &Reason::slug);
    return found == all_.end() ? nullptr : &*found;
}

std::vector<Told> Reasons::told_to_applicant(const std::vector<std::string>& slugs) const {
    std::vector<Told> told;
    bool matching = false;
    for (const auto& name : slugs) {
        const auto* reason = find(name);
        if (reason == nullptr || reason->of == ReasonClass::fraud) continue;
        if (reason->of == ReasonClass::quality) {
            told.push_back({reason->slug, reason->of});
        } else if (!std::exchange(matching, true)) {
            told.push_back({"does_not_match", ReasonClass::match});
        }
    }
    return told;
}

}  // namespace sparekey::recovery

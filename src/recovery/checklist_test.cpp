#include "recovery/checklist.h"

#include <doctest/doctest.h>

#include <set>

using namespace sparekey::recovery;

namespace {

Checklist all_yes() {
    Checklist list;
    list.answers.fill(Answer::yes);
    return list;
}

}  // namespace

TEST_CASE("a pass answers all seventeen questions with yes, or that they do not apply") {
    CHECK(questions().size() == 17);
    CHECK(all_yes().allows_pass());
    for (std::size_t i = 0; i < checklist_size; ++i) {
        auto open = all_yes();
        open.answers[i].reset();
        CHECK_FALSE(open.allows_pass());
        auto no = all_yes();
        no.answers[i] = Answer::no;
        CHECK_FALSE(no.allows_pass());
        CHECK(no.names_a_flaw());
        auto not_applicable = all_yes();
        not_applicable.answers[i] = Answer::not_applicable;
        CHECK(not_applicable.allows_pass() == questions()[i].may_not_apply);
    }
    CHECK_FALSE(all_yes().names_a_flaw());
    CHECK_FALSE(Checklist{}.allows_pass());
    CHECK_FALSE(Checklist{}.names_a_flaw());
}

TEST_CASE("a checklist comes back from its text, and nothing else is one") {
    auto list = all_yes();
    list.answers[6] = Answer::not_applicable;
    list.answers[16] = Answer::no;
    list.answers[3].reset();
    CHECK(parse_checklist(to_json(list)) == list);
    CHECK(parse_checklist("{}") == Checklist{});
    for (const char* text : {"", "[]", "null", R"({"0":"yes"})", R"({"18":"yes"})",
                             R"({"01":"yes"})", R"({"1":"maybe"})", R"({"1":true})",
                             R"({"":"yes"})", R"({"1 ":"yes"})", R"({"-1":"yes"})"}) {
        CHECK_MESSAGE(!parse_checklist(text), text);
    }
}

TEST_CASE("no two questions are the same") {
    std::set<std::string_view> texts;
    for (const auto& question : questions()) CHECK(texts.insert(question.text).second);
}

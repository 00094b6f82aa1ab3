#include "store/statement.h"

#include "base/failure.h"
#include "store/text.h"

namespace sparekey::store {
namespace {

// Function-local, so that a statement with static storage in any source finds it made.
std::vector<const Load*>& loads() {
    static std::vector<const Load*> all;
    return all;
}

std::vector<const Save*>& saves() {
    static std::vector<const Save*> all;
    return all;
}

}  // namespace

Load::Load(const char* sql) : sql_(sql), number_(static_cast<int>(loads().size())) {
    loads().push_back(this);
}

Save::Save(const char* sql) : sql_(sql), number_(static_cast<int>(saves().size())) {
    saves().push_back(this);
}

const std::vector<const Load*>& all_loads() { return loads(); }

const std::vector<const Save*>& all_saves() { return saves(); }

std::optional<std::string> fault_of_load(std::string_view sql) {
    if (count_won(sql) == 0) return std::nullopt;
    return "a Load must hold no @word: " + std::string{sql};
}

std::optional<std::string> fault_of_save(std::string_view sql) {
    if (count_won(sql) == 1) return std::nullopt;
    return "a Save must hold @won exactly once, and no other @word: " + std::string{sql};
}

void check_statements() {
    for (const auto* load : loads()) {
        if (const auto fault = fault_of_load(load->sql()))
            throw Failure{Failure::Kind::refused, *fault};
    }
    for (const auto* save : saves()) {
        if (const auto fault = fault_of_save(save->sql()))
            throw Failure{Failure::Kind::refused, *fault};
    }
}

void require_rows(const SaveCall& call, std::int64_t touched) {
    if (call.rows == any_rows || call.rows == touched) return;
    throw Failure{Failure::Kind::broken, "touched " + std::to_string(touched) + " rows, not " +
                                             std::to_string(call.rows) + ": " + call.save->sql()};
}

}  // namespace sparekey::store

// The columns of the table `appeal`, each with the place in a Case that it holds.
#pragma once
#include <vector>

#include "recovery/case.h"
#include "store/value.h"

namespace sparekey::recovery {

struct Column {
    const char* name;
    store::Value (*of)(const Case&);
    void (*into)(Case&, const store::Row&, std::size_t at);
};
// All but account_id and appeal_id, in the order of statements.
[[nodiscard]] const std::vector<Column>& columns();

}  // namespace sparekey::recovery

#include "recovery/applicant.h"

#include "base/check.h"
#include "evidence/item_table.h"

namespace sparekey::recovery {

std::vector<store::LoadCall> applicant_loads(const account::Token& access, AppealId appeal) {
    std::vector<store::LoadCall> loads{access_of(access), evidence::load_items(appeal),
                                       form_of(appeal)};
    for (auto& call : docket_loads()) loads.push_back(std::move(call));
    ENSURE(loads.size() == applicant_loads_count);
    return loads;
}

std::optional<Access> access_in(const store::Loaded& loaded, AppealId appeal, Time now) {
    const auto access = read_access(loaded.rows.at(0));
    const bool good = access && access->appeal == appeal && access->applies() && access->alive(now);
    return good ? access : std::nullopt;
}

Awaitable<std::optional<AppealId>> appeal_of(const account::Services& services,
                                             const account::Token& token) {
    std::vector<store::LoadCall> loads;
    loads.push_back(access_of(token));
    const auto loaded = co_await services.db.load(token.account(), std::move(loads));
    const auto access = read_access(loaded.rows[0]);
    if (!access || !access->applies()) co_return std::nullopt;
    co_return access->appeal;
}

void note_evidence(account::Plan& plan, Applicant& at) {
    const auto digest = evidence::evidence_digest(at.items);
    at.c().evidence_digest = to_bytes(digest);
    save_cases(plan, at.docket, at.id);
}

}  // namespace sparekey::recovery

// The desk's work: /api/v1/desk/work, /desk/cases/{id} and what is done there.
#pragma once
#include "evidence/store.h"
#include "http/feature.h"
#include "recovery/bench_flow.h"
#include "recovery/board_table.h"
#include "recovery/seat_flow.h"

namespace sparekey::http {

// All references outlive every request.
struct DeskWeb {
    const Web& desk;  // With the services of the staff's realm.
    const recovery::Bench& bench;
    evidence::Store& evidence;
};

void add_desk_work_routes(Router&, const DeskWeb&);
void add_desk_case_routes(Router&, const DeskWeb&);
void add_desk_verdict_routes(Router&, const DeskWeb&);
void add_desk_board_routes(Router&, const DeskWeb&);

// `CaseLine` of doc/api.yaml.
[[nodiscard]] boost::json::object line_json(const recovery::CaseLine&);
// From being given a case to deciding it; null for who has decided none.
[[nodiscard]] boost::json::value minutes_json(const recovery::Figures&);

}  // namespace sparekey::http

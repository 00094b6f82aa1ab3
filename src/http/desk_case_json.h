// A case as the desk's pages get it: `Case`, `DeskVerdict` and `Board` of doc/api.yaml.
#pragma once
#include <boost/json/object.hpp>

#include "recovery/board_table.h"
#include "recovery/workbench_flow.h"

namespace sparekey::http {

[[nodiscard]] boost::json::object case_json(const recovery::Bench&, const recovery::Workbench&);
[[nodiscard]] boost::json::object act_json(const recovery::SeenAct&);
[[nodiscard]] boost::json::object board_json(const recovery::Board&);

}  // namespace sparekey::http

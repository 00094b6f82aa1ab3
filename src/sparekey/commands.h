// The commands of the table, one function each.
#pragma once
#include "sparekey/session.h"

namespace sparekey::terminal {

[[nodiscard]] Exit run_add(Context&);
[[nodiscard]] Exit run_scan(Context&);
[[nodiscard]] Exit run_import(Context&);
[[nodiscard]] Exit run_export(Context&);
[[nodiscard]] Exit run_code(Context&);
[[nodiscard]] Exit run_list(Context&);
[[nodiscard]] Exit run_watch(Context&);
[[nodiscard]] Exit run_edit(Context&);
[[nodiscard]] Exit run_delete(Context&);
[[nodiscard]] Exit run_undo(Context&);
[[nodiscard]] Exit run_history(Context&);
[[nodiscard]] Exit run_sync(Context&);
[[nodiscard]] Exit run_device(Context&);
[[nodiscard]] Exit run_recovery_key(Context&);
[[nodiscard]] Exit run_drill(Context&);
[[nodiscard]] Exit run_lock(Context&);
[[nodiscard]] Exit run_passphrase(Context&);

// By name, help and version included.
[[nodiscard]] Exit run(Context&);

}  // namespace sparekey::terminal

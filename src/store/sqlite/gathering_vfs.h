// One write for a commit: SQLite writes each page of its log with two calls of the system, which is
// a fifth of what a small change costs. This file layer gathers what is appended to the log and
// writes it at the latest when the log is flushed, which is before anybody else may look for it.
#pragma once

namespace sparekey::store::sqlite {

// The name of the layer above `below` (nullptr: the system's own), registered once. Only for
// connections that flush at each commit: without, nothing would come out in time.
[[nodiscard]] const char* gathering_vfs(const char* below);

}  // namespace sparekey::store::sqlite

// `sparekeyd backup` and `restore`: the database alone, never ring, pepper or evidence keys.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "sparekeyd/command_line.h"
#include "sparekeyd/configuration.h"
#include "sparekeyd/restored.h"
#include "store/sqlite.h"

namespace sparekey::sparekeyd {

using Print = std::function<void(std::string_view)>;

// With a daemon on it or without. Throws Failure{refused}: on PostgreSQL, which has tools of its
// own; `file` is there; and as copy_sqlite().
[[nodiscard]] Exit back_up(const Configuration&, const std::string& file, const Print&,
                           const store::CopyProgress&);

struct Restoring {
    std::string file;      // Empty: the database was brought back by other tools.
    bool replace = false;  // Of a database that is there.
};
// No daemon may have the database. What the backup cannot know to be used or ended ends, before the
// copy takes the database's place; where anything is wrong nothing is changed. Throws
// Failure{refused}: a daemon runs, a database is there and is not to be replaced, the backup is
// damaged, newer than this program, or sealed with other keys.
[[nodiscard]] Exit restore(const Configuration&, const Restoring&, const Print&,
                           const store::CopyProgress&);

}  // namespace sparekey::sparekeyd

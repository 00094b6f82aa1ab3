// What must be right before anything is served: the clock, the database, the key files, and that
// they belong together.
#pragma once
#include <memory>

#include "base/time.h"
#include "crypto/key_ring.h"
#include "crypto/pepper.h"
#include "crypto/signing_key.h"
#include "sparekeyd/configuration.h"
#include "store/database.h"

namespace sparekey::sparekeyd {

// Throws Failure{refused} when `now` is before this program was built: with such a clock every
// expiry would be wrong, and codes that were used could be accepted again.
void check_clock(Time now);

// The day of the build, less a day in case the building machine's clock was ahead.
[[nodiscard]] Time earliest_now();

// Opens the database with the newest schema. A SQLite file is brought to it; a PostgreSQL database
// only by `migrate`, since other daemons may be using it. Throws Failure{refused} where the file is
// missing and not to be created, another daemon has it, or the schema is not this program's.
[[nodiscard]] std::unique_ptr<store::Database> open_database(const Configuration&, bool create,
                                                             store::Clock clock = wall_clock);
// The same, with the schema as it is.
[[nodiscard]] std::unique_ptr<store::Database> open_database_as_it_is(
    const Configuration&, bool create, store::Clock clock = wall_clock);
// For reading, while a daemon has it.
[[nodiscard]] std::unique_ptr<store::Database> open_database_beside(const Configuration&);

// var.folder, for its owner alone, if it is missing.
void create_var_folder(const Configuration&);

struct Keys {
    crypto::KeyRing ring;
    crypto::Pepper pepper;
    crypto::SigningKey journal;
};

// Loads the three files, and compares them with what the database remembers of them; a database
// that remembers nothing remembers them from now on. With `create`, a file that is missing is made,
// if the database remembers none; the journal's key so also without, as databases of earlier
// programs have none. Throws Failure{refused}, naming the file, when one is missing,
// unreadable, open to others, or another than the database was used with.
[[nodiscard]] Keys load_keys(const Configuration&, store::Database&, bool create);

// The comparison alone: nothing is made or remembered. Throws as load_keys().
void compare_keys(const Configuration&, store::Database&);

// Makes each of the three files that is missing, and returns how many that were. Throws
// Failure{refused} where it cannot.
int create_key_files(const Configuration&, Time now);

}  // namespace sparekey::sparekeyd

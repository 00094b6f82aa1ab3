// A journal for tests of sealing: lines with chosen ids, sealed at chosen times.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/append_id.h"
#include "base/run.h"
#include "journal/sealer_flow.h"
#include "journal/verify_flow.h"
#include "store/scratch.h"

namespace sparekey::journal {

inline const Time noon{std::chrono::seconds{1'800'000'000}};

inline void execute(store::Database& db, std::string_view sql, store::Values values = {}) {
    std::function<void(store::Transaction&)> f = [&](store::Transaction& tx) {
        tx.execute(sql, values);
    };
    run(db.transact(AccountId{}, f));
}

// As the process `process` would have drawn it at `at`.
inline std::int64_t id_at(Time at, std::int64_t process = 1) {
    return first_append_id_at(at) + process;
}

inline constexpr std::string_view insert_line_text =
    "INSERT INTO journal (line_id, account_id, previous, at, kind, client, detail)"
    " VALUES ($1, 11, 0, $2, 'signed_in', '203.0.113.7', '3')";

inline void add_line(store::Database& db, std::int64_t id) {
    execute(db, insert_line_text, {id, append_id_time(id)});
}

// Nine lines, a second each, in three seals of three, and a head that is signed after the second
// seal.
struct SealedNine {
    explicit SealedNine(store::Database& database) : db(database) {
        for (int i = 0; i < 9; ++i) {
            ids.push_back(id_at(noon + std::chrono::seconds{i}));
            add_line(db, ids.back());
            if (i % 3 == 2) outcomes.push_back(run(seal_next(sealer, now(i + 1))).outcome);
            if (i == 5) run(sign_day(sealer, now(i + 1)));
        }
    }
    static Time now(int second) { return noon + std::chrono::seconds{second}; }
    [[nodiscard]] Report verified(const std::optional<HeadsFile>& file = {}) {
        return run(verify(db, key, file, noon + std::chrono::hours{3}));
    }

    store::Database& db;
    crypto::SigningKey key = crypto::SigningKey::in_memory();
    Sealer sealer{db, key, 1};
    std::vector<std::int64_t> ids;
    std::vector<Look::Outcome> outcomes;
};

}  // namespace sparekey::journal

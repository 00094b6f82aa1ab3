#include "sparekeyd/journal_command.h"

#include <doctest/doctest.h>

#include "base/run.h"
#include "sparekeyd/journal_jobs.h"
#include "store/scratch.h"
#include "test/scratch.h"

using namespace sparekey;
using namespace sparekey::sparekeyd;
using namespace std::chrono_literals;

TEST_CASE("a report says each finding on a line, and what was counted") {
    journal::Report report;
    report.lines = 1'000;
    report.seals = 3;
    report.late_lines = 2;
    report.heads = 4;
    CHECK(report_of(report, 500ms) ==
          "1000 lines under 3 seals, 2 of them sealed late; 4 signed heads, 0 in the file\n"
          "0.5 s, 2000 lines a second\n"
          "The journal is whole.\n");
    report.found = 3;
    report.unsealed = 5;
    report.findings = {{journal::Wrong::line_missing, "line 7"},
                       {journal::Wrong::cut_off, "the head"}};
    const auto text = report_of(report, 500ms);
    CHECK(text.starts_with("line_missing: line 7\ncut_off: the head\nand 1 more\n"));
    CHECK(text.find("5 lines wait for their seal\n") != std::string::npos);
    CHECK(text.ends_with("The journal is not as it was: 3 findings.\n"));
}

// Everything that sparekeyd links is in this list: a sweep or a closing that took a line away would
// leave a gap in the chain.
TEST_CASE("no change of the program alters or deletes a line of the journal") {
    for (const auto* save : store::all_saves()) {
        const std::string_view sql = save->sql();
        CHECK_MESSAGE(sql.find("DELETE FROM journal") == std::string_view::npos, sql);
        CHECK_MESSAGE(sql.find("UPDATE journal") == std::string_view::npos, sql);
    }
}

TEST_CASE("what hinders sealing warns, and is taken back when it is over") {
    store::for_each_engine([](store::Scratch& scratch) {
        auto& db = scratch.database();
        const test::ScratchFolder folder;
        const auto key = crypto::SigningKey::in_memory();
        JournalKeeper keeper{db, key, folder / "none" / "heads"};
        const auto jobs = keeper.jobs();
        const auto perform = [&](const std::string& name, Time now) {
            for (const auto& job : jobs) {
                if (job.name == name) static_cast<void>(run(job.batch(now)));
            }
        };
        const auto add = [&db](std::int64_t id, Time at) {
            std::function<void(store::Transaction&)> f = [&](store::Transaction& tx) {
                tx.execute(
                    "INSERT INTO journal (line_id, account_id, previous, at, kind, client, detail)"
                    " VALUES ($1, 11, 0, $2, 'signed_in', '', '')",
                    {id, at});
            };
            run(db.transact(AccountId{}, f));
        };
        const Time noon{1'800'000'000s};
        // By a clock that was an hour ahead: it settles only then.
        add((to_micros(noon) + 3'600'000'000) << 11, noon);
        perform("journal_seal", noon + 59s);
        CHECK_FALSE(keeper.warns());
        perform("journal_seal", noon + 61s);
        CHECK(keeper.warns());
        perform("journal_seal", noon + 61min);
        perform("journal_seal", noon + 61min);
        CHECK_FALSE(keeper.warns());

        perform("journal_heads", noon + 61min);  // Its folder is missing.
        CHECK(keeper.warns());
        std::filesystem::create_directory(folder / "none");
        perform("journal_heads", noon + 61min);
        CHECK_FALSE(keeper.warns());
        CHECK(std::filesystem::exists(folder / "none" / "heads"));
    });
}

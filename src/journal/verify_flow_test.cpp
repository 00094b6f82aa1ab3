#include "journal/verify_flow.h"

#include <doctest/doctest.h>

#include <set>

#include "journal/chain_double.h"
#include "journal/journal.h"

using namespace sparekey;
using namespace sparekey::journal;
using namespace std::chrono_literals;
using store::Scratch;

namespace {

// What is found after `tampering`, each kind once.
using Kinds = std::set<Wrong>;
Kinds kinds_of(const Report& report) {
    Kinds kinds;
    for (const auto& finding : report.findings) kinds.insert(finding.wrong);
    return kinds;
}

std::string texts_of(const Report& report) {
    std::string texts;
    for (const auto& finding : report.findings)
        texts += std::string{slug(finding.wrong)} + ": " + finding.text + "\n";
    return texts;
}

bool mentions(const Report& report, const std::string& words) {
    return texts_of(report).find(words) != std::string::npos;
}

using Change = std::function<void(SealedNine&)>;
using Check = std::function<void(SealedNine&, const Report&)>;

// Each change on a journal of its own, in a database that serves for all.
void tamper_each(const std::vector<Change>& changes, const Check& check) {
    store::for_each_engine([&](Scratch& scratch) {
        for (std::size_t i = 0; i < changes.size(); ++i) {
            CAPTURE(i);
            for (const auto* clear : {"DELETE FROM journal", "DELETE FROM journal_seal",
                                      "DELETE FROM journal_head", "DELETE FROM lease"})
                execute(scratch.database(), clear);
            SealedNine nine{scratch.database()};
            REQUIRE(nine.verified().found == 0);
            changes[i](nine);
            const auto report = nine.verified();
            INFO(texts_of(report));
            check(nine, report);
        }
    });
}

void tamper(const Change& change, const Check& check) { tamper_each({change}, check); }

// One change for each text.
std::vector<Change> updates(const std::string& table, const std::vector<std::string>& columns,
                            const std::string& where) {
    std::vector<Change> changes;
    for (const auto& column : columns) {
        changes.emplace_back([sql = "UPDATE " + table + " SET " + column +
                                    where](SealedNine& nine) { execute(nine.db, sql); });
    }
    return changes;
}

HeadsFile file_of(SealedNine& nine) {
    std::function<std::vector<Head>(store::Reader&)> read = [](store::Reader& reader) {
        return read_heads(reader, -1, 100);
    };
    return {run(nine.db.read(std::move(read))), 0};
}

}  // namespace

TEST_CASE("every finding has a slug of its own") {
    std::set<std::string_view> seen;
    for (int i = 0; i < wrong_count; ++i) CHECK(seen.insert(slug(static_cast<Wrong>(i))).second);
    CHECK(slug(Wrong::line_changed) == "line_changed");
    CHECK(slug(Wrong::cut_off) == "cut_off");
    CHECK(slug(Wrong::heads_not_understood) == "heads_not_understood");
}

TEST_CASE("a journal that nobody touched is found whole, and counted") {
    store::for_each_engine([](Scratch& scratch) {
        SealedNine nine{scratch.database()};
        for (const auto outcome : nine.outcomes) CHECK(outcome == Look::Outcome::sealed);
        add_line(nine.db, id_at(noon + 10s));
        const auto report = nine.verified(file_of(nine));
        CHECK(report.found == 0);
        CHECK(report.seals == 3);
        CHECK(report.lines == 9);
        CHECK(report.heads == 1);
        CHECK(report.file_heads == 1);
        CHECK(report.unsealed == 1);
        CHECK(report.unsealed_since == append_id_time(id_at(noon + 10s)));
    });
}

TEST_CASE("a line that was changed is named, whichever column it is") {
    const auto fifth = std::to_string(id_at(noon + 4s));
    const auto changes =
        updates("journal",
                {"account_id = 12", "previous = 1", "at = at + 1", "kind = 'signed_out'",
                 "client = '203.0.113.8'", "detail = ''", "client = '203.0.113.73', detail = ''"},
                " WHERE line_id = " + fifth);
    tamper_each(changes, [&](SealedNine&, const Report& report) {
        CHECK(report.found == 1);
        CHECK(kinds_of(report) == Kinds{Wrong::line_changed});
        CHECK(mentions(report, "line " + fifth + " of 2027-01-15 08:00:04 UTC"));
        CHECK(mentions(report, "(seal 2)"));
    });
}

TEST_CASE("a line that was moved is missed where it was and found where it is") {
    tamper(
        [](SealedNine& nine) {
            execute(nine.db, "UPDATE journal SET line_id = line_id + 1 WHERE line_id = $1",
                    {nine.ids[4]});
        },
        [](SealedNine&, const Report& report) {
            CHECK(kinds_of(report) == Kinds{Wrong::line_missing, Wrong::line_inserted});
        });
}

TEST_CASE("a line that is missing is named: one in the middle, the first and the last") {
    for (const std::size_t which : {4u, 0u, 8u}) {
        tamper(
            [&](SealedNine& nine) {
                execute(nine.db, "DELETE FROM journal WHERE line_id = $1", {nine.ids[which]});
            },
            [&](SealedNine& nine, const Report& report) {
                CHECK(report.found == 1);
                CHECK(kinds_of(report) == Kinds{Wrong::line_missing});
                CHECK(mentions(report, "line " + std::to_string(nine.ids[which]) + " "));
                CHECK(mentions(report, "the first of the journal") == (which == 0));
                CHECK(mentions(report, "the last that is sealed") == (which == 8));
            });
    }
}

TEST_CASE("a line that was inserted is named, wherever it was put") {
    const auto fifth = id_at(noon + 4s);
    std::vector<Change> changes;
    for (const auto id :
         {fifth + 1, fifth - 1, id_at(noon) - 1, id_at(noon + 8s) - 1, std::int64_t{1},
          std::int64_t{0}, std::int64_t{-5}, std::numeric_limits<std::int64_t>::min()}) {
        changes.emplace_back([id](SealedNine& nine) {
            execute(nine.db, insert_line_text, {id, noon});
        });
    }
    tamper_each(changes, [](SealedNine&, const Report& report) {
        CHECK(report.found == 1);
        CHECK(kinds_of(report) == Kinds{Wrong::line_inserted});
    });
    tamper(
        [&](SealedNine& nine) {
            execute(nine.db, insert_line_text, {fifth + 1, noon});
        },
        [&](SealedNine&, const Report& report) {
            CHECK(mentions(report, "line " + std::to_string(fifth + 1) + " "));
        });
}

TEST_CASE("a seal that was changed is named, whichever column it is") {
    const auto changes = updates(
        "journal_seal",
        {"previous = digest", "after_id = after_id + 1", "upto_id = upto_id + 1", "late = NOT late",
         "sealed_at = sealed_at + 1", "line_count = line_count - 1", "entries = lines_digest",
         "entries = mac", "lines_digest = digest", "digest = lines_digest"},
        " WHERE position = 2");
    tamper_each(changes, [](SealedNine&, const Report& report) {
        CHECK(kinds_of(report).contains(Wrong::seal_changed));
        CHECK(mentions(report, "seal 2"));
    });
    tamper(
        [](SealedNine& nine) {
            execute(nine.db, "UPDATE journal_seal SET mac = digest WHERE position = 2");
        },
        [](SealedNine&, const Report& report) {
            CHECK(kinds_of(report) == Kinds{Wrong::seal_unauthentic});
        });
}

TEST_CASE("a line that was changed and sealed again with another key does not pass") {
    tamper(
        [](SealedNine& nine) {
            execute(nine.db, "DELETE FROM journal_seal WHERE position = 3");
            execute(nine.db, "UPDATE journal SET kind = 'signed_out' WHERE line_id = $1",
                    {nine.ids[7]});
            const auto stolen = crypto::SigningKey::in_memory();
            Sealer thief{nine.db, stolen, 1};
            CHECK(run(seal_next(thief, noon + 1min)).lines == 3);
        },
        [](SealedNine&, const Report& report) {
            CHECK(report.found == 1);
            CHECK(kinds_of(report) == Kinds{Wrong::seal_unauthentic});
            CHECK(mentions(report, "seal 3"));
        });
}

TEST_CASE("a line that only begins like the one that was sealed does not pass") {
    tamper(
        [](SealedNine& nine) {
            // As if somebody had found another line with the same first eight octets.
            std::function<void(store::Transaction&)> seal_again = [&](store::Transaction& tx) {
                tx.execute("DELETE FROM journal_seal WHERE position = 3");
                const auto before =
                    tx.query("SELECT digest FROM journal_seal WHERE position = 2")[0].bytes(0);
                ChainEnd end{2, {}};
                std::copy(before.begin(), before.end(), end.digest.begin());
                auto lines = seals_of(
                    tx.query("SELECT line_id, account_id, previous, at, kind, client, detail"
                             " FROM journal WHERE line_id > $1 ORDER BY line_id",
                             {nine.ids[5]}));
                lines[1].digest.back() ^= std::byte{1};
                CHECK(append_seal(
                    tx, make_seal(nine.key, end, {nine.ids[5], nine.ids[8]}, false, lines, noon)));
            };
            run(nine.db.transact(AccountId{}, seal_again));
        },
        [](SealedNine&, const Report& report) {
            CHECK(kinds_of(report) == Kinds{Wrong::line_changed});
            CHECK(mentions(report, "which cannot be told"));
        });
}

TEST_CASE("seals that are missing are named: the first, one in the middle") {
    tamper(
        [](SealedNine& nine) { execute(nine.db, "DELETE FROM journal_seal WHERE position = 1"); },
        [](SealedNine&, const Report& report) {
            CHECK(kinds_of(report) == Kinds{Wrong::seal_missing});
            CHECK(mentions(report, "seals 1 to 1"));
        });
    tamper(
        [](SealedNine& nine) { execute(nine.db, "DELETE FROM journal_seal WHERE position = 2"); },
        [](SealedNine&, const Report& report) {
            CHECK(kinds_of(report) == Kinds{Wrong::seal_missing});
            CHECK(mentions(report, "seals 2 to 2"));
        });
}

TEST_CASE("what a signed head knows cannot be cut off, nor sealed anew") {
    tamper(
        [](SealedNine& nine) {
            execute(nine.db, "DELETE FROM journal_seal WHERE position >= 2");
            execute(nine.db, "DELETE FROM journal WHERE line_id > $1", {nine.ids[2]});
        },
        [](SealedNine&, const Report& report) {
            CHECK(kinds_of(report) == Kinds{Wrong::cut_off});
            CHECK(mentions(report, "knows seal 2; the database ends with seal 1"));
        });
    tamper(
        [](SealedNine& nine) {
            execute(nine.db, "DELETE FROM journal_seal WHERE position >= 2");
            execute(nine.db, "DELETE FROM journal WHERE line_id = $1", {nine.ids[4]});
            Sealer again{nine.db, nine.key, 1};
            CHECK(run(seal_next(again, noon + 1min)).lines == 5);
        },
        [](SealedNine&, const Report& report) {
            CHECK(kinds_of(report) == Kinds{Wrong::head_differs});
        });
}

TEST_CASE("a head that was changed is found") {
    const auto changes =
        updates("journal_head",
                {"digest = signature", "position = position - 1", "signed_at = signed_at + 1",
                 "day = day + 1", "signature = digest"},
                "");
    tamper_each(changes, [](SealedNine&, const Report& report) {
        CHECK(kinds_of(report) == Kinds{Wrong::head_forged});
    });
}

TEST_CASE("a file of heads finds what was cut off with its heads") {
    store::for_each_engine([](Scratch& scratch) {
        SealedNine nine{scratch.database()};
        run(sign_day(nine.sealer, noon + 24h));
        auto file = file_of(nine);
        execute(nine.db, "DELETE FROM journal_head WHERE position = 3");
        auto report = nine.verified(file);
        CHECK(kinds_of(report) == Kinds{Wrong::head_missing});

        execute(nine.db, "DELETE FROM journal_seal WHERE position = 3");
        execute(nine.db, "DELETE FROM journal WHERE line_id > $1", {nine.ids[5]});
        CHECK(nine.verified().found == 0);  // Without the file nobody could know.
        report = nine.verified(file);
        CHECK(kinds_of(report) == Kinds{Wrong::head_missing, Wrong::cut_off});
        CHECK(mentions(report, "the file"));

        file.heads[0].end.digest[0] ^= std::byte{1};
        CHECK(kinds_of(nine.verified(file)).contains(Wrong::head_forged));
        file.lines_not_understood = 2;
        CHECK(kinds_of(nine.verified(file)).contains(Wrong::heads_not_understood));
    });
}

TEST_CASE("an account whose newest line was cut off before anybody sealed it is named") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        SealedNine nine{db};
        std::function<void(store::Transaction&)> sign_up = [](store::Transaction& tx) {
            tx.create_guard({});
            append(tx, AccountId{42}, {Kind::signed_up, "", ""});
        };
        run(db.transact(AccountId{42}, sign_up));
        CHECK(nine.verified().found == 0);
        execute(db, "DELETE FROM journal WHERE account_id = 42");
        const auto report = nine.verified();
        CHECK(kinds_of(report) == Kinds{Wrong::newest_line_missing});
        CHECK(mentions(report, "account 42 "));
    });
}

TEST_CASE("more findings than are kept are counted") {
    store::for_each_engine([](Scratch& scratch) {
        auto& db = scratch.database();
        const auto key = crypto::SigningKey::in_memory();
        Sealer sealer{db, key, 1};
        std::function<void(store::Transaction&)> add = [](store::Transaction& tx) {
            for (std::int64_t i = 0; i < 1'100; ++i)
                tx.execute(insert_line_text, {id_at(noon + std::chrono::microseconds{i}), noon});
        };
        run(db.transact(AccountId{}, add));
        CHECK(run(seal_next(sealer, noon + 1min)).lines == 1'100);
        execute(db, "UPDATE journal SET detail = 'x'");
        const auto report = run(verify(db, key, {}, noon + 2h));
        CHECK(report.found == 1'100);
        CHECK(report.findings.size() == findings_max);
    });
}

#include "sparekeyd/evidence_start.h"

#include <optional>
#include <string>

#include "base/failure.h"
#include "base/log.h"
#include "base/run.h"
#include "evidence/doubles.h"
#include "evidence/proof_table.h"

namespace sparekey::sparekeyd {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view meta_name = "evidence_keys";
constexpr const char* own_program = "/proc/self/exe";

[[noreturn]] void refuse(const std::string& what) { throw Failure(Failure::Kind::refused, what); }

std::optional<std::string> remembered_in(store::Database& db) {
    std::function<std::optional<std::string>(store::Reader&)> read =
        [](store::Reader& reader) -> std::optional<std::string> {
        const auto rows = reader.query("SELECT value FROM meta WHERE name = $1", {meta_name});
        if (rows.empty()) return std::nullopt;
        return rows.front().text(0);
    };
    return run(db.read(std::move(read)));
}

void remember(store::Database& db, const std::string& id) {
    std::function<void(store::Transaction&)> write = [&](store::Transaction& tx) {
        tx.execute("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
                   {meta_name, id});
    };
    run(db.transact<void>(AccountId{}, std::move(write)));
}

evidence::Options options_of(const Configuration& configuration) {
    const auto& given = configuration.evidence;
    evidence::Options options;
    options.folder = given.folder;
    options.key_file = given.key_file;
    options.backups = given.key_backups;
    options.decoder = std::filesystem::read_symlink(own_program);
    options.ffprobe = given.ffprobe;
    options.decoders = given.decoders;
    options.keep_free = static_cast<std::uint64_t>(given.keep_free_mib) * 1024 * 1024;
    return options;
}

Job job(std::string name, Duration every, std::function<Awaitable<std::int64_t>(Time)> batch) {
    return {std::move(name), every, std::move(batch)};
}

// A good proof is quiet; a bad one is an alarm each time.
Awaitable<std::int64_t> prove(evidence::Store& store, store::Database& db, Time now) {
    const auto proof = co_await store.prove(now);
    if (!proof.is_good())
        log::error(
            "evidence_not_destroyed",
            {{"tried", proof.tried}, {"opened", proof.opened}, {"can_tell", proof.can_tell}});
    std::function<void(store::Transaction&)> keep = [&](store::Transaction& tx) {
        evidence::save_proof(tx, proof, now);
    };
    co_await db.transact<void>(AccountId{}, std::move(keep));
    co_return 0;
}

Awaitable<std::int64_t> forget(store::Database& db, Time now) {
    std::function<std::int64_t(store::Transaction&)> some = [now](store::Transaction& tx) {
        return evidence::forget_pictures(tx, now);
    };
    co_return co_await db.transact<std::int64_t>(AccountId{}, std::move(some));
}

}  // namespace

std::unique_ptr<evidence::Store> open_evidence(const Configuration& configuration,
                                               const crypto::KeyRing& ring, store::Database& db) {
    const auto& file = configuration.evidence.key_file;
    const auto remembered = remembered_in(db);
    if (!std::filesystem::exists(file)) {
        if (remembered) {
            refuse(file.string() +
                   ": is missing, and evidence was sealed with it. Restore it from its own backups "
                   "in evidence.key_backups");
        }
        evidence::KeyFile::create(file, ring);
    }
    auto store = std::make_unique<evidence::Store>(ring, options_of(configuration));
    const auto id = to_hex(store->key_file_id());
    if (remembered && *remembered != id)
        refuse(file.string() + ": is not the evidence key file that the database was used with");
    if (!remembered) remember(db, id);
    return store;
}

std::vector<Job> evidence_jobs(evidence::Store& store, store::Database& db) {
    std::vector<Job> jobs;
    // The day's copy is written anew with each: a key that was destroyed since is not in it.
    jobs.push_back(job("evidence_key_backup", 1h, [&](Time now) -> Awaitable<std::int64_t> {
        co_await store.back_up_keys(now);
        co_return 0;
    }));
    jobs.push_back(job("evidence_rewrap", 1h, [&](Time) -> Awaitable<std::int64_t> {
        co_return co_await store.wrap_anew();
    }));
    jobs.push_back(job("evidence_leftovers", 15min, [&](Time) -> Awaitable<std::int64_t> {
        static_cast<void>(co_await store.remove_leftovers());
        co_return 0;
    }));
    jobs.push_back(job("evidence_proof", 24h, [&](Time now) -> Awaitable<std::int64_t> {
        co_return co_await prove(store, db, now);
    }));
    jobs.push_back(job("evidence_pictures", 24h, [&](Time now) -> Awaitable<std::int64_t> {
        co_return co_await forget(db, now);
    }));
    return jobs;
}

}  // namespace sparekey::sparekeyd

#include "sparekeyd/start.h"

#include <sys/stat.h>

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/failure.h"
#include "base/run.h"
#include "sparekeyd/build_info.h"
#include "store/postgres.h"
#include "store/sqlite.h"

namespace sparekey::sparekeyd {
namespace {

constexpr std::string_view ring_name = "key_ring";
constexpr std::string_view pepper_name = "pepper";
constexpr std::string_view journal_name = "journal_key";

[[noreturn]] void refuse(const std::string& what) { throw Failure(Failure::Kind::refused, what); }

// What the database remembers; rows of no account.
struct Remembered {
    std::optional<Bytes> ring;
    std::optional<Bytes> pepper;
    std::optional<Bytes> journal;
};

std::optional<Bytes> fingerprint_in(const store::Rows& rows, const std::string& name) {
    if (rows.empty()) return std::nullopt;
    auto octets = parse_hex(rows.front().text(0));
    if (!octets) refuse("the database's table meta holds no fingerprint as " + name);
    return octets;
}

Remembered remembered_in(store::Database& db) {
    std::function<Remembered(store::Reader&)> read = [](store::Reader& reader) {
        constexpr std::string_view select = "SELECT value FROM meta WHERE name = $1";
        Remembered found;
        found.ring = fingerprint_in(reader.query(select, {ring_name}), "key_ring");
        found.pepper = fingerprint_in(reader.query(select, {pepper_name}), "pepper");
        found.journal = fingerprint_in(reader.query(select, {journal_name}), "journal_key");
        return found;
    };
    return run(db.read(std::move(read)));
}

void remember(store::Database& db, const Keys& keys) {
    const auto ring = to_hex(keys.ring.fingerprint());
    const auto pepper = to_hex(keys.pepper.fingerprint());
    const auto journal = to_hex(keys.journal.public_key());
    std::function<bool(store::Transaction&)> write = [&](store::Transaction& tx) {
        constexpr std::string_view upsert =
            "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value "
            "= excluded.value";
        tx.execute(upsert, {ring_name, ring});
        tx.execute(upsert, {pepper_name, pepper});
        tx.execute(upsert, {journal_name, journal});
        return true;
    };
    static_cast<void>(run(db.transact(AccountId{}, std::move(write))));
}

void refuse_missing(const std::filesystem::path& file, bool used_before) {
    if (std::filesystem::exists(file)) return;
    if (used_before) {
        refuse(file.string() +
               ": is missing, and the database was used with it. Restore it from its backup; a new "
               "one cannot open what is "
               "sealed there");
    }
    refuse(file.string() +
           ": is missing. `sparekeyd keys create` makes it, and so does the first `sparekeyd run "
           "--create`");
}

// A database of an earlier program, of which nothing was sealed yet.
bool lacks_first_journal_key(const Configuration& configuration, const Remembered& remembered) {
    return (remembered.ring || remembered.pepper) && !remembered.journal &&
           !std::filesystem::exists(configuration.keys.journal_file);
}

Keys load_matching(const Configuration& configuration, const Remembered& remembered) {
    const auto& [ring_file, pepper_file, journal_file] = configuration.keys;
    const bool used_before = remembered.ring || remembered.pepper;
    refuse_missing(ring_file, used_before);
    refuse_missing(pepper_file, used_before);
    if (remembered.journal && !std::filesystem::exists(journal_file)) {
        refuse(journal_file.string() +
               ": is missing, and the journal was sealed with it. Restore it from its backup, or "
               "copy it from another daemon of this database");
    }
    refuse_missing(journal_file, false);
    Keys keys{crypto::KeyRing::load(ring_file), crypto::Pepper::load(pepper_file),
              crypto::SigningKey::load(journal_file)};
    if (remembered.ring && !keys.ring.continues(*remembered.ring)) {
        refuse(ring_file.string() +
               ": is not the key ring that the database was used with, or a key of it is gone");
    }
    if (remembered.pepper && keys.pepper.fingerprint() != *remembered.pepper) {
        refuse(pepper_file.string() + ": is not the pepper that the database was used with");
    }
    if (remembered.journal && to_bytes(keys.journal.public_key()) != *remembered.journal) {
        refuse(journal_file.string() + ": is not the key that the journal is sealed with");
    }
    return keys;
}

}  // namespace

Time earliest_now() { return Time{std::chrono::seconds{build_day_s}} - std::chrono::hours{24}; }

void check_clock(Time now) {
    if (now >= earliest_now()) return;
    refuse(
        "the system's clock is wrong: it shows a time before this program was built. Set it, then "
        "start again");
}

void create_var_folder(const Configuration& configuration) {
    const auto& folder = configuration.var.folder;
    if (std::filesystem::exists(folder)) return;
    std::error_code wrong;
    std::filesystem::create_directories(folder, wrong);
    if (wrong || ::chmod(folder.c_str(), 0700) != 0)
        refuse("var.folder " + folder.string() + " cannot be made");
}

std::unique_ptr<store::Database> open_database_as_it_is(const Configuration& configuration,
                                                        bool create, store::Clock clock) {
    if (!configuration.on_sqlite()) {
        store::PostgresOptions options;
        options.url = configuration.store.url;
        options.clock = std::move(clock);
        return store::open_postgres(std::move(options));
    }
    const auto file = configuration.sqlite_file();
    if (!create && !std::filesystem::exists(file)) {
        refuse(file.string() + ": is missing. The first `sparekeyd run --create` makes it");
    }
    store::SqliteOptions options;
    options.path = file.string();
    options.clock = std::move(clock);
    options.cache_mib = configuration.store.cache_mib;
    options.mmap_mib = configuration.store.mmap_mib;
    return store::open_sqlite(std::move(options));
}

std::unique_ptr<store::Database> open_database_beside(const Configuration& configuration) {
    if (!configuration.on_sqlite()) return open_database_as_it_is(configuration, false);
    store::SqliteOptions options;
    options.path = configuration.sqlite_file().string();
    options.cache_mib = configuration.store.cache_mib;
    options.mmap_mib = configuration.store.mmap_mib;
    return store::open_sqlite_beside(options);
}

std::unique_ptr<store::Database> open_database(const Configuration& configuration, bool create,
                                               store::Clock clock) {
    auto db = open_database_as_it_is(configuration, create, std::move(clock));
    if (configuration.on_sqlite() || create) db->migrate();
    if (const auto why = db->unready()) refuse("the database is not ready: " + *why);
    db->check();
    return db;
}

int create_key_files(const Configuration& configuration, Time now) {
    int made = 0;
    if (!std::filesystem::exists(configuration.keys.ring_file)) {
        crypto::KeyRing::create(configuration.keys.ring_file, now);
        ++made;
    }
    if (!std::filesystem::exists(configuration.keys.pepper_file)) {
        crypto::Pepper::create(configuration.keys.pepper_file);
        ++made;
    }
    if (!std::filesystem::exists(configuration.keys.journal_file)) {
        crypto::SigningKey::create(configuration.keys.journal_file);
        ++made;
    }
    return made;
}

Keys load_keys(const Configuration& configuration, store::Database& db, bool create) {
    const auto remembered = remembered_in(db);
    const bool used_before = remembered.ring || remembered.pepper;
    if (create && !used_before) create_key_files(configuration, wall_clock());
    if (lacks_first_journal_key(configuration, remembered))
        crypto::SigningKey::create(configuration.keys.journal_file);
    auto keys = load_matching(configuration, remembered);
    const bool ring_grew = remembered.ring && *remembered.ring != keys.ring.fingerprint();
    if (!remembered.ring || !remembered.pepper || !remembered.journal || ring_grew)
        remember(db, keys);
    return keys;
}

void compare_keys(const Configuration& configuration, store::Database& db) {
    const auto remembered = remembered_in(db);
    if (lacks_first_journal_key(configuration, remembered)) return;  // The next start makes it.
    static_cast<void>(load_matching(configuration, remembered));
}

}  // namespace sparekey::sparekeyd

#include "test/model/world_double.h"

#include <sqlite3.h>

#include <latch>

#include "account/link.h"
#include "crypto/seal.h"
#include "store/sqlite.h"
#include "store/sqlite/faulty_vfs_double.h"

namespace sparekey::model {
namespace {

using namespace std::chrono_literals;
using store::Engine;
using store::sqlite::faults;

// A server's work is done long before; this bounds a wait for one that had nothing to do.
constexpr auto lost_answer_wait = 50ms;

std::unique_ptr<store::postgres::Proxy> proxy_for(Engine engine) {
    if (engine != Engine::postgresql) return nullptr;
    return std::make_unique<store::postgres::Proxy>();
}

}  // namespace

std::string_view name_of(Fault fault) {
    switch (fault) {
    case Fault::none: return "no fault";
    case Fault::full_hash_queue: return "full hash queue";
    case Fault::failing_write: return "failing write";
    case Fault::failing_flush: return "failing flush";
    case Fault::cut_wire: return "cut wire";
    case Fault::lost_answer: return "lost answer";
    }
    return "";
}

const std::vector<Fault>& faults_of(Engine engine) {
    static const std::vector<Fault> disk{Fault::full_hash_queue, Fault::failing_write,
                                         Fault::failing_flush};
    static const std::vector<Fault> wire{Fault::full_hash_queue, Fault::cut_wire,
                                         Fault::lost_answer};
    return engine == Engine::postgresql ? wire : disk;
}

FullPool::FullPool() {
    std::latch running{1};
    std::latch waiting{1};
    auto keep_busy = [this, &running]() -> Awaitable<void> {
        std::function<int()> wait = [this, &running] {
            running.count_down();
            gate_.get_future().wait();
            return 0;
        };
        co_await pool.run<int>(std::move(wait));
    };
    auto stand_in_line = [this]() -> Awaitable<void> {
        std::function<int()> nothing = [] { return 0; };
        co_await pool.run<int>(std::move(nothing));
    };
    const auto ended = [](std::exception_ptr thrown) {
        if (thrown) std::rethrow_exception(thrown);
    };
    auto work = boost::asio::make_work_guard(io_);
    boost::asio::co_spawn(io_, keep_busy(), ended);
    thread_ = std::thread{[this] { io_.run(); }};
    running.wait();
    boost::asio::co_spawn(io_, stand_in_line(), ended);
    boost::asio::post(io_, [&] { waiting.count_down(); });
    waiting.wait();
}

FullPool::~FullPool() {
    gate_.set_value();
    thread_.join();
}

World::World(Engine engine)
    : proxy_(proxy_for(engine)),
      house_(engine),
      person_(house_.person("ada@example.org", true, password_text(0))),
      database_(open()),
      seen_(proxy_ ? &house_.scratch.database() : database_.get()),
      services_{*database_, house_.ring, house_.pepper, house_.hashes, house_.settings},
      refusing_{*database_, house_.ring, house_.pepper, full_.pool, house_.settings} {
    if (proxy_) rival_ = std::make_unique<store::postgres::Rival>(house_.scratch);
    learn_key(person_.key);
    learn_codes(person_.codes);
    take_note();
}

World::~World() { mend(); }

std::unique_ptr<store::Database> World::open() {
    const auto clock = [this] {
        tick();
        return house_.now();
    };
    if (proxy_) {
        store::PostgresOptions options;
        options.url = store::postgres_url(house_.scratch.place()) + proxy_->host();
        options.answer_wait = 1min;
        options.limits = store::patient();
        options.clock = clock;
        return store::open_postgres(std::move(options));
    }
    faults();
    house_.scratch.close();
    store::SqliteOptions options;
    options.path = house_.scratch.place() + "/sparekey.db";
    options.vfs = store::sqlite::faulty_vfs;
    options.limits = store::patient();
    options.clock = clock;
    return store::open_sqlite(std::move(options));
}

// The store asks for the time whenever it takes something in or decides: that is when a wire dies.
void World::tick() {
    if (ticks_left_.load() < 0 || ticks_left_.fetch_sub(1) != 0) return;
    if (fault_ == Fault::cut_wire) proxy_->cut();
    if (fault_ == Fault::lost_answer) {
        proxy_->mute();
        muted_ = true;
    }
}

void World::break_down(Fault fault, int patience) {
    fault_ = fault;
    if (fault == Fault::failing_write) {
        faults().writes_left = patience;
        faults().write = SQLITE_FULL;
    }
    if (fault == Fault::failing_flush) faults().sync = SQLITE_IOERR_FSYNC;
    if (fault == Fault::cut_wire || fault == Fault::lost_answer) {
        write_id_before_ = write_id();
        ticks_left_ = patience;
    }
}

std::string World::write_id() {
    return rival_->ask("SELECT write_id FROM guard WHERE account_id = " +
                       std::to_string(person_.who.value));
}

void World::watch() {
    if (!muted_) return;
    const auto until = std::chrono::steady_clock::now() + lost_answer_wait;
    while (write_id() == write_id_before_ && std::chrono::steady_clock::now() < until) {
        std::this_thread::yield();
    }
    muted_ = false;
    proxy_->cut();
}

void World::mend() {
    ticks_left_ = -1;
    watch();
    faults().write = faults().sync = faults().writes_left = 0;
    fault_ = Fault::none;
}

store::Rows World::rows(const std::string& sql, store::Values more) {
    store::Values values{person_.who};
    for (auto& one : more) values.push_back(std::move(one));
    std::function<store::Rows(store::Reader&)> read = [&](store::Reader& reader) {
        return reader.query(sql, values);
    };
    return run(seen().read<store::Rows>(std::move(read)));
}

std::string World::password_text(int count) {
    return "a long winter evening " + std::to_string(count);
}

void World::learn(std::vector<Named>& kind, char letter, const account::Token& token) {
    auto name = letter + std::to_string(names_.size());
    names_[to_hex(token.digest())] = name;
    kind.push_back({std::move(name), token.clone()});
}

void World::learn_key(const crypto::Secret& key) {
    auto name = "k" + std::to_string(secrets.keys.size());
    secrets.keys.emplace(std::move(name), key.clone());
}

void World::learn_codes(const otp::BackupCodes& codes) {
    auto& texts = secrets.sets["b" + std::to_string(secrets.sets.size())];
    for (std::size_t i = 0; i < codes.size(); ++i) texts[i] = codes[i].text();
    set_names_.clear();
}

void World::learn_letters() {
    const auto mails = rows(
        "SELECT mail_id, kind, secret FROM outbox WHERE account_id = $1 AND (kind = "
        "'password_link' OR kind = 'relief_link') ORDER BY mail_id");
    for (const auto& row : mails) {
        const auto id = row.integer(0);
        if (std::exchange(read_letters_[id], true)) continue;
        const auto secret =
            crypto::open(house_.ring, row.bytes(2), outbox::secret_binding(person_.who, id));
        const auto token = account::Token::parse(secret.value().text());
        const bool is_relief = row.text(1) == "relief_link";
        learn(is_relief ? relief_links : reset_links, is_relief ? 'r' : 'l', token.value());
    }
}

}  // namespace sparekey::model

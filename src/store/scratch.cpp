#include "store/scratch.h"

#include <unistd.h>

#include <filesystem>

#include "base/check.h"
#include "store/sqlite.h"

namespace sparekey::store {
namespace {

namespace fs = std::filesystem;

std::string folder_in(const fs::path& parent) {
    auto name = (parent / "sparekey-test-XXXXXX").string();
    ENSURE(::mkdtemp(name.data()) != nullptr);
    return name;
}

std::string place_for(Engine engine) {
    switch (engine) {
        case Engine::sqlite_memory:
            return folder_in(fs::exists("/dev/shm") ? fs::path{"/dev/shm"} : fs::temp_directory_path());
        case Engine::sqlite_disk:
            return folder_in(fs::temp_directory_path());
    }
    ENSURE(false);
}

}  // namespace

std::string_view name_of(Engine engine) {
    switch (engine) {
        case Engine::sqlite_memory:
            return "SQLite in memory";
        case Engine::sqlite_disk:
            return "SQLite on disk";
    }
    ENSURE(false);
}

const std::vector<Engine>& engines() {
    static const std::vector<Engine> all{Engine::sqlite_memory, Engine::sqlite_disk};
    return all;
}

Scratch::Scratch(Engine engine, Limits limits, Clock clock) : engine_(engine), place_(place_for(engine)) {
    reopen(limits, std::move(clock));
    database_->migrate();
}

Scratch::~Scratch() {
    close();
    fs::remove_all(place_);
}

std::unique_ptr<Database> Scratch::open_another(Limits limits, Clock clock) const {
    SqliteOptions options;
    options.path = place_ + "/sparekey.db";
    options.cache_mib = 8;
    options.limits = limits;
    options.clock = std::move(clock);
    return open_sqlite(std::move(options));
}

void Scratch::reopen(Limits limits, Clock clock) {
    close();
    database_ = open_another(limits, std::move(clock));
}

}  // namespace sparekey::store

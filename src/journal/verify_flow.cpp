#include "journal/verify_flow.h"

#include <algorithm>
#include <array>

#include "journal/seal_table.h"
#include "journal/verify.h"

namespace sparekey::journal {
namespace {

constexpr int page_seals = 16;
constexpr int page_heads = 4096;
constexpr int page_accounts = 16'384;

// In the order of Wrong.
constexpr std::array<std::string_view, wrong_count> slugs{
    "line_changed", "line_missing", "line_inserted",    "newest_line_missing",
    "seal_changed", "seal_missing", "seal_unauthentic", "head_forged",
    "head_differs", "head_missing", "cut_off",          "heads_not_understood",
};
static_assert(static_cast<int>(Wrong::heads_not_understood) + 1 == wrong_count);

Awaitable<Sealed> sealed_in(store::Database& db) {
    std::function<Sealed(store::Reader&)> read = read_sealed;
    co_return co_await db.read(std::move(read));
}

Awaitable<std::vector<Head>> heads_in(store::Database& db) {
    std::function<std::vector<Head>(store::Reader&)> read = [](store::Reader& reader) {
        std::vector<Head> heads;
        while (true) {
            const auto page = read_heads(reader, heads.empty() ? -1 : heads.back().day, page_heads);
            heads.insert(heads.end(), page.begin(), page.end());
            if (page.size() < page_heads) return heads;
        }
    };
    co_return co_await db.read(std::move(read));
}

void expect_heads(Walk& walk, const std::vector<Head>& heads,
                  const std::optional<HeadsFile>& file) {
    auto& report = walk.report();
    report.heads = static_cast<std::int64_t>(heads.size());
    for (const auto& head : heads) walk.expect(head, "in the database");
    if (!file) return;
    report.file_heads = static_cast<std::int64_t>(file->heads.size());
    for (const auto& head : file->heads) {
        walk.expect(head, "in the file");
        const auto is_this = [&](const Head& other) { return other.signature == head.signature; };
        if (std::ranges::none_of(heads, is_this))
            walk.complain(Wrong::head_missing,
                          "the file's head of " + day_text(head.day) + " is not in the database");
    }
    if (file->lines_not_understood > 0)
        walk.complain(Wrong::heads_not_understood,
                      std::to_string(file->lines_not_understood) + " lines of the file");
}

// A page of seals with their lines; false at the chain's end.
Awaitable<bool> walk_on(store::Database& db, Walk& walk) {
    std::function<bool(store::Reader&)> read = [&walk](store::Reader& reader) {
        const auto seals = read_seals(reader, walk.position() + 1, page_seals);
        for (const auto& seal : seals) walk.take(reader, seal);
        return !seals.empty();
    };
    co_return co_await db.read(std::move(read));
}

// Each account's guard knows its newest line, which nobody sealed when it was cut off at once.
Awaitable<void> check_newest(store::Database& db, Walk& walk) {
    auto after = std::numeric_limits<std::int64_t>::min();
    while (true) {
        std::function<std::vector<Newest>(store::Reader&)> read = [after](store::Reader& reader) {
            return read_newest(reader, after, page_accounts);
        };
        const auto page = co_await db.read(std::move(read));
        for (const auto& newest : page) {
            after = newest.account;
            if (newest.line == 0 || newest.is_there) continue;
            walk.complain(Wrong::newest_line_missing,
                          "account " + std::to_string(newest.account) + " has no line " +
                              std::to_string(newest.line) + ", its newest");
        }
        if (page.size() < page_accounts) co_return;
    }
}

Awaitable<void> finish(store::Database& db, Walk& walk, Time now) {
    std::function<Unsealed(store::Reader&)> read = [&walk, now](store::Reader& reader) {
        walk.finish(reader, now);
        return read_unsealed(reader, read_sealed(reader).upto_id);
    };
    const auto unsealed = co_await db.read(std::move(read));
    walk.report().unsealed += unsealed.lines;
    walk.report().unsealed_since = unsealed.since;
}

}  // namespace

std::string_view slug(Wrong wrong) { return slugs[static_cast<std::size_t>(wrong)]; }

Awaitable<Report> verify(store::Database& db, const crypto::SigningKey& key,
                         const std::optional<HeadsFile>& file, Time now) {
    const auto heads = co_await heads_in(db);
    // After the heads, so that it is not shorter than what they know.
    const auto sealed = co_await sealed_in(db);
    Walk walk{key, sealed};
    expect_heads(walk, heads, file);
    bool more = true;
    while (more) more = co_await walk_on(db, walk);
    co_await check_newest(db, walk);
    co_await finish(db, walk, now);
    co_return std::move(walk.report());
}

}  // namespace sparekey::journal

// The numbered SQL files of migrations/, compiled into the program.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace sparekey::store {

struct Migration {
    int number;
    std::string_view name;  // The file's, without its extension.
    std::string_view sql;
};

// In order, numbered from 1 without a gap.
[[nodiscard]] std::span<const Migration> migrations();

// The newest schema this program knows.
[[nodiscard]] int newest_schema();

// Where a database remembers what ran.
inline constexpr std::string_view migration_table =
    "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL, applied_at BIGINT NOT NULL,"
    " PRIMARY KEY (number))";

// Throws Failure{refused}: the database was written by a newer program.
[[noreturn]] void refuse_newer_schema(std::int64_t found);

}  // namespace sparekey::store

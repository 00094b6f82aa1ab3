// One SQL text, two engines: what is rewritten before a text is prepared.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace sparekey::store {

enum class Dialect { sqlite, postgresql };

// A statement's text as its engine takes it: `@won` becomes the question whether this change's
// write id stands in the guard (on SQLite that is known), and for SQLite `$n` becomes `?n` (there
// `$2` is a name, numbered by its first appearance: it would fail silently). Failure{refused} on
// any other `@word` outside quotes and comments.
[[nodiscard]] std::string statement_text(std::string_view sql, Dialect dialect);

// A migration's text: `@account_pk`, `@append_id`, `@clustered`, `@hot` become what the engine
// calls them.
[[nodiscard]] std::string migration_text(std::string_view sql, Dialect dialect);

// How often `@won` stands outside quotes and comments; nullopt when another `@word` does.
[[nodiscard]] std::optional<int> count_won(std::string_view sql);

}  // namespace sparekey::store

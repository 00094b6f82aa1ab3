#include "store/postgres/result.h"

#include <charconv>
#include <cstring>

namespace sparekey::store::postgres {
namespace {

// Types by their fixed numbers: src/include/catalog/pg_type.dat of PostgreSQL.
constexpr Oid type_bool = 16;
constexpr Oid type_bytea = 17;
constexpr Oid type_int8 = 20;
constexpr Oid type_int2 = 21;
constexpr Oid type_int4 = 23;
constexpr Oid type_numeric = 1700;

// A sum of BIGINT is numeric.
bool is_integer(Oid type) {
    return type == type_int8 || type == type_int4 || type == type_int2 || type == type_numeric;
}

std::string field(const PGresult* result, int code) {
    const auto* text = PQresultErrorField(result, code);
    return text == nullptr ? "" : text;
}

Failure::Kind kind_of(std::string_view sqlstate) {
    // Appendix A of PostgreSQL's manual: these classes speak of the statement or its values, all
    // others of the server.
    if (sqlstate == "08P01") return Failure::Kind::broken;  // Too few or too many arguments.
    for (const std::string_view of_statement : {"0A", "21", "22", "23", "42", "44"}) {
        if (sqlstate.substr(0, 2) == of_statement) return Failure::Kind::broken;
    }
    return Failure::Kind::unavailable;
}

// The server's words on values are left out: they quote them.
std::string text_of(const PGresult* result) {
    const auto sqlstate = field(result, PG_DIAG_SQLSTATE);
    auto text = "postgresql " + sqlstate;
    if (const auto table = field(result, PG_DIAG_TABLE_NAME); !table.empty())
        text += ", table " + table;
    if (const auto name = field(result, PG_DIAG_CONSTRAINT_NAME); !name.empty())
        text += ", constraint " + name;
    const bool quotes = sqlstate.substr(0, 2) == "22" || sqlstate.substr(0, 2) == "23";
    if (!quotes) text += ": " + field(result, PG_DIAG_MESSAGE_PRIMARY);
    return text;
}

std::int64_t integer_of(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault == std::errc{} && end == text.data() + text.size()) return value;
    throw Failure{Failure::Kind::broken,
                  "a column holds a fraction or too great a number, which no Value can"};
}

Value value_of(const PGresult* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) return Null{};
    const std::string_view text{PQgetvalue(result, row, column),
                                static_cast<std::size_t>(PQgetlength(result, row, column))};
    const auto type = PQftype(result, column);
    if (type == type_bool) return text == "t";
    if (is_integer(type)) return integer_of(text);
    if (type != type_bytea) return text;
    auto octets = text.starts_with("\\x") ? parse_hex(text.substr(2)) : std::nullopt;
    if (!octets) throw Failure{Failure::Kind::broken, "bytea_output is not hex"};
    return *std::move(octets);
}

}  // namespace

Error::Error(const PGresult* result)
    : Failure(kind_of(field(result, PG_DIAG_SQLSTATE)), text_of(result)),
      sqlstate_(field(result, PG_DIAG_SQLSTATE)) {}

bool Error::is_conflict() const {
    return sqlstate_ == "40001" || sqlstate_ == "40P01" || is_lock_timeout();
}

bool Result::is_ok() const { return status() == PGRES_COMMAND_OK || status() == PGRES_TUPLES_OK; }

Rows Result::rows() const {
    const auto* result = result_.get();
    Rows rows;
    rows.reserve(static_cast<std::size_t>(PQntuples(result)));
    for (int row = 0; row < PQntuples(result); ++row) {
        Values values;
        values.reserve(static_cast<std::size_t>(PQnfields(result)));
        for (int column = 0; column < PQnfields(result); ++column) {
            values.push_back(value_of(result, row, column));
        }
        rows.emplace_back(std::move(values));
    }
    return rows;
}

std::int64_t Result::touched() const {
    const std::string_view count = PQcmdTuples(result_.get());
    // A plain SELECT counts its rows here too, DDL counts nothing.
    return count.empty() ? 0 : integer_of(count);
}

}  // namespace sparekey::store::postgres

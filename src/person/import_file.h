// A file in which an operator says who the owners of accounts are: JSON lines, or CSV (RFC 4180)
// with a header. doc/person.md has both. Read a record at a time, however long the file is.
#pragma once
#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "person/claim.h"

namespace sparekey::person {

inline constexpr std::size_t import_line_octets_max = claim_octets_max;

struct ImportedPerson {
    std::string email;  // Canonical.
    std::optional<Record> record;
    std::optional<Facts> facts;
    bool operator==(const ImportedPerson&) const = default;
};

// Why a line is refused: names what is wrong and never what stands there.
struct Unread {
    std::string why;
    bool operator==(const Unread&) const = default;
};
using ImportedLine = std::variant<ImportedPerson, Unread>;

// {"email": ..., "legal_name": ..., "birth_date": ..., "id_number": ..., "phone": ...,
//  "registered_month": ..., "transactions": [...], "deposits": [...]}: a whole record, or facts, or
// both.
[[nodiscard]] ImportedLine parse_json_line(std::string_view line, Time now);
// The same of a person that was read, for those who pass it on.
[[nodiscard]] std::string to_json_line(const ImportedPerson&);

class ImportFile {
   public:
    // Reads the first line, which says what the file is.
    explicit ImportFile(std::istream& from);

    // Why nothing of it can be read: a header with a column that is not known, or lacks one.
    [[nodiscard]] const std::optional<std::string>& fault() const { return fault_; }

    struct Numbered {
        std::size_t line;  // From 1, as editors count.
        ImportedLine what;
    };
    // Empty lines are none. nullopt: that was all.
    [[nodiscard]] std::optional<Numbered> next(Time now);

   private:
    enum class Got { line, too_long, nothing };
    [[nodiscard]] Got read_line(std::string& line);
    [[nodiscard]] ImportedLine parse(const std::string& line, Time now) const;
    void read_header(const std::string& line);

    std::istream& from_;
    std::size_t line_ = 0;
    std::optional<std::string> first_;  // Read already: a line of JSON.
    char separator_ = ',';
    std::vector<std::string> columns_;  // Of CSV; none: JSON lines.
    std::optional<std::string> fault_;
};

// The fields of a line of CSV; nullopt when a quote stands where none may, or is not closed.
[[nodiscard]] std::optional<std::vector<std::string>> csv_fields(std::string_view line,
                                                                 char separator);

}  // namespace sparekey::person

// What the operator knows of accounts' owners, entered a batch at a time: the daemon's side of
// `sparekeyd identity import`.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/known_person.h"
#include "account/services.h"
#include "person/import_file.h"

namespace sparekey::sparekeyd {

inline constexpr std::size_t import_batch_max = 64;  // Changes that share a commit.
inline constexpr std::size_t import_batch_octets_max = std::size_t{128} * 1024;

enum class Taken { added, changed, same, closed, restricted, unknown };
[[nodiscard]] std::string_view slug(Taken);
[[nodiscard]] std::optional<Taken> parse_taken(std::string_view slug);

// One answer for each, in their order; where two are one account's, the later one is entered last.
// Waits for the database: never on an io thread. Throws as Database::change; what was entered until
// then is `same` when it comes again.
[[nodiscard]] std::vector<Taken> enter_people(const account::Services&,
                                              const std::vector<person::ImportedPerson>&);

// The same over admin.sock: {"verb":"identity import","people":[...]} to {"taken":["added", ...]}.
[[nodiscard]] std::string import_request(const std::vector<person::ImportedPerson>&);
// nullopt: the request is of another command.
[[nodiscard]] std::optional<std::string> answer_import(const account::Services&,
                                                       const std::string& request);
// Throws Failure{unavailable} when it is not the answer for so many.
[[nodiscard]] std::vector<Taken> parse_taken_list(const std::string& answer, std::size_t count);

}  // namespace sparekey::sparekeyd

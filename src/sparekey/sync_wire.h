// Changes and marks as they travel between a device and the server: doc/vault.md, "The server".
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "vault/mark.h"
#include "vault/replica.h"

namespace sparekey::terminal {

// 0 when it is missing or no such number.
[[nodiscard]] std::uint64_t number_at(const boost::json::object&, std::string_view name);

[[nodiscard]] boost::json::object entry_json(const vault::Pending&);
// nullopt for what is no change.
[[nodiscard]] std::optional<vault::Change> parse_change(const boost::json::value&);

[[nodiscard]] boost::json::object mark_json(const vault::Mark&);
// The member `mark` of an answer; nullopt when it has none.
[[nodiscard]] std::optional<vault::Mark> parse_mark(const boost::json::object& answer);

// As many as one request may hold. Those that the server knows go apart from new ones: a vault
// that is full takes no new ones. `all` is not empty.
[[nodiscard]] std::vector<vault::Pending> first_of(const std::vector<vault::Pending>& all);

}  // namespace sparekey::terminal

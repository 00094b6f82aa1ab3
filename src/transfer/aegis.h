// Aegis's vault, plain and encrypted, in and out (its docs/vault.md).
#pragma once
#include <boost/json/object.hpp>
#include <span>
#include <string>
#include <string_view>

#include "transfer/result.h"

namespace sparekey::transfer {

[[nodiscard]] Result read_aegis(const boost::json::object& file, Password);

[[nodiscard]] std::string write_aegis(std::span<const vault::Entry* const>);
// Takes the tenth of a second that scrypt does.
[[nodiscard]] std::string write_aegis_encrypted(std::span<const vault::Entry* const>,
                                                std::string_view password);

}  // namespace sparekey::transfer

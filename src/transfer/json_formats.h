// Files of JSON that are only read: 2FAS, andOTP, FreeOTP+, Ente Auth, Bitwarden, Stratum, Proton.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string_view>

#include "transfer/result.h"

namespace sparekey::transfer {

// 2FAS, schema versions 1 to 4, plain and encrypted.
[[nodiscard]] Result read_twofas(const boost::json::object& file, Password);

// andOTP: a list; encrypted it is octets without any mark, in a newer and an older layout.
[[nodiscard]] Result read_andotp(const boost::json::array& file);
[[nodiscard]] Result read_andotp_encrypted(std::string_view file, Password);

[[nodiscard]] Result read_freeotp(const boost::json::object& file);

// Encrypted; the plain one is a list of otpauth URIs.
[[nodiscard]] Result read_ente(const boost::json::object& file, Password);

// Plain, and protected by a password; not those that only the account can open.
[[nodiscard]] Result read_bitwarden(const boost::json::object& file, Password);

[[nodiscard]] Result read_stratum(const boost::json::object& file);
[[nodiscard]] bool is_stratum_encrypted(std::string_view file);
[[nodiscard]] Result read_stratum_encrypted(std::string_view file, Password);

[[nodiscard]] Result read_proton(const boost::json::object& file, Password);

}  // namespace sparekey::transfer
